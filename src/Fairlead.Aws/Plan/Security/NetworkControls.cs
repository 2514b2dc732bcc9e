using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>EC2: networks, groups, endpoints, and the machines that Batch starts.</summary>
internal static class NetworkControls
{
    private const string Network = "AWS::EC2::VPC";
    private const string Group = "AWS::EC2::SecurityGroup";
    private const string Ingress = "AWS::EC2::SecurityGroupIngress";
    private const string Template = "AWS::EC2::LaunchTemplate";

    private static readonly int[] OpenPorts = [80, 443];
    private static readonly int[] RiskyPorts =
        [20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300];

    public static readonly IReadOnlyList<Control> All =
    [
        new("EC2.6", "who talks to whom is logged", Network, n => n.Referring("AWS::EC2::FlowLog").Any()),
        new("EC2.10", "EC2 is reached inside the network", Network, n => HasEndpoint(n, ".ec2")),
        new("EC2.15", "subnets give no public addresses by themselves", "AWS::EC2::Subnet", s => !s["MapPublicIpOnLaunch"].IsTrue()),
        new("EC2.18", "the world reaches only ports 80 and 443", Group, g => Rules(g).Where(IsForTheWorld).All(r => IsOnly(r, OpenPorts))),
        new("EC2.18", "the world reaches only ports 80 and 443", Ingress,
            i => !IsForTheWorld(i.Resource.Properties) || IsOnly(i.Resource.Properties, OpenPorts)),
        new("EC2.19", "the world reaches no port of high risk", Group,
            g => !Rules(g).Where(IsForTheWorld).Any(r => IsAnyOf(r, RiskyPorts))),
        new("EC2.19", "the world reaches no port of high risk", Ingress,
            i => !IsForTheWorld(i.Resource.Properties) || !IsAnyOf(i.Resource.Properties, RiskyPorts)),
        new("EC2.21", "network lists let nobody in to ports 22 and 3389", "AWS::EC2::NetworkAclEntry", e =>
            e["Egress"].IsTrue() || !e["RuleAction"].Is("allow") || !(e["CidrBlock"].Is("0.0.0.0/0") || e["Ipv6CidrBlock"].Is("::/0"))
            || !Spans(e["PortRange", "From"], e["PortRange", "To"], [22, 3389])),
        new("EC2.25", "launch templates give no public addresses", Template, t =>
            !t["LaunchTemplateData", "NetworkInterfaces"].Items().Any(i => i.At("AssociatePublicIpAddress").IsTrue())),
        new("EC2.55", "ECR's interface is reached inside the network", Network, n => HasEndpoint(n, ".ecr.api")),
        new("EC2.56", "ECR's images are reached inside the network", Network, n => HasEndpoint(n, ".ecr.dkr")),
        new("EC2.57", "Systems Manager is reached inside the network", Network, n => HasEndpoint(n, ".ssm")),
        new("EC2.58", "Incident Manager's contacts are reached inside the network", Network, n => HasEndpoint(n, ".ssm-contacts")),
        new("EC2.60", "Incident Manager is reached inside the network", Network, n => HasEndpoint(n, ".ssm-incidents")),
        new("EC2.170", "machines ask for a token before they tell about themselves", Template,
            t => t["LaunchTemplateData", "MetadataOptions", "HttpTokens"].Is("required")),
    ];

    private static bool HasEndpoint(Subject network, string service) =>
        network.Referring("AWS::EC2::VPCEndpoint")
        .Any(e => e.Properties["VpcEndpointType"].Is("Interface") && EndsWith(e.Properties["ServiceName"], service));

    private static bool EndsWith(Value? name, string end) => name switch
    {
        TextValue text => text.Text.EndsWith(end, StringComparison.Ordinal),
        CallValue { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } =>
            join[1] is ListValue { Count: > 0 } parts && EndsWith(parts[^1], end),
        _ => false,
    };

    private static IEnumerable<Value> Rules(Subject group) => group["SecurityGroupIngress"].Items();

    private static bool IsForTheWorld(Value rule) => rule.At("CidrIp").Is("0.0.0.0/0") || rule.At("CidrIpv6").Is("::/0");

    private static bool IsOnly(Value rule, int[] ports) =>
        rule.At("IpProtocol").Is("tcp") && rule.At("FromPort").Number() is { } from && rule.At("ToPort").Number() is { } to && from == to
        && ports.Contains((int)from);

    private static bool IsAnyOf(Value rule, int[] ports) =>
        rule.At("IpProtocol").Is("-1") || Spans(rule.At("FromPort"), rule.At("ToPort"), ports);

    // No range is all ports.
    private static bool Spans(Value? from, Value? to, int[] ports) =>
        Array.Exists(ports, p => p >= (from.Number() ?? 0) && p <= (to.Number() ?? ushort.MaxValue));
}
