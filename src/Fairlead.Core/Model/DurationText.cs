using System.Globalization;

namespace Fairlead.Core.Model;

/// <summary>Durations as the format writes them: <c>30s</c>, <c>15m</c>, <c>6h</c>, <c>14d</c>.</summary>
public static class DurationText
{
    private static readonly (char Unit, long Seconds)[] Units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

    // Ten years, with their leap days: 3653 days.
    private const long Longest = 315_619_200;

    public static TimeSpan? Parse(string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.Length > 1
                && text[^1] == unit
                && long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && n <= Longest / seconds)
            {
                return TimeSpan.FromSeconds(n * seconds);
            }
        }

        return null;
    }

    public static string Render(TimeSpan duration)
    {
        var total = (long)duration.TotalSeconds;
        foreach (var (unit, seconds) in Units)
        {
            if (total >= seconds && total % seconds == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{total / seconds}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#}s");
    }
}
