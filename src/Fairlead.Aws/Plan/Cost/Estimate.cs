using System.Globalization;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan.Cost;

/// <param name="Dollars">A month; null where a price is not known.</param>
/// <param name="IsEstimate">A price in it is one.</param>
internal sealed record CostLine(string Name, string What, decimal? Dollars, bool IsEstimate)
{
    /// <summary>The usage's: the same whatever its size.</summary>
    public string Topic { get; init; } = What;

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

    public static Estimate Calculate(IEnumerable<Usage> usages, Prices prices) =>
        new(prices.Region, prices.Date, [.. usages.Select(u => Line(u, prices))]);

    /// <summary>All lines, each with both sums; a line that is not there costs nothing.</summary>
    public static Costs Compare(Estimate? before, Estimate after)
    {
        var old = new Dictionary<(string Name, string Topic, int Index), CostLine>();
        foreach (var line in before?.Lines ?? [])
        {
            old.Add(Free(old.ContainsKey, line), line);
        }

        var seen = new HashSet<(string Name, string Topic, int Index)>();
        var lines = new List<Expense>(after.Lines.Count);
        foreach (var line in after.Lines)
        {
            var key = Free(seen.Contains, line);
            seen.Add(key);
            var isOld = old.Remove(key, out var earlier);
            lines.Add(
                new Expense(line.Name, line.What, isOld ? earlier!.Dollars : 0, line.Dollars, line.IsEstimate
                    || earlier?.IsEstimate == true));
        }

        lines.AddRange(old.Values.Select(l => new Expense(l.Name, l.What, l.Dollars, 0, l.IsEstimate)));
        return new Costs(after.Region, after.Date, lines) { HasBefore = before is not null };
    }

    // Two of a kind are told apart by their order.
    private static (string Name, string Topic, int Index) Free(Func<(string, string, int), bool> isTaken, CostLine line)
    {
        var index = 0;
        while (isTaken((line.Name, line.Topic, index)))
        {
            index++;
        }

        return (line.Name, line.Topic, index);
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

        return new CostLine(usage.Name, usage.Describe(prices), sum, isEstimate) { Topic = usage.Topic };
    }
}
