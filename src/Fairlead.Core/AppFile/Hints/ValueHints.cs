using System.Buffers;
using System.Globalization;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Hints;

/// <summary>
/// What was probably meant by a size, a duration, a number of vCPU or a schedule that somebody wrote as another tool wants it.
/// </summary>
public static class ValueHints
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (decimal Seconds, string[] Words)[] Durations =
    [
        (1, ["s", "sec", "secs", "second", "seconds", ""]),
        (60, ["m", "min", "mins", "minute", "minutes"]),
        (3_600, ["h", "hr", "hrs", "hour", "hours"]),
        (86_400, ["d", "day", "days"]),
        (604_800, ["w", "week", "weeks"]),
    ];

    /// <summary><c>512MB</c>, <c>1 GiB</c>, <c>0.5G</c>, <c>512</c>: candidates, best first.</summary>
    public static IEnumerable<string> Size(string text)
    {
        var (number, unit) = Split(text);
        if (number is not { } n)
        {
            yield break;
        }

        foreach (var letter in unit.ToUpperInvariant() is { Length: > 0 } word ? new[] { word[0] } : ['M', 'G'])
        {
            if (letter is 'M' or 'G' && (unit.Length == 0 || unit.ToUpperInvariant()[1..] is "" or "B" or "I" or "IB"))
            {
                var mebibytes = letter == 'G' ? n * 1024 : n;
                if (mebibytes == decimal.Truncate(mebibytes))
                {
                    yield return Model.Size.OfMebibytes((long)mebibytes).ToString();
                }
            }
        }
    }

    /// <summary><c>30</c>, <c>5 minutes</c>, <c>1.5h</c>, <c>1w</c>.</summary>
    public static IEnumerable<string> Duration(string text)
    {
        var (number, unit) = Split(text);
        foreach (var (seconds, words) in Durations)
        {
            if (number is { } n
                && words.Contains(unit.ToLowerInvariant())
                && n * seconds is var total
                && total == decimal.Truncate(total)
                && total > 0)
            {
                yield return DurationText.Render(TimeSpan.FromSeconds((double)total));
            }
        }
    }

    /// <summary><c>256</c> of the 1024 units that a vCPU has on ECS, <c>250m</c>, <c>0,5</c>, <c>1 vCPU</c>.</summary>
    public static IEnumerable<string> Cpu(string text)
    {
        var (number, unit) = Split(text.Replace(',', '.'));
        if (number is { } n)
        {
            var cpu = unit.ToUpperInvariant() switch
            {
                "M" => n / 1000,
                "" when n >= 256 && n % 256 == 0 => n / 1024,
                "" or "VCPU" or "CPU" or "VCPUS" or "CPUS" => n,
                _ => 0,
            };
            yield return cpu.ToString("0.####", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>
    /// <c>@daily</c>, <c>rate(5 minutes)</c>, <c>cron(0 4 * * ? *)</c>, <c>every 5 minutes</c>, <c>5m</c>, six fields with seconds.
    /// </summary>
    public static string? Schedule(string text)
    {
        var named = text switch
        {
            "@hourly" => "0 * * * *",
            "@daily" or "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * SUN",
            "@monthly" => "0 0 1 * *",
            "@yearly" or "@annually" => "0 0 1 1 *",
            _ => null,
        };
        if (named is not null)
        {
            return named;
        }

        if (text.StartsWith("cron(", StringComparison.Ordinal))
        {
            return OfSix(text[5..].TrimEnd(')'), seconds: false);
        }

        var period = text.StartsWith("rate(", StringComparison.Ordinal) ? text[5..].TrimEnd(')')
            : text.StartsWith("@every ", StringComparison.Ordinal) ? text[7..]
            : text.StartsWith("every ", StringComparison.Ordinal) ? text[6..]
            : text;
        return Split(period) is (not null, { Length: > 0 }) && Duration(period).FirstOrDefault() is { } every
            ? $"every {every}"
            : OfSix(text, seconds: true);
    }

    // AWS's form ends in the year and counts weekdays from Sunday as 1; others begin with seconds.
    private static string? OfSix(string text, bool seconds)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6 || (seconds ? fields[0] != "0" : fields[5] != "*" || fields[4].Any(char.IsAsciiDigit)))
        {
            return null;
        }

        var five = string.Join(' ', seconds ? fields[1..] : fields[..5]).Replace('?', '*');
        return CronFields.Parse(five) is null ? null : five;
    }

    private static (decimal? Number, string Unit) Split(string text)
    {
        var length = text.AsSpan().IndexOfAnyExcept(Digits);
        var (number, unit) = length < 0 ? (text, "") : (text[..length], text[length..].Trim());
        return number.Length <= 9 && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
            ? (n, unit)
            : (null, unit);
    }
}
