using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>Hosted zone, certificates and records of the names that visitors come to.</summary>
internal static class DnsAndCertificates
{
    private const int LongestFirst = 64;

    /// <summary>The hosted zone of all distributions, as AWS's reference says it.</summary>
    private const string ZoneOfCdn = "Z2FDTNDATAQYW2";

    /// <summary>
    /// A new zone is a stack of its own: made before the others, because its name servers have to be told to a registrar before anything
    /// else can be done, and never taken away by what goes wrong with them.
    /// </summary>
    public static Stack? MakeZone(StackScope scope)
    {
        if (scope.ZoneStack is not { } name)
        {
            return null;
        }

        var stack = new Stack(name) { Description = $"{DomainNames.NewZone(scope.App)}: the zone of {scope.App.Name}" };
        stack.Add(new StackResource("HostedZone", "AWS::Route53::HostedZone", Map(
            ("Name", DomainNames.NewZone(scope.App)!))) { DeletionPolicy = DeletionPolicy.Retain,
                Cause = StackScope.EdgePlace(scope.App, "zone") });
        stack.Add(new StackOutput("HostedZoneId", Ref("HostedZone")));
        stack.Add(new StackOutput("NameServers", CallValue.Create("Fn::Join", List(",", GetAtt("HostedZone", "NameServers")))));
        return stack;
    }

    /// <summary>The certificate of the load balancer, or of the network in front of it: each takes one of its own region.</summary>
    public static Value Certificate(StackScope scope, Stack stack)
    {
        var hosts = DomainNames.OwnHosts(scope.App);
        if (scope.App.Edge.Certificate is { } existing
            && (stack.Region
            ?? scope.App.Environment.Region) == (scope.IsBehindCdn ? StackScope.CloudFrontRegion : scope.App.Environment.Region))
        {
            return TextValues.Render(scope, stack, existing);
        }

        if (hosts.Count == 0)
        {
            return StackScope.Parameter(stack, "CertificateArn");
        }

        var zone = DomainNames.Zone(scope, stack);
        var first = FirstName(hosts) ?? hosts[0];
        stack.Add(new StackResource("Certificate", "AWS::CertificateManager::Certificate", Map(
            ("DomainName", first), ("DomainValidationOptions", List([.. hosts.Select(h => (Value)Map(
                ("DomainName", h), ("HostedZoneId", zone)))])),
            ("SubjectAlternativeNames", hosts.Count > 1 ? Value.Texts([.. hosts.Where(h => h != first)]) : null),
            ("ValidationMethod", "DNS"))));
        return Ref("Certificate");
    }

    /// <summary>
    /// The name that a certificate is for, of those it covers; null where all are too long: "DomainName … can not exceed 64 octets … longer
    /// ones only as subject alternative names" (Certificate Manager API, RequestCertificate).
    /// </summary>
    public static string? FirstName(IReadOnlyList<string> hosts) => hosts.FirstOrDefault(h => h.Length <= LongestFirst);

    public static void AddRecords(StackScope scope, Stack stack)
    {
        foreach (var host in DomainNames.OwnHosts(scope.App))
        {
            AddRecord(scope, stack, host, "A");
            if (scope.IsBehindCdn && CloudFrontStack.HasVersion6(scope.App))
            {
                AddRecord(scope, stack, host, "AAAA");
            }
        }
    }

    private static void AddRecord(StackScope scope, Stack stack, string host, string type)
    {
        var target = scope.IsBehindCdn
            ? Map(("DNSName", GetAtt("Distribution", "DomainName")), ("HostedZoneId", ZoneOfCdn))
            : Map(("DNSName", GetAtt("LoadBalancer", "DNSName")), ("HostedZoneId", GetAtt("LoadBalancer", "CanonicalHostedZoneID")));
        stack.Add(
            new StackResource(LogicalIdPrefix.RecordSet + Fingerprint.Compute(host) + (type == "A" ? "" : "Aaaa"),
                "AWS::Route53::RecordSet", Map(
            ("AliasTarget", target), ("HostedZoneId", DomainNames.Zone(scope, stack)), ("Name", host), ("Type", type))));
    }
}
