using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Dockerfiles;

/// <summary>Finds the HTTP path in checks that are written as commands.</summary>
internal static partial class HealthSigns
{
    /// <summary>What stands behind HEALTHCHECK; null where no path is asked for.</summary>
    public static FoundHealth? InDockerfile(string text)
    {
        var grace = StartPeriod().Match(text) is { Success: true } match ? Duration(match.Groups["time"].Value) : null;
        var at = text.IndexOf("CMD", StringComparison.Ordinal);
        var check = at < 0 ? "" : text[(at + 3)..].Trim();
        var health = InCommand(text) ?? (check.Length > 0 ? new FoundHealth(null, null) : null);
        return health is null ? null : health with
        {
            Grace = grace,
            Command = check.StartsWith('[') ? JsonWords(check) : check.Length > 0 ? ["sh", "-c", check] : null,
        };
    }

    /// <summary>The words that are run, of a check as Docker and ECS write it: how it is run comes first. Null for none.</summary>
    public static IReadOnlyList<string>? Command(IReadOnlyList<string> test) => test switch
    {
        [] or ["NONE"] => null,
        ["CMD-SHELL", ..] => ["sh", "-c", string.Join(' ', test.Skip(1))],
        ["CMD", ..] => [.. test.Skip(1)],
        _ => test,
    };

    /// <summary>A command such as <c>curl -f http://localhost:8080/health</c>.</summary>
    public static FoundHealth? InCommand(string text)
    {
        var isHttp = text.Contains("http://", StringComparison.Ordinal)
            || text.Contains("curl", StringComparison.Ordinal)
            || text.Contains("wget", StringComparison.Ordinal);
        var found = Address().Matches(text);
        if (!isHttp
            || More().IsMatch(text)
            || (found.FirstOrDefault(m => m.Groups["port"].Success || m.Groups["path"].Success) ?? found.FirstOrDefault()) is not { } match)
        {
            return null;
        }

        var path = match.Groups["path"].Value;
        return path.Any(c => c is < '!' or > '~' or '#' or '$' or '{')
            ? null
            : new FoundHealth(path.Length == 0 ? "/" : path, Ports.Parse(match.Groups["port"].Value) ?? 80);
    }

    private static List<string>? JsonWords(string text)
    {
        var words = Quoted().Matches(text).Select(m => m.Groups["word"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)).ToList();
        return words.Count == 0 ? null : words;
    }

    /// <summary><c>90s</c>, <c>1m30s</c>, <c>500ms</c>, as Docker and compose write it.</summary>
    public static TimeSpan? Duration(string text)
    {
        var total = TimeSpan.Zero;
        foreach (Match part in TimePart().Matches(text))
        {
            var number = double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture);
            total += TimeSpan.FromSeconds(part.Groups["unit"].Value switch
            {
                "h" => number * 3600,
                "m" => number * 60,
                "s" => number,
                "ms" => number / 1000,
                _ => 0,
            });
        }

        return total > TimeSpan.Zero ? total : null;
    }

    [GeneratedRegex(
        @"(?<!https://)(?<=^|[\s""'/@=(])(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(?<port>\d{1,5}))?"
        + @"(?<path>/[^\s""'`|;,)\]\\<>]*)?(?=$|[\s""'`|;,)\]\\<>])",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    // A login, headers or another method: a path alone would not say the same.
    [GeneratedRegex(
        @"(?<=\s)(?:-u|--user|-H|--header|-X|--request|-d|--data|--post-data|--unix-socket|--http-user)(?=[\s=""',])",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex More();

    [GeneratedRegex(@"""(?<word>(?:[^""\\]|\\.)*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"--start-period=(?<time>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StartPeriod();

    [GeneratedRegex(@"(?<number>\d{1,6}(?:\.\d{1,3})?)(?<unit>ms|us|ns|h|m|s)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimePart();
}
