using System.Net;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads how the app meets the world: domain, certificate, who may come.</summary>
internal static class EdgeReader
{
    public static readonly Shape<Zone?> Zone = new("existing, create or external, and a domain if it is another than the app's", ReadZone, "external", new TextForm("^(existing|create|external)( .+)?$"));

    public static readonly Shape<Auth?> Auth = AuthOf(() => Keys.Auth.Section, "{basic: {user: guest, password: \"${secret.PASSWORD}\"}}");

    public static readonly Shape<Auth?> ServiceAuth = AuthOf(() => Keys.Auth.OfService, "{open_to: [web]}");

    public static Edge Read(Fields fields, Reading reading) => new()
    {
        Cdn = fields.Read(Keys.Edge.Cdn),
        Zone = fields.Read(Keys.Edge.Zone) ?? new Zone(ZoneKind.Existing, null),
        Certificate = fields.Read(Keys.Edge.Certificate),
        Timeout = fields.Read(Keys.Edge.Timeout),
        Waf = fields.Read(Keys.Edge.Waf),
        Auth = fields.Read(Keys.Edge.Auth),
        Allow = Allow(fields.Node(Keys.Edge.Allow), reading),
    };

    public static BasicAuth? Basic(Fields fields, Reading reading)
    {
        var user = fields.Need(Keys.Basic.User, fields.Span, "basic", "user: guest");
        var password = fields.Need(Keys.Basic.Password, fields.Span, "basic", "password: \"${secret.PASSWORD}\"");
        return user is null || password is null ? null : new BasicAuth(user, password);
    }

    public static CognitoAuth Cognito(Fields fields, Reading reading) => new(fields.Read(Keys.Cognito.Users));

    private static Shape<Auth?> AuthOf(Func<Section> section, string example) => Forms.Short(
        new Shape<Auth?>("none", static (Node node, Reading reading, out Auth? value) =>
        {
            value = new NoAuth();
            return Shapes.Scalar(node, reading, "none, or a map") is { } scalar
                && (scalar.Value == "none" || reading.Wrong(Codes.WrongValue, node.Span, $"'{scalar.Value}' does not say what visitors have to show", "write none, or a map: {basic: {user: guest, password: \"${secret.PASSWORD}\"}}", out value));
        }, "none", new ChoiceForm(["none"])),
        Forms.Map(section, ReadAuth, example));

    private static Auth? ReadAuth(Fields fields, Reading reading)
    {
        var basic = fields.Read(Keys.Auth.Basic);
        var cognito = fields.Read(Keys.Auth.Cognito);
        var openTo = fields.Read(Keys.Auth.OpenTo);
        var given = new Key[] { Keys.Auth.Basic, Keys.Auth.Cognito, Keys.Auth.OpenTo }.Where(fields.Has).ToList();
        if (given.Count == 0)
        {
            reading.Problems.Add(Codes.MissingKey, fields.Span, "auth does not say what visitors have to show", $"write none, or one of {string.Join(", ", fields.Section.Names)}");
        }
        else if (given.Count > 1)
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(given[1]), $"'{given[0]}' and '{given[1]}' both say what visitors have to show", "keep one of them");
        }

        foreach (var service in openTo)
        {
            reading.Expect(service, fields.ValueOf(Keys.Auth.OpenTo), "service", Kind.Service);
        }

        return (Auth?)basic ?? (Auth?)cognito ?? (openTo.Count > 0 ? new OpenTo(openTo) : null);
    }

    private static bool ReadZone(Node node, Reading reading, out Zone? value)
    {
        value = null;
        if (!Shapes.Word.Read(node, reading, out var text))
        {
            return false;
        }

        var words = text!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ZoneKind? kind = words.FirstOrDefault() switch { "existing" => ZoneKind.Existing, "create" => ZoneKind.Create, "external" => ZoneKind.External, _ => null };
        if (kind is null || words.Length > 2)
        {
            return reading.Wrong(Codes.WrongValue, node.Span, $"'{text}' does not say whose zone it is", Nearest.Hint(words.FirstOrDefault() ?? "", ["existing", "create", "external"], "write one of"), out value);
        }

        if (words.Length == 2 && !HostText.IsHost(words[1]))
        {
            return reading.Wrong(Codes.WrongValue, node.Span, $"'{words[1]}' is not a domain", "write, for example, create example.org", out value);
        }

        value = new Zone(kind.Value, words.Length == 2 ? words[1].ToLowerInvariant() : null);
        return true;
    }

    private static List<AllowList> Allow(Node? node, Reading reading)
    {
        var lists = new List<AllowList>();
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "allow has to be a map of names and lists", "write {office: [203.0.113.0/24]}");
        }

        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            NameCheck.Check(entry, "a list of addresses", reading.Problems);
            if (Forms.Words.Read(entry.Value, reading, out var ranges))
            {
                var items = ((ListNode)entry.Value).Items;
                lists.Add(new AllowList(entry.Key, [.. ranges.Where((r, i) => IsRange(r, items[i].Span, reading))]));
            }
        }

        return lists;
    }

    private static bool IsRange(string text, Span span, Reading reading)
    {
        if (IPNetwork.TryParse(text, out _))
        {
            return true;
        }

        var hint = IPAddress.TryParse(text, out var address) ? $"write {text}/{(address.GetAddressBytes().Length == 4 ? 32 : 128)}" : NetworkReader.Fit(text) is { } fit ? $"write {fit}" : "write, for example, 203.0.113.0/24";
        reading.Problems.Add(Codes.WrongValue, span, $"'{text}' is not a range of addresses", hint);
        return false;
    }
}
