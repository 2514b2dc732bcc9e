using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>
/// Load balancers and NAT gateways become ready some time after they were made. CloudFormation waits for that, but in its express mode
/// (CloudFormation User Guide, "Deploy AWS CloudFormation stacks faster with express mode").
/// </summary>
internal sealed class ReadinessPart(AwsWorld world) : IAwsPart
{
    public const string LoadBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    public const string NatGateway = "AWS::EC2::NatGateway";

    private readonly Dictionary<string, (LiveResource Resource, DateTimeOffset Ready, string? Failure)> all = [];
    private readonly Dictionary<string, string> failures = [];

    /// <summary>How many load balancers others have made.</summary>
    public int OthersBalancers { get; set; }

    public void Register(AwsRoutes routes) => routes
        .Add("elasticloadbalancing", "DescribeLoadBalancers", Balancers)
        .Add("ec2", "DescribeNatGateways", Gateways);

    /// <summary>It is made, and then never becomes ready.</summary>
    public void Fail(string type, string reason) => failures[type] = reason;

    public void Mend(string type) => failures.Remove(type);

    /// <param name="rest">How long it takes from now.</param>
    public void Begin(LiveResource made, TimeSpan rest) =>
        all[made.PhysicalId] = (made, world.Clock.GetUtcNow() + rest, failures.GetValueOrDefault(made.Type));

    public void Remove(string id) => all.Remove(id);

    /// <summary>Whether all of a type are ready: what stands on one that is not can not work.</summary>
    public bool AreReady(string type) => all.Values.Where(r => r.Resource.Type == type).All(r => IsReady(r.Ready, r.Failure));

    private bool IsReady(DateTimeOffset ready, string? failure) => failure is null && ready <= world.Clock.GetUtcNow();

    // ELBv2 API Reference, LoadBalancerState; DescribeLoadBalancers: "LoadBalancerNotFound".
    private AwsAnswer Balancers(AwsCall call)
    {
        var names = call.Texts("Names");
        var own = all.Values.Where(r => r.Resource.Type == LoadBalancer && (names.Count == 0 || names.Contains(r.Resource.Text("Name"))))
            .Select(r => Members.Make(("LoadBalancerName", r.Resource.Text("Name")), ("Type", "application"), ("State", Members.Make(
                ("Code", r.Failure is not null ? "failed" : IsReady(r.Ready, r.Failure) ? "active" : "provisioning"),
                ("Reason", r.Failure))))).ToList();
        return names.Count > 0 && own.Count == 0
            ? throw new AwsRefusal("LoadBalancerNotFound", "One or more load balancers not found")
            : Members.Make(("LoadBalancers", Members.List([.. own, .. Enumerable.Range(0, names.Count > 0 ? 0 : OthersBalancers)
                .Select(_ => Members.Make(("Type", "application")))])));
    }

    // EC2 API Reference, DescribeNatGateways: its filters are called Filter, and every tag of them has to be the resource's.
    private AwsAnswer Gateways(AwsCall call)
    {
        var tags = call.Input.Where(i => i.Key.StartsWith("Filter.") && i.Key.EndsWith(".Name"))
            .Select(i => (Key: $"{i.Value}"["tag:".Length..], Value: $"{call.Input[i.Key.Replace(".Name", ".Value.1")]}")).ToList();
        return Members.Make(("natGatewaySet", Members.List(all.Values.Where(r => r.Resource.Type == NatGateway
            && tags.TrueForAll(t => Tags(r.Resource).Contains(t))).Select(r => Members.Make(
                ("natGatewayId", r.Resource.PhysicalId), ("failureMessage", r.Failure),
                ("state", r.Failure is not null ? "failed" : IsReady(r.Ready, r.Failure) ? "available" : "pending"))))));
    }

    // Those of the stack are its resources'.
    private static IEnumerable<(string Key, string Value)> Tags(LiveResource resource) =>
        (resource.Properties["Tags"] as JsonArray ?? []).Select(t => ($"{t!["Key"]}", $"{t["Value"]}"));
}
