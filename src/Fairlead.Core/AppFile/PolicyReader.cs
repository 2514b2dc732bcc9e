using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads names and policies: tags, logs, alerts, pipeline, security.</summary>
internal static class PolicyReader
{
    // Log groups keep their lines for one of these numbers of days.
    private static readonly int[] Days = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    private static readonly Shape<TimeSpan> AnyDays = Shapes.DurationFrom(TimeSpan.FromDays(1), TimeSpan.FromDays(3653), "a duration from 1d to 3653d", "90d");

    public static readonly Shape<TimeSpan> Retention = new("a duration that log groups know", static (Node node, Reading reading, out TimeSpan value) =>
    {
        if (!AnyDays.Read(node, reading, out value))
        {
            return false;
        }

        var days = value.TotalDays;
        return Days.Contains((int)days)
            || reading.Wrong(Codes.WrongValue, node.Span, $"log lines can not be kept for exactly {days}d", $"write {Days.Last(d => d < days)}d or {Days.First(d => d > days)}d", out value);
    }, "90d", new TextForm("^[0-9]+[smhd]$"));

    public static readonly Shape<string?> Email = Shapes.Named("an e-mail address", @"^[^@\s]+@[^@\s]+\.[^@\s.]+$", "team@example.org");

    public static readonly Shape<Text?> Hook = Shapes.Reference(
        "an address that starts with https://",
        static p => p is Literal or SecretPart or SsmPart,
        "https://hooks.example.org/alerts",
        static t => t.Constant is not { } text || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https"));

    public static readonly Shape<CiSource?> Ci = Forms.As(
        Shapes.Named("a repository such as github/owner/name", "^github/[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", "github/example/shop"),
        static text => text?.Split('/') is [_, var owner, var repository] ? new CiSource(owner, repository) : null);

    public static readonly Shape<Profile> Profiles = Shapes.Choice(("standard", Profile.Standard), ("strict", Profile.Strict), ("dev", Profile.Dev));

    public static readonly Shape<Security?> Security = Forms.Short(
        Forms.As(Profiles, static profile => (Security?)new Security(profile, [])),
        Forms.Map(() => Keys.Security.Section, static (fields, reading) => (Security?)new Security(fields.Read(Keys.Security.Profile), Exemptions(fields.Node(Keys.Security.Except), reading)), "{profile: strict, except: {RDS.5: a pilot}}"));

    public static Logs Logs(Fields fields, Reading reading) => new(fields.Read(Keys.Logs.Keep), fields.Read(Keys.Logs.Access));

    public static Alerts Alerts(Fields fields, Reading reading) => new(fields.Read(Keys.Alerts.Email), fields.Read(Keys.Alerts.Url));

    /// <summary>Tags as AWS allows them: keys of at most 128 characters, values of at most 256, and not its own.</summary>
    public static IReadOnlyList<Tag> Tags(Node? node, Reading reading)
    {
        var tags = new List<Tag>();
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "tags has to be a map", "write {team: shop}");
        }

        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (entry.Key.Length is 0 or > 128 || entry.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) || entry.Key.StartsWith("fairlead:", StringComparison.OrdinalIgnoreCase) || !IsTagText(entry.Key))
            {
                reading.Problems.Add(Codes.WrongName, entry.KeySpan, $"'{entry.Key}' can not be the key of a tag", "use at most 128 letters, digits, spaces and _.:/=+-@, and do not start with aws: or fairlead:");
            }
            else if (Shapes.Word.Read(entry.Value, reading, out var value))
            {
                if (value!.Length > 256 || !IsTagText(value))
                {
                    reading.Problems.Add(Codes.WrongValue, entry.Value.Span, $"the tag {entry.Key} has a value that AWS does not take", "use at most 256 letters, digits, spaces and _.:/=+-@");
                }

                tags.Add(new Tag(entry.Key, value));
            }
        }

        if (tags.Count > 45)
        {
            reading.Problems.Add(Codes.WrongValue, node!.Span, $"these are {tags.Count} tags, and AWS takes 50 with our own", "keep at most 45");
        }

        return tags;
    }

    private static bool IsTagText(string text) => text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '_' or '.' or ':' or '/' or '=' or '+' or '-' or '@');

    private static List<Exemption> Exemptions(Node? node, Reading reading)
    {
        var list = new List<Exemption>();
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "except has to be a map of controls and reasons", "write {RDS.5: one zone is enough for a pilot}");
        }

        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            var parts = entry.Key.Split('.');
            if (parts.Length != 2 || !parts[0].All(char.IsAsciiLetterOrDigit) || parts[0].Length == 0 || !int.TryParse(parts[1], out _))
            {
                reading.Problems.Add(Codes.WrongName, entry.KeySpan, $"'{entry.Key}' is not the id of a control", "write, for example, RDS.5");
            }
            else if (Shapes.Word.Read(entry.Value, reading, out var reason))
            {
                list.Add(new Exemption(entry.Key, reason!));
            }
        }

        return list;
    }
}
