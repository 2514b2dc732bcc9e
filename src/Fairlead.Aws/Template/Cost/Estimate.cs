using System.Globalization;

namespace Fairlead.Aws.Template.Cost;

/// <param name="Dollars">A month; null where a price is not known.</param>
/// <param name="IsEstimate">A price in it is one.</param>
internal sealed record CostLine(string Name, string What, decimal? Dollars, bool IsEstimate)
{
    /// <summary><c>web: 2 × 0.25 CPU   14.42 $</c>, <c>about …</c> or <c>unknown</c>.</summary>
    public string InWords => Dollars is not { } dollars ? "unknown"
        : string.Create(CultureInfo.InvariantCulture, $"{(IsEstimate ? "about " : "")}{dollars:N2} $");
}

/// <summary>What an environment costs in a month by the list, line by line.</summary>
/// <param name="Date">Of the prices.</param>
internal sealed record Estimate(string Region, string Date, IReadOnlyList<CostLine> Lines)
{
    /// <summary>Of all lines whose price is known.</summary>
    public decimal Total => Lines.Sum(l => l.Dollars ?? 0);

    public bool IsComplete => Lines.All(l => l.Dollars is not null);

    public static Estimate Of(IEnumerable<Usage> usages, Prices prices) => new(prices.Region, prices.Date, [.. usages.Select(u => Line(u, prices))]);

    /// <summary>What is another sum than before, each with both sums; a line that is not there costs nothing.</summary>
    public static IReadOnlyList<(string Name, string What, decimal? Before, decimal? After)> Changes(Estimate before, Estimate after)
    {
        var (old, wanted) = (before.ByLine(), after.ByLine());
        return [.. wanted.Keys.Union(old.Keys)
            .Select(k => (k.Name, k.What, Before: old.TryGetValue(k, out var b) ? b : 0, After: wanted.TryGetValue(k, out var a) ? a : 0))
            .Where(c => c.Before != c.After)];
    }

    private static CostLine Line(Usage usage, Prices prices)
    {
        decimal? sum = 0;
        var isEstimate = false;
        foreach (var amount in usage.Amounts)
        {
            var price = prices.Find(amount.Price);
            var share = amount.Share is null ? new Price(1, IsEstimate: false) : prices.Find(amount.Share);
            sum += price?.Amount * share?.Amount * amount.Quantity;
            isEstimate |= price?.IsEstimate == true || share?.IsEstimate == true;
        }

        return new CostLine(usage.Name, usage.What, sum, isEstimate);
    }

    private Dictionary<(string Name, string What), decimal?> ByLine() =>
        Lines.GroupBy(l => (l.Name, l.What)).ToDictionary(g => g.Key, g => g.Aggregate((decimal?)0, (sum, l) => sum + l.Dollars));
}
