using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Under which names visitors come: zone, certificates and records.</summary>
internal static class DomainParts
{
    /// <summary>The hosted zone of all distributions, as AWS's reference says it.</summary>
    private const string ZoneOfCdn = "Z2FDTNDATAQYW2";

    /// <summary>Whether the load balancer has a certificate.</summary>
    public static bool IsSecure(App app) => app.Environment.Domain is not null || app.Edge.Certificate is not null;

    /// <summary>All names that services answer for, in order. A route without a host answers for the domain.</summary>
    public static IReadOnlyList<string> Hosts(App app)
    {
        string[] hosts = [.. app.Services.Where(s => s.Route is not null).Select(s => s.Route!.Host ?? app.Environment.Domain).OfType<string>().Distinct(StringComparer.Ordinal)];
        Array.Sort(hosts, StringComparer.Ordinal);
        return hosts;
    }

    /// <summary>Those that Fairlead makes records and certificates for: what is under the domain, where its zone is within reach.</summary>
    public static IReadOnlyList<string> OwnHosts(App app) =>
        app.Environment.Domain is not { } domain || app.Edge.Zone.Kind == ZoneKind.External ? [] : [.. Hosts(app).Where(h => h == domain || h.EndsWith("." + domain, StringComparison.Ordinal))];

    /// <summary>A zone of one's own stands with what all share, with the name servers that its registrar has to know.</summary>
    public static void AddZone(Site site, Stack stack)
    {
        if (site.App.Edge.Zone.Kind == ZoneKind.Create && OwnHosts(site.App).Count > 0)
        {
            stack.Add(new Resource("OwnZone", "AWS::Route53::HostedZone", Map(("Name", site.App.Edge.Zone.Name ?? site.App.Environment.Domain!))) { Keep = Keep.Retained, Cause = Site.EdgeOf(site.App, "zone") });
            stack.Add(new Output("Zone", Ref("OwnZone")));
            stack.Add(new Output("NameServers", CallValue.Of("Fn::Join", List(",", GetAtt("OwnZone", "NameServers")))));
        }
    }

    /// <summary>The certificate of the load balancer, or of the network in front of it: each takes one of its own region.</summary>
    public static Value Certificate(Site site, Stack stack)
    {
        var hosts = OwnHosts(site.App);
        if (site.App.Edge.Certificate is { } existing && (stack.Region ?? site.App.Environment.Region) == (site.IsBehindCdn ? Site.RegionOfCdn : site.App.Environment.Region))
        {
            return Walk.Texts.Of(site, stack, existing);
        }

        if (hosts.Count == 0)
        {
            return Site.Given(stack, "Certificate");
        }

        var zone = Zone(site, stack);
        stack.Add(new Resource("OwnCertificate", "AWS::CertificateManager::Certificate", Map(
            ("DomainName", hosts[0]), ("DomainValidationOptions", List([.. hosts.Select(h => (Value)Map(("DomainName", h), ("HostedZoneId", zone)))])),
            ("SubjectAlternativeNames", hosts.Count > 1 ? Value.Texts([.. hosts.Skip(1)]) : null), ("ValidationMethod", "DNS"))));
        return Ref("OwnCertificate");
    }

    public static void AddRecords(Site site, Stack stack)
    {
        foreach (var host in OwnHosts(site.App))
        {
            AddRecord(site, stack, host, "A");
            if (site.IsBehindCdn && EdgeStack.HasVersion6(site.App))
            {
                AddRecord(site, stack, host, "AAAA");
            }
        }
    }

    private static void AddRecord(Site site, Stack stack, string host, string type)
    {
        var target = site.IsBehindCdn
            ? Map(("DNSName", GetAtt("Distribution", "DomainName")), ("HostedZoneId", ZoneOfCdn))
            : Map(("DNSName", GetAtt("Balancer", "DNSName")), ("HostedZoneId", GetAtt("Balancer", "CanonicalHostedZoneID")));
        stack.Add(new Resource(Kinds.Record + Fingerprint.Of(host) + (type == "A" ? "" : "V6"), "AWS::Route53::RecordSet", Map(
            ("AliasTarget", target), ("HostedZoneId", Zone(site, stack)), ("Name", host), ("Type", type))));
    }

    // The longest match of all zones of the account is an existing one.
    private static Value Zone(Site site, Stack stack) =>
        site.App.Edge.Zone.Kind == ZoneKind.Existing ? Site.Given(stack, "Zone")
        : stack.Name == site.EnvironmentStack ? Ref("OwnZone")
        : site.Take(stack, "Zone");
}
