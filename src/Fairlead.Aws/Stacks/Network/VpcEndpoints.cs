using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Network;

/// <summary>AWS's services inside of the network: by the route table where that is free, else by an interface in each zone.</summary>
internal static class VpcEndpoints
{
    /// <summary>The group of the interfaces; a reserved word, so that no workload has the name.</summary>
    public const string Group = "environment";

    private const int Port = 443;

    /// <summary>What the strict profile reaches inside the network whether the app asks or not.</summary>
    private static readonly string[] OfStrict = ["ec2", "ecr.api", "ecr.dkr", "ssm", "ssm-contacts", "ssm-incidents"];

    public static void Add(StackScope scope, Stack stack, OwnNetwork network)
    {
        AddGateway(stack, network, "GatewayEndpointS3", "s3");
        if (network.Endpoints.Contains(VpcEndpoint.DynamoDb))
        {
            AddGateway(stack, network, "GatewayEndpointDynamoDb", "dynamodb");
        }

        var subnets = List([.. Enumerable.Range(0, network.Zones).Select(i => Ref($"PrivateSubnet{StackScope.Number(i)}"))]);
        foreach (var service in Interfaces(scope))
        {
            stack.Add(new StackResource("InterfaceEndpoint" + IdOf(service), "AWS::EC2::VPCEndpoint", Map(
                ("PrivateDnsEnabled", true),
                ("SecurityGroupIds", List(GetAtt(LogicalId.For(LogicalIdPrefix.SecurityGroup, Group), "GroupId"))),
                ("ServiceName", NameOf(service)), ("SubnetIds", subnets),
                ("VpcEndpointType", "Interface"), ("VpcId", Ref("Vpc")))) { Cause = Cause(scope).Place });
        }
    }

    /// <summary>Each workload's way to the interfaces: all pull images, write logs and read secrets.</summary>
    public static void AddGroup(StackScope scope, SecurityGroupSet groups)
    {
        if (Interfaces(scope).Count == 0)
        {
            return;
        }

        groups.Add(Group, $"Endpoints of {scope.App.Id}", callsOut: false, Cause(scope));
        foreach (var workload in scope.App.Workloads)
        {
            groups.AddIngress(workload.Name, Group, Port, Cause(scope));
        }

        foreach (var database in scope.App.Resources.OfType<Postgres>().Where(DatabaseContents.IsNeeded))
        {
            groups.AddTaskIngress(database.Name, Group, Port, Cause(scope));
        }
    }

    /// <summary>What stands in each zone of the network, in order.</summary>
    public static IReadOnlyList<string> Interfaces(StackScope scope)
    {
        if (scope.OwnNetwork is not { } network)
        {
            return [];
        }

        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in network.Endpoints)
        {
            names.UnionWith(Services(endpoint));
        }

        if (scope.IsStrict)
        {
            names.UnionWith(OfStrict);
        }

        return [.. names];
    }

    private static string[] Services(VpcEndpoint endpoint) => endpoint switch
    {
        VpcEndpoint.S3 or VpcEndpoint.DynamoDb => [],
        VpcEndpoint.Ecr => ["ecr.api", "ecr.dkr"],
        VpcEndpoint.Bedrock => ["bedrock-runtime"],
        VpcEndpoint.SageMaker => ["sagemaker.api", "sagemaker.runtime"],
        _ => [endpoint.ToString().ToLowerInvariant()],
    };

    private static void AddGateway(Stack stack, OwnNetwork network, string id, string service)
    {
        Value[] tables =
            network.Nat == Nat.PerZone
            ? [.. Enumerable.Range(0, network.Zones).Select(i => Ref($"PrivateRouteTable{StackScope.Number(i)}"))]
            : [Ref("PrivateRouteTable")];
        stack.Add(new StackResource(id, "AWS::EC2::VPCEndpoint", Map(
            ("RouteTableIds", List([.. tables, Ref("PublicRouteTable")])), ("ServiceName", NameOf(service)), ("VpcEndpointType", "Gateway"),
            ("VpcId", Ref("Vpc")))));
    }

    private static Value NameOf(string service) => Concat("com.amazonaws.", Region, "." + service);

    private static string IdOf(string service) => string.Concat(service.Split('.', '-').Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    private static Cause Cause(StackScope scope) =>
        new(StackScope.PlaceOf(scope.App, "network", "endpoints"), "all reach AWS inside the network");
}
