using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>Which stacks CloudFormation makes in its express mode, where a resource is done once it is made.</summary>
internal static class ExpressCreation
{
    public const string NatGateway = "AWS::EC2::NatGateway";

    // What can be used as soon as it is made, and what is waited for. Of the rest some are named only when they are ready (a namespace), or
    // are taken only then (a certificate).
    private static readonly HashSet<string> Types =
    [
        "AWS::CloudWatch::Alarm", "AWS::EC2::EIP", "AWS::EC2::InternetGateway", NatGateway, "AWS::EC2::Route",
        "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress",
        "AWS::EC2::Subnet", "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPC", "AWS::EC2::VPCEndpoint",
        "AWS::EC2::VPCGatewayAttachment", "AWS::ECS::Cluster", "AWS::ECS::ClusterCapacityProviderAssociations",
        "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::Logs::LogGroup", "AWS::SNS::Topic",
    ];

    /// <summary>
    /// Whether nothing of a new stack has to be ready before it is done, but for what a first release waits for itself.
    /// </summary>
    public static bool Suits(Stack stack) => stack.Resources.All(r => Types.Contains(r.Type)
        && r.Properties.Find("VpcEndpointType") is null or TextValue { Text: "Gateway" });
}
