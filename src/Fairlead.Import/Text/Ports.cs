using System.Globalization;
using System.Text.RegularExpressions;

namespace Fairlead.Import.Text;

/// <summary>Ports, in the ways they are written.</summary>
internal static partial class Ports
{
    // Debuggers, metrics and TLS, which the load balancer speaks itself: not what a service is there for.
    private static readonly int[] Beside = [443, 8443, 9229, 9230, 5858, 5678, 5005, 35729, 2345, 40000, 9090, 9100, 9464];

    // Mail, shells and files: beside a web port they are not what people open.
    private static readonly int[] NotHttp = [21, 22, 25, 110, 143, 465, 587, 993, 995, 1025, 2222, 5222, 1883];

    public static int? Parse(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    /// <summary><c>80</c>, <c>80/tcp</c>, <c>8000-8010</c>; null for other protocols and what is no port.</summary>
    public static int? ParseExposed(string text)
    {
        var (range, protocol) = text.Trim('"', '\'').Split('/') is [var first, var second]
            ? (first, second)
            : (text.Trim('"', '\''), "tcp");
        return protocol.Equals("tcp", StringComparison.OrdinalIgnoreCase) ? Parse(range.Split('-')[0]) : null;
    }

    /// <summary>The one a service most likely serves at.</summary>
    public static int? Best(IReadOnlyList<int> ports) =>
        ports.Count == 0 ? null : ports.OrderBy(p => Beside.Contains(p)).ThenBy(p => NotHttp.Contains(p)).First();

    /// <summary>A port that a command line tells its server.</summary>
    public static int? InCommand(string command) =>
        Option().Match(command) is { Success: true } match ? Parse(match.Groups["port"].Value) : null;

    [GeneratedRegex(
        @"(?:(?:--port|--http-port|--bind|--listen|--addr|--address|-p|-b|runserver)[=\s""',:]+(?:\[?[\w.*:]*\]?:)?"
        + @"|\b(?:0\.0\.0\.0|\[::\]|\*):)(?<port>\d{2,5})\b",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();
}
