using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Network;

/// <summary>The network of an environment: made, or found.</summary>
internal static class Vpc
{
    /// <summary>Answers the network's id.</summary>
    public static Value Add(StackScope scope, Stack stack)
    {
        if (scope.App.Network is ExistingNetwork existing)
        {
            AddExisting(scope, stack, existing);
            return TextValues.Render(scope, stack, existing.Vpc);
        }

        AddOwn(scope, stack, scope.OwnNetwork!);
        return Ref("Vpc");
    }

    private static void AddExisting(StackScope scope, Stack stack, ExistingNetwork network)
    {
        foreach (var (kind, subnets) in new[] { ("Public", network.Subnets?.Public ?? []), ("Private", network.Subnets?.Private ?? []) })
        {
            for (var i = 0; i < subnets.Count; i++)
            {
                stack.Add(new StackOutput($"{kind}Subnet{StackScope.Number(i)}", TextValues.Render(scope, stack, subnets[i])));
            }
        }
    }

    private static void AddOwn(StackScope scope, Stack stack, OwnNetwork network)
    {
        stack.Add(new StackResource("Vpc", "AWS::EC2::VPC", Map(
            ("CidrBlock", network.Cidr), ("EnableDnsHostnames", true), ("EnableDnsSupport", true))));
        stack.Add(new StackResource("InternetGateway", "AWS::EC2::InternetGateway", MapValue.Empty));
        stack.Add(new StackResource("InternetGatewayAttachment", "AWS::EC2::VPCGatewayAttachment", Map(
            ("InternetGatewayId", Ref("InternetGateway")), ("VpcId", Ref("Vpc")))));
        AddTable(stack, "PublicRouteTable");
        stack.Add(new StackResource("PublicDefaultRoute", "AWS::EC2::Route", Map(
            ("DestinationCidrBlock", "0.0.0.0/0"), ("GatewayId", Ref("InternetGateway")),
            ("RouteTableId", Ref("PublicRouteTable")))) { DependsOn = ["InternetGatewayAttachment"] });
        var zones = AddressPlan.Divide(Cidr.Read(network.Cidr)!, network.Zones);
        if (network.Nat != Nat.PerZone)
        {
            AddTable(stack, "PrivateRouteTable");
        }

        foreach (var zone in zones)
        {
            AddSubnet(stack, zone, "Public", zone.Public, "PublicRouteTable");
            AddSubnet(stack, zone, "Private", zone.Private, AddPrivateRoutes(stack, network, zone));
        }

        VpcEndpoints.Add(scope, stack, network);
        if (network.FlowLogs || scope.IsStrict)
        {
            AddFlowLog(scope, stack);
        }
    }

    // One table for all zones, or one for each with a gateway of its own.
    private static string AddPrivateRoutes(Stack stack, OwnNetwork network, ZoneAddresses zone)
    {
        var of = network.Nat == Nat.PerZone ? StackScope.Number(zone.Index) : "";
        if (network.Nat == Nat.PerZone)
        {
            AddTable(stack, $"PrivateRouteTable{of}");
        }

        if (network.Nat == Nat.PerZone || (network.Nat == Nat.One && zone.Index == 0))
        {
            stack.Add(new StackResource($"ElasticIp{of}", "AWS::EC2::EIP", Map(
                ("Domain", "vpc"))) { DependsOn = ["InternetGatewayAttachment"] });
            stack.Add(new StackResource($"NatGateway{of}", "AWS::EC2::NatGateway", Map(
                ("AllocationId", GetAtt($"ElasticIp{of}", "AllocationId")),
                ("SubnetId", Ref($"PublicSubnet{StackScope.Number(zone.Index)}")))) { DependsOn = ["PublicDefaultRoute"] });
            stack.Add(new StackOutput($"NatGatewayAddress{of}", Ref($"ElasticIp{of}")));
            stack.Add(new StackResource($"PrivateDefaultRoute{of}", "AWS::EC2::Route", Map(
                ("DestinationCidrBlock", "0.0.0.0/0"), ("NatGatewayId", Ref($"NatGateway{of}")),
                ("RouteTableId", Ref($"PrivateRouteTable{of}")))));
        }

        return $"PrivateRouteTable{of}";
    }

    private static void AddTable(Stack stack, string id) => stack.Add(new StackResource(id, "AWS::EC2::RouteTable", Map(
        ("VpcId", Ref("Vpc")))));

    private static void AddSubnet(Stack stack, ZoneAddresses zone, string kind, Cidr addresses, string table)
    {
        var id = $"{kind}Subnet{StackScope.Number(zone.Index)}";
        stack.Add(new StackResource(id, "AWS::EC2::Subnet", Map(
            ("AvailabilityZone", StackScope.Zone(stack, zone.Index)), ("CidrBlock", addresses.ToString()), ("VpcId", Ref("Vpc")))));
        stack.Add(new StackResource($"{id}RouteTableAssociation", "AWS::EC2::SubnetRouteTableAssociation", Map(
            ("RouteTableId", Ref(table)), ("SubnetId", Ref(id)))));
        stack.Add(new StackOutput(id, Ref(id)));
    }

    private static void AddFlowLog(StackScope scope, Stack stack)
    {
        stack.Add(new StackResource("FlowLogGroup", "AWS::Logs::LogGroup", Map(
            ("RetentionInDays", (int)scope.App.Logs.Keep.TotalDays))) { DeletionPolicy = DeletionPolicy.Delete });
        stack.Add(new StackResource("FlowLogRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("vpc-flow-logs.amazonaws.com", Arn("ec2", "vpc-flow-log/*"))),
            // It looks for its group and stream before it writes.
            ("Policies", Policy.Inline("logs",
                [.. Rights.Logs(GetAtt("FlowLogGroup", "Arn")), new(["logs:DescribeLogStreams"], [GetAtt("FlowLogGroup", "Arn")]),
                    new(["logs:DescribeLogGroups"], ["*"])])))));
        stack.Add(new StackResource("FlowLog", "AWS::EC2::FlowLog", Map(
            ("DeliverLogsPermissionArn", GetAtt("FlowLogRole", "Arn")), ("LogGroupName", Ref("FlowLogGroup")), ("ResourceId", Ref("Vpc")),
            ("ResourceType", "VPC"), ("TrafficType", "ALL"))));
    }
}
