using System.Globalization;

namespace Fairlead.Aws.Plan.Cost;

/// <param name="Amount">US dollars for one unit.</param>
/// <param name="IsEstimate">Worked out from a price we know.</param>
internal sealed record Price(decimal Amount, bool IsEstimate);

/// <summary>AWS's list prices in one region, from <c>prices.txt</c>; what is not in it is not known.</summary>
internal sealed class Prices
{
    private readonly Dictionary<string, Price> prices = new(StringComparer.Ordinal);

    private Prices(string region) => Region = region;

    public string Region { get; }

    /// <summary>When the table was last looked at: <c>2026-11-21</c>.</summary>
    public string Date { get; private set; } = "";

    public Price? Find(string key) => prices.GetValueOrDefault(key);

    public static Prices Load(string region)
    {
        using var stream = typeof(Prices).Assembly.GetManifestResourceStream("prices.txt")!;
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd(), region);
    }

    public static Prices Read(string text, string region)
    {
        var found = new Prices(region);
        var column = -1;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            var words = line.ToString().Split(' ');
            switch (words[0])
            {
                case "date":
                    found.Date = words[1];
                    break;
                case "regions":
                    column = Array.IndexOf(words, region, 1) - 1;
                    break;
                default:
                    if (column >= 0 && ReadPrice(words[column + 2]) is { } price)
                    {
                        found.prices.Add(words[0], price);
                    }

                    break;
            }
        }

        return found;
    }

    private static Price? ReadPrice(string word) =>
        word == "-" ? null : new Price(decimal.Parse(word.AsSpan().TrimStart('~'), CultureInfo.InvariantCulture), word[0] == '~');
}
