using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>Under which names visitors come: zone, certificates and records.</summary>
internal static class DnsAndCertificates
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
    public static void AddZone(StackScope site, Stack stack)
    {
        if (site.App.Edge.Zone.Kind == ZoneKind.Create && OwnHosts(site.App).Count > 0)
        {
            stack.Add(new StackResource("OwnZone", "AWS::Route53::HostedZone", Map(("Name", site.App.Edge.Zone.Name ?? site.App.Environment.Domain!))) { DeletionPolicy = DeletionPolicy.Retain, Cause = StackScope.EdgePlace(site.App, "zone") });
            stack.Add(new StackOutput("Zone", Ref("OwnZone")));
            stack.Add(new StackOutput("NameServers", CallValue.Create("Fn::Join", List(",", GetAtt("OwnZone", "NameServers")))));
        }
    }

    /// <summary>The certificate of the load balancer, or of the network in front of it: each takes one of its own region.</summary>
    public static Value Certificate(StackScope site, Stack stack)
    {
        var hosts = OwnHosts(site.App);
        if (site.App.Edge.Certificate is { } existing && (stack.Region ?? site.App.Environment.Region) == (site.IsBehindCdn ? StackScope.CloudFrontRegion : site.App.Environment.Region))
        {
            return TextValues.Render(site, stack, existing);
        }

        if (hosts.Count == 0)
        {
            return StackScope.Parameter(stack, "Certificate");
        }

        var zone = Zone(site, stack);
        stack.Add(new StackResource("OwnCertificate", "AWS::CertificateManager::Certificate", Map(
            ("DomainName", hosts[0]), ("DomainValidationOptions", List([.. hosts.Select(h => (Value)Map(("DomainName", h), ("HostedZoneId", zone)))])),
            ("SubjectAlternativeNames", hosts.Count > 1 ? Value.Texts([.. hosts.Skip(1)]) : null), ("ValidationMethod", "DNS"))));
        return Ref("OwnCertificate");
    }

    public static void AddRecords(StackScope site, Stack stack)
    {
        foreach (var host in OwnHosts(site.App))
        {
            AddRecord(site, stack, host, "A");
            if (site.IsBehindCdn && CloudFrontStack.HasVersion6(site.App))
            {
                AddRecord(site, stack, host, "AAAA");
            }
        }
    }

    private static void AddRecord(StackScope site, Stack stack, string host, string type)
    {
        var target = site.IsBehindCdn
            ? Map(("DNSName", GetAtt("Distribution", "DomainName")), ("HostedZoneId", ZoneOfCdn))
            : Map(("DNSName", GetAtt("Balancer", "DNSName")), ("HostedZoneId", GetAtt("Balancer", "CanonicalHostedZoneID")));
        stack.Add(new StackResource(LogicalIdPrefix.Record + Fingerprint.Compute(host) + (type == "A" ? "" : "V6"), "AWS::Route53::RecordSet", Map(
            ("AliasTarget", target), ("HostedZoneId", Zone(site, stack)), ("Name", host), ("Type", type))));
    }

    // The longest match of all zones of the account is an existing one.
    private static Value Zone(StackScope site, Stack stack) =>
        site.App.Edge.Zone.Kind == ZoneKind.Existing ? StackScope.Parameter(stack, "Zone")
        : stack.Name == site.EnvironmentStack ? Ref("OwnZone")
        : site.ImportOutput(stack, "Zone");
}
