using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Cost;

/// <summary>What costs so much for each, however large it is.</summary>
/// <param name="Type">The resource type that is counted.</param>
/// <param name="Key">Of the price.</param>
/// <param name="What">In words, after a count.</param>
internal sealed record CountedPrice(string Type, string Key, string What)
{
    public static readonly CountedPrice TaskAddress = new("AWS::ECS::Service", "address", "address of its tasks") { IsByHour = true };

    /// <summary>Those that are counted by type, in the order in which they are told.</summary>
    public static readonly IReadOnlyList<CountedPrice> All =
    [
        new("AWS::EC2::NatGateway", "nat", "NAT gateway") { IsByHour = true },
        new("AWS::EC2::EIP", "address", "address of the NAT gateway") { IsByHour = true },
        new("AWS::EC2::VPCEndpoint", "endpoint", "endpoint of the network") { IsByHour = true, CountOf = Interfaces },
        new("AWS::ElasticLoadBalancingV2::LoadBalancer", "alb", "load balancer") { IsByHour = true },
        new("AWS::ElasticLoadBalancingV2::LoadBalancer", "address", "address of the load balancer") { IsByHour = true,
            CountOf = PublicAddresses },
        new("AWS::SecretsManager::Secret", "secret", "secret"),
        new("AWS::KMS::Key", "key", "key"),
        new("AWS::CloudWatch::Alarm", "alarm", "alarm") { CountOf = MetricsOfAlarm },
        new("AWS::ApplicationAutoScaling::ScalingPolicy", "alarm", "alarm of its scaling") { CountOf = TrackingAlarms },
        new("AWS::Route53::HostedZone", "zone", "zone"),
        new("AWS::ServiceDiscovery::PrivateDnsNamespace", "zone", "zone of the names inside"),
        new("AWS::WAFv2::WebACL", "waf.acl", "firewall"),
        new("AWS::WAFv2::WebACL", "waf.rule", "rule of the firewall") { CountOf = p => (p["Rules"] as ListValue)?.Count ?? 0 },
    ];

    // Two for each policy that keeps a measure where it is: one above, one below.
    private const int AlarmsOfPolicy = 2;

    // Of what a network has at least.
    private const int LeastSubnets = 2;

    /// <summary>It is there all month and paid by the hour; else it is paid by the month.</summary>
    public bool IsByHour { get; init; }

    /// <summary>How many one resource stands for, by its properties.</summary>
    public Func<MapValue, int> CountOf { get; init; } = static _ => 1;

    public static bool IsInterface(MapValue endpoint) => IsText(endpoint["VpcEndpointType"], "Interface");

    private static int Interfaces(MapValue endpoint) => IsInterface(endpoint) ? (endpoint["SubnetIds"] as ListValue)?.Count ?? 1 : 0;

    private static int PublicAddresses(MapValue balancer) =>
        !IsText(balancer["Scheme"], "internet-facing") ? 0 : (balancer["Subnets"] as ListValue)?.Count ?? LeastSubnets;

    // An alarm is paid for each metric that it looks at.
    private static int MetricsOfAlarm(MapValue alarm) =>
        alarm["Metrics"] is ListValue metrics ? metrics.Items.Count(m => ((MapValue)m)["MetricStat"] is not null) : 1;

    private static int TrackingAlarms(MapValue policy) => IsText(policy["PolicyType"], "TargetTrackingScaling") ? AlarmsOfPolicy : 0;

    private static bool IsText(Value? value, string text) => value is TextValue found && found.Text == text;
}
