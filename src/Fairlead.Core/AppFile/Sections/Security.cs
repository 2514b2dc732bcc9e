using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class SecurityKeys
{
    public static readonly Section Section = new("security");

    public static readonly Key<Profile> Profile = Section.Add(
        "profile", SecurityReader.Profiles, Model.Profile.Standard,
        "standard, strict (every applicable control is met) or dev (cheap, and quick to throw away).", "standard");
    public static readonly Key<Node?> Except = Section.Add(
        "except",
        Forms.Later(
            "a map of controls and reasons", "{RDS.5: one zone is enough for a pilot}", new NamesForm("CONTROL", new TextForm())),
        null, "Controls that do not apply here, each with the reason.");
    public static readonly Key<Text?> Boundary = Section.Add(
        "boundary", SecurityReader.PolicyArn, null,
        "The ARN of the permissions boundary that an organisation wants on every role: all roles carry it, in place of Fairlead's own.",
        only: KeyTarget.Aws);
}

/// <summary>Reads how strict the app's security is, and what it leaves out.</summary>
internal static class SecurityReader
{
    public static readonly Shape<Profile> Profiles = Shapes.Choice(
        ("standard", Profile.Standard), ("strict", Profile.Strict), ("dev", Profile.Dev));

    public static readonly Shape<Security?> Shape = Forms.Short(
        Forms.As(Profiles, static profile => (Security?)new Security(profile, [])),
        Forms.Map(() => SecurityKeys.Section, Read, "{profile: strict, except: {RDS.5: a pilot}}"));

    /// <summary>A managed policy, of an account or of AWS's own.</summary>
    public static readonly Shape<Text?> PolicyArn = NameOrArn.Arn(
        "the ARN of a managed policy", "arn:aws:iam::111122223333:policy/boundary",
        @"^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[\x21-\x7E]*[A-Za-z0-9+=,.@_-]$");

    public static Security Read(Fields fields, Reading reading) =>
        new(fields.Read(SecurityKeys.Profile), Exemptions(fields.Node(SecurityKeys.Except), reading))
        {
            Boundary = fields.Read(SecurityKeys.Boundary),
        };

    private static List<Exemption> Exemptions(Node? node, Reading reading)
    {
        var list = new List<Exemption>();
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(
                Codes.WrongType, node.Span, "except has to be a map of controls and reasons",
                "write {RDS.5: one zone is enough for a pilot}");
        }

        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            var parts = entry.Key.Split('.');
            if (parts.Length != 2 || !parts[0].All(char.IsAsciiLetterOrDigit) || parts[0].Length == 0 || !int.TryParse(parts[1], out _))
            {
                reading.Problems.Add(
                    Codes.WrongName, entry.KeySpan,
                    $"'{entry.Key}' is not the id of a control", "write, for example, RDS.5");
            }
            else if (Shapes.Word.Read(entry.Value, reading, out var reason))
            {
                list.Add(new Exemption(entry.Key, reason!));
            }
        }

        return list;
    }
}
