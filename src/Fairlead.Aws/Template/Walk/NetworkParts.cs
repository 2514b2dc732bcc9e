using Fairlead.Aws.Template.Access;
using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>The network of an environment: made, or found.</summary>
internal static class NetworkParts
{
    /// <summary>Answers the network's id.</summary>
    public static Value Add(Site site, Stack stack)
    {
        if (site.App.Network is ExistingNetwork existing)
        {
            AddExisting(site, stack, existing);
            return Texts.Of(site, stack, existing.Vpc);
        }

        AddOwn(site, stack, site.Own!);
        return Ref("Vpc");
    }

    private static void AddExisting(Site site, Stack stack, ExistingNetwork network)
    {
        foreach (var (kind, subnets) in new[] { ("Public", network.Subnets?.Public ?? []), ("Private", network.Subnets?.Private ?? []) })
        {
            for (var i = 0; i < subnets.Count; i++)
            {
                stack.Add(new Output($"Subnet{kind}{Site.Number(i)}", Texts.Of(site, stack, subnets[i])));
            }
        }
    }

    private static void AddOwn(Site site, Stack stack, OwnNetwork network)
    {
        stack.Add(new Resource("Vpc", "AWS::EC2::VPC", Map(("CidrBlock", network.Cidr), ("EnableDnsHostnames", true), ("EnableDnsSupport", true))));
        stack.Add(new Resource("InternetGateway", "AWS::EC2::InternetGateway", MapValue.Empty));
        stack.Add(new Resource("InternetGatewayUse", "AWS::EC2::VPCGatewayAttachment", Map(("InternetGatewayId", Ref("InternetGateway")), ("VpcId", Ref("Vpc")))));
        AddTable(stack, "TablePublic");
        stack.Add(new Resource("WayOutPublic", "AWS::EC2::Route", Map(("DestinationCidrBlock", "0.0.0.0/0"), ("GatewayId", Ref("InternetGateway")), ("RouteTableId", Ref("TablePublic")))) { DependsOn = ["InternetGatewayUse"] });
        var zones = AddressPlan.Of(Cidr.Read(network.Cidr)!, network.Zones);
        if (network.Nat != Nat.PerZone)
        {
            AddTable(stack, "TablePrivate");
        }

        foreach (var zone in zones)
        {
            AddSubnet(stack, zone, "Public", zone.Public, "TablePublic");
            AddSubnet(stack, zone, "Private", zone.Private, AddWayOut(stack, network, zone));
        }

        EndpointParts.Add(site, stack, network);
        if (network.FlowLogs || site.IsStrict)
        {
            AddFlowLog(site, stack);
        }
    }

    // One table for all zones, or one for each with a gateway of its own.
    private static string AddWayOut(Stack stack, OwnNetwork network, ZoneAddresses zone)
    {
        var of = network.Nat == Nat.PerZone ? Site.Number(zone.Index) : "";
        if (network.Nat == Nat.PerZone)
        {
            AddTable(stack, $"TablePrivate{of}");
        }

        if (network.Nat == Nat.PerZone || (network.Nat == Nat.One && zone.Index == 0))
        {
            stack.Add(new Resource($"Address{of}", "AWS::EC2::EIP", Map(("Domain", "vpc"))) { DependsOn = ["InternetGatewayUse"] });
            stack.Add(new Resource($"Nat{of}", "AWS::EC2::NatGateway", Map(("AllocationId", GetAtt($"Address{of}", "AllocationId")), ("SubnetId", Ref($"SubnetPublic{Site.Number(zone.Index)}")))) { DependsOn = ["WayOutPublic"] });
            stack.Add(new Resource($"WayOutPrivate{of}", "AWS::EC2::Route", Map(("DestinationCidrBlock", "0.0.0.0/0"), ("NatGatewayId", Ref($"Nat{of}")), ("RouteTableId", Ref($"TablePrivate{of}")))));
        }

        return $"TablePrivate{of}";
    }

    private static void AddTable(Stack stack, string id) => stack.Add(new Resource(id, "AWS::EC2::RouteTable", Map(("VpcId", Ref("Vpc")))));

    private static void AddSubnet(Stack stack, ZoneAddresses zone, string kind, Cidr addresses, string table)
    {
        var id = $"Subnet{kind}{Site.Number(zone.Index)}";
        stack.Add(new Resource(id, "AWS::EC2::Subnet", Map(("AvailabilityZone", Zone(zone.Index)), ("CidrBlock", addresses.ToString()), ("VpcId", Ref("Vpc")))));
        stack.Add(new Resource($"{id}Use", "AWS::EC2::SubnetRouteTableAssociation", Map(("RouteTableId", Ref(table)), ("SubnetId", Ref(id)))));
        stack.Add(new Output(id, Ref(id)));
    }

    private static void AddFlowLog(Site site, Stack stack)
    {
        stack.Add(new Resource("FlowLogGroup", "AWS::Logs::LogGroup", Map(("RetentionInDays", (int)site.App.Logs.Keep.TotalDays))) { Keep = site.LogKeep });
        stack.Add(new Resource("FlowLogRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Service("vpc-flow-logs.amazonaws.com", Arn("ec2", "vpc-flow-log/*"))),
            // It looks for its group and stream before it writes.
            ("Policies", Roles.Named("logs",
                [.. Rights.Logs(GetAtt("FlowLogGroup", "Arn")), new(["logs:DescribeLogStreams"], [GetAtt("FlowLogGroup", "Arn")]), new(["logs:DescribeLogGroups"], ["*"])])))));
        stack.Add(new Resource("FlowLog", "AWS::EC2::FlowLog", Map(
            ("DeliverLogsPermissionArn", GetAtt("FlowLogRole", "Arn")), ("LogGroupName", Ref("FlowLogGroup")), ("ResourceId", Ref("Vpc")), ("ResourceType", "VPC"), ("TrafficType", "ALL"))));
    }
}
