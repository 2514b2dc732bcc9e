using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class HealthKeys
{
    public static readonly Section Section = new("health") { OtherWords = OtherToolsKeys.OfHealth };

    public static readonly Key<string?> Path = Section.Add(
        "path", HealthReader.Path, null, "The HTTP path to ask for, query included.", "/ of a public service");
    public static readonly Key<int?> Port = Section.Add("port", Shapes.Port, null, "The port of the check.", "the service's");
    public static readonly Key<IReadOnlyList<string>?> Command = Section.Add(
        "command", HealthReader.Command, null, "A command run inside the container; exit code 0 is good.");
    public static readonly Key<TimeSpan> Interval = Section.Add(
        "interval", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300), "a duration from 1s to 300s"),
        TimeSpan.FromSeconds(5),
        "The time between two checks. The local load balancer asks each task every second all the same; 'logs' leaves its lines out.",
        "5s, or a second more than the timeout");
    public static readonly Key<TimeSpan> Timeout = Section.Add(
        "timeout", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), "a duration from 1s to 120s"),
        TimeSpan.FromSeconds(3), "The time one check may take.", "3s");
    public static readonly Key<int> Healthy = Section.Add(
        "healthy", Shapes.Number(1, 10, "a number from 1 to 10"), 2,
        "Good checks in a row that make a task healthy.", "2");
    public static readonly Key<int> Unhealthy = Section.Add(
        "unhealthy", Shapes.Number(1, 10, "a number from 1 to 10"), 2,
        "Bad checks in a row that make a task unhealthy.", "2");
    public static readonly Key<string?> Codes = Section.Add(
        "codes", HealthReader.Codes, "200-399", "The HTTP codes that are good.", "200-399");
    public static readonly Key<TimeSpan> Grace = Section.Add(
        "grace", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "a duration from 1s to 1h"),
        TimeSpan.FromSeconds(60), "How long a new task may take to become healthy.", "60s");
}

/// <summary>Reads how it is found out whether a task works.</summary>
internal static class HealthReader
{
    public static readonly Shape<string?> Path = new("a path that starts with /", static (Node node, Reading reading, out string? value) =>
        Shapes.Word.Read(node, reading, out value)
        && ((value!.StartsWith('/') && !value.Any(c => c <= ' ' || c > '~' || c is '"' or '\'' or '\\' or '#'))
            || reading.Wrong(
                Problems.Codes.WrongValue, node.Span, $"'{value}' is not a path", "a path starts with / and has no spaces or quotes",
                out value)), "/health", new TextForm("^/[!-~]*$"));

    public static readonly Shape<Health?> Shape = Forms.Short(
        Forms.As(Path, static path => path is null ? null : Usual with { Path = path }),
        Forms.Map(() => HealthKeys.Section, static (fields, _) => Read(fields), "{path: /health, grace: 2m}"));

    public static readonly Shape<string?> Codes = new(
        "HTTP codes from 200 to 499 such as 200, 200-399 or 200,301", static (Node node, Reading reading, out string? value) =>
        Shapes.Word.Read(node, reading, out value)
        && (value!.Split(',').All(AreCodes) || reading.Wrong(
            Problems.Codes.WrongValue, node.Span,
            $"'{value}' is not a list of HTTP codes from 200 to 499", "write 200, 200-399 or \"200,301\"", out value)),
        "200-399", new TextForm("^[2-4][0-9][0-9](-[2-4][0-9][0-9])?(,[2-4][0-9][0-9](-[2-4][0-9][0-9])?)*$"));

    // A test as Docker and Compose write it, whose first word says how it is run.
    public static readonly Shape<IReadOnlyList<string>?> Command = CommandText.Shape with
    {
        Read = static (Node node, Reading reading, out IReadOnlyList<string>? value) => CommandText.Shape.Read(node, reading, out value)
            && (value is not ["CMD" or "CMD-SHELL" or "NONE", ..] written || reading.Wrong(
                Problems.Codes.WrongValue, node.Span,
                $"'{written[0]}' would be the name of a program",
                written[0] == "CMD-SHELL" ? $"write [sh, -c, \"{string.Join(' ', written.Skip(1))}\"]"
                : written[0] == "CMD" ? $"write [{string.Join(", ", written.Skip(1))}]"
                : "remove 'command'",
                out value)),
    };

    /// <summary>Where only the path is known, or nothing.</summary>
    public static Health Usual => Read(Fields.Empty(HealthKeys.Section));

    private static Health Read(Fields fields) => new()
    {
        Path = fields.Read(HealthKeys.Path),
        Port = fields.Read(HealthKeys.Port),
        Command = fields.Read(HealthKeys.Command),
        Interval = fields.Has(HealthKeys.Interval) ? fields.Read(HealthKeys.Interval) : LongerThan(fields.Read(HealthKeys.Timeout)),
        Timeout = fields.Read(HealthKeys.Timeout),
        Healthy = fields.Read(HealthKeys.Healthy),
        Unhealthy = fields.Read(HealthKeys.Unhealthy),
        Codes = fields.Read(HealthKeys.Codes)!,
        Grace = fields.Read(HealthKeys.Grace),
    };

    // "For Application Load Balancers, you can specify values between 200 and 499 … multiple values … or a range" (Elastic Load Balancing
    // API reference, Matcher). HAProxy takes the same list.
    private static bool AreCodes(string range)
    {
        var ends = range.Split('-');
        return ends.Length is 1 or 2
            && ends.All(e => e.Length == 3 && e.All(char.IsAsciiDigit) && e[0] is >= '2' and <= '4')
            && string.CompareOrdinal(ends[0], ends[^1]) <= 0;
    }

    // A check ends before the next begins.
    private static TimeSpan LongerThan(TimeSpan timeout) =>
        timeout < HealthKeys.Interval.Fallback ? HealthKeys.Interval.Fallback : timeout + TimeSpan.FromSeconds(1);
}
