using System.Net;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class EdgeKeys
{
    public static readonly Section Section = new("edge");

    public static readonly Key<bool> Cdn = Section.Add(
        "cdn", Shapes.Flag, false, "A content delivery network before the load balancer.", "false", KeyTarget.Aws);
    public static readonly Key<Zone?> Zone = Section.Add(
        "zone", EdgeReader.Zone, new Zone(ZoneKind.Existing, null),
        "Where DNS records go: existing (found by name), create, or external (the records are printed); a domain may follow.",
        "existing", KeyTarget.Aws);
    public static readonly Key<IReadOnlyList<Text>> Certificate = Section.Add(
        "certificate",
        Forms.Some(
            Forms.Present(Shapes.Given with { Example = "${ssm:/platform/certificate}" }), "the ARN of a certificate, or a list of them"),
        [], "The ARN of a certificate to use instead of a new one, or of several for hosts of several domains (a content delivery network "
            + "takes one).",
        only: KeyTarget.Aws);
    public static readonly Key<TimeSpan> Timeout = Section.Add(
        "timeout", Shapes.RequestTime, TimeSpan.FromSeconds(60),
        "The longest request of services that do not say otherwise.", "60s");
    public static readonly Key<bool> Waf = Section.Add(
        "waf", Shapes.Flag, false, "A web application firewall before everything.", "false", KeyTarget.Aws);
    public static readonly Key<Auth?> Auth = Section.Add(
        "auth", AuthReader.OfEdge, null, "What visitors have to show: none, basic or cognito.", "none");
    public static readonly Key<Node?> Allow = Section.Add(
        "allow",
        Forms.Later(
            "a map of names and lists of address ranges", "{office: [203.0.113.0/24]}",
            new NamesForm("NAME", new ListForm(new TextForm()))),
        null, "Who may come at all: lists of address ranges, each with a name.", "everybody");
}

/// <summary>Reads how the app meets the world: domain, certificate, who may come.</summary>
internal static class EdgeReader
{
    public static readonly Shape<Zone?> Zone = new(
        "existing, create or external, and a domain if it is another than the app's", ReadZone, "external",
        new TextForm("^(existing|create|external)( .+)?$"));

    public static Edge Read(Fields fields, Reading reading) => new()
    {
        Cdn = fields.Read(EdgeKeys.Cdn),
        Zone = fields.Read(EdgeKeys.Zone)!,
        Certificates = fields.Read(EdgeKeys.Certificate),
        Timeout = fields.Read(EdgeKeys.Timeout),
        SaysTimeout = fields.Has(EdgeKeys.Timeout),
        Waf = fields.Read(EdgeKeys.Waf),
        Auth = fields.Read(EdgeKeys.Auth),
        Allow = Allow(fields.Node(EdgeKeys.Allow), reading),
    };

    private static bool ReadZone(Node node, Reading reading, out Zone? value)
    {
        value = null;
        if (!Shapes.Word.Read(node, reading, out var text))
        {
            return false;
        }

        var words = text!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ZoneKind? kind = words.FirstOrDefault() switch
        {
            "existing" => ZoneKind.Existing,
            "create" => ZoneKind.Create,
            "external" => ZoneKind.External,
            _ => null,
        };
        if (kind is null || words.Length > 2)
        {
            return reading.Wrong(
                Codes.WrongValue, node.Span, $"'{text}' does not say whose zone it is",
                Nearest.Hint(words.FirstOrDefault() ?? "", ["existing", "create", "external"], "write one of"), out value);
        }

        if (words.Length == 2 && !HostName.Is(words[1]))
        {
            return reading.Wrong(
                Codes.WrongValue, node.Span, $"'{words[1]}' is not a domain",
                "write, for example, create example.org", out value);
        }

        value = new Zone(kind.Value, words.Length == 2 ? words[1].ToLowerInvariant() : null);
        return true;
    }

    private static List<AllowList> Allow(Node? node, Reading reading)
    {
        var lists = new List<AllowList>();
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(
                Codes.WrongType, node.Span, "allow has to be a map of names and lists",
                "write {office: [203.0.113.0/24]}");
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

        var hint = IPAddress.TryParse(text, out var address) ? $"write {text}/{(address.GetAddressBytes().Length == 4 ? 32 : 128)}"
        : NetworkReader.Fit(text) is { } fit ? $"write {fit}"
        : "write, for example, 203.0.113.0/24";
        reading.Problems.Add(Codes.WrongValue, span, $"'{text}' is not a range of addresses", hint);
        return false;
    }
}
