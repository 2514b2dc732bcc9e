using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>Elastic Load Balancing, of the application kind.</summary>
internal static class LoadBalancerControls
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";

    private static readonly string[] Policies =
    [
        "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    ];

    public static readonly IReadOnlyList<Control> All =
    [
        new("ELB.1", "plain HTTP is only sent on to HTTPS", Balancer,
            b => IsApplication(b) ? b.Referring(Listener).Where(IsPlain).All(Redirects) : null),
        new("ELB.4", "invalid headers are dropped", Balancer,
            b => IsApplication(b) ? Attribute(b, "routing.http.drop_invalid_header_fields.enabled").IsTrue() : null),
        new("ELB.5", "requests are logged", Balancer, b => IsApplication(b) ? Attribute(b, "access_logs.s3.enabled").IsTrue() : null),
        new("ELB.6", "nobody deletes it by accident", Balancer, b => Attribute(b, "deletion_protection.enabled").OnceProtected().IsTrue()),
        new("ELB.12", "ambiguous requests are refused", Balancer, b =>
            IsApplication(b)
            ? Attribute(b, "routing.http.desync_mitigation_mode") is var mode && (mode is null || mode.Is("defensive", "strictest"))
            : null),
        // A list that is only known to the stack has two subnets at least: AWS makes no application load balancer with fewer.
        new("ELB.13", "it stands in two zones", Balancer, b =>
            b["Subnets"] is CallValue || b["Subnets"].Items().Count() + b["SubnetMappings"].Items().Count() >= 2),
        new("ELB.17", "listeners use a recommended TLS policy", Listener, l => IsSecure(l.Resource) ? l["SslPolicy"].Is(Policies) : null),
        // The listener that only sends on to HTTPS is ELB.1's matter.
        new("ELB.18", "listeners are encrypted", Listener, l => IsPlain(l.Resource) && Redirects(l.Resource) ? null : IsSecure(l.Resource)),
    ];

    private static bool IsApplication(Subject balancer) => balancer["Type"] is null || balancer["Type"].Is("application");

    private static bool IsPlain(StackResource listener) => listener.Properties["Protocol"].Is("HTTP");

    private static bool IsSecure(StackResource listener) => listener.Properties["Protocol"].Is("HTTPS", "TLS");

    private static bool Redirects(StackResource listener) =>
        listener.Properties["DefaultActions"].Items()
        .Any(a => a.At("Type").Is("redirect") && a.At("RedirectConfig", "Protocol").Is("HTTPS"));

    private static Value? Attribute(Subject balancer, string key) => balancer["LoadBalancerAttributes"].Attribute(key);
}
