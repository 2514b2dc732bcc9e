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

    /// <summary>
    /// The certificates of the load balancer, or of the network in front of it: each takes those of its own region. The first is shown to
    /// whoever asks for a host that none is for.
    /// </summary>
    public static IReadOnlyList<Value> Certificates(StackScope scope, Stack stack)
    {
        var region = stack.Region ?? scope.App.Environment.Region;
        if (scope.App.Edge.Certificates is { Count: > 0 } existing
            && region == (scope.IsBehindCdn ? StackScope.CloudFrontRegion : scope.App.Environment.Region))
        {
            return [.. existing.Select(c => TextValues.Render(scope, stack, c))];
        }

        var names = DomainNames.CertificateNames(scope.App);
        if (names.Count == 0)
        {
            return [StackScope.Parameter(stack, "CertificateArn")];
        }

        var zone = DomainNames.Zone(scope, stack);
        var first = FirstName(names) ?? names[0];
        stack.Add(new StackResource("Certificate", "AWS::CertificateManager::Certificate", Map(
            ("DomainName", first), ("DomainValidationOptions", List([.. DomainNames.Proved(names).Select(n => (Value)Map(
                ("DomainName", n), ("HostedZoneId", zone)))])),
            ("SubjectAlternativeNames", names.Count > 1 ? Value.Texts([.. names.Where(n => n != first)]) : null),
            ("ValidationMethod", "DNS"))));
        return [Ref("Certificate")];
    }

    /// <summary>
    /// The name that a certificate is for, of those it covers; null where all are too long: "DomainName … can not exceed 64 octets … longer
    /// ones only as subject alternative names" (Certificate Manager API, RequestCertificate).
    /// </summary>
    public static string? FirstName(IReadOnlyList<string> names) =>
        names.FirstOrDefault(n => n.Length <= LongestFirst);

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
