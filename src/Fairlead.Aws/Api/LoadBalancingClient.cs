using System.Xml.Linq;
using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>Elastic Load Balancing, the operations that Fairlead calls, under AWS's names. <c>API Reference, version
/// 2015-12-01</c>.</summary>
internal sealed class LoadBalancingClient(AwsTransport transport)
{
    public async Task<IReadOnlyList<TargetHealthDescription>> DescribeTargetHealth(string targetGroupArn, CancellationToken cancel) =>
        [.. (await Call("DescribeTargetHealth", new QueryForm().Add("TargetGroupArn", targetGroupArn), cancel))
            .Members("TargetHealthDescriptions").Select(TargetHealthDescription.Read)];

    /// <summary>Rules of listeners; none of them where one is not there.</summary>
    public async Task<IReadOnlyList<ListenerRule>> DescribeRules(IReadOnlyList<string> ruleArns, CancellationToken cancel)
    {
        try
        {
            return [.. (await Call("DescribeRules", new QueryForm().AddList("RuleArns", ruleArns), cancel)).Members("Rules")
                .Select(ListenerRule.Read)];
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "RuleNotFound")
        {
            return [];
        }
    }

    /// <summary>A page of the load balancers of the region, or one of a name.</summary>
    public async Task<(IReadOnlyList<LoadBalancerDescription> LoadBalancers, string? Next)> DescribeLoadBalancers(string? name,
        string? marker, CancellationToken cancel)
    {
        string[] names = name is null ? [] : [name];
        var result = await Call("DescribeLoadBalancers", new QueryForm().AddList("Names", names).Add("Marker", marker), cancel);
        return ([.. result.Members("LoadBalancers").Select(LoadBalancerDescription.Read)], result.Text("NextMarker"));
    }

    private Task<XElement> Call(string operation, QueryForm form, CancellationToken cancel) =>
        QueryProtocol.Call(transport, AwsService.LoadBalancing, operation, form, cancel);
}

/// <param name="Type">Such as <c>application</c>.</param>
/// <param name="State"><c>provisioning</c>, <c>active</c>, <c>active_impaired</c> or <c>failed</c>.</param>
internal sealed record LoadBalancerDescription(string Type, string? State, string? Reason)
{
    public static LoadBalancerDescription Read(XElement member) => new(member.Text("Type") ?? "", member.Find("State")?.Text("Code"),
        member.Find("State")?.Text("Reason"));
}

/// <param name="State">Such as <c>healthy</c>, <c>initial</c> or <c>draining</c>.</param>
/// <param name="Reason">Such as <c>Target.ResponseCodeMismatch</c>.</param>
internal sealed record TargetHealthDescription(string TargetId, string? Port, string State, string? Reason, string? Description)
{
    public static TargetHealthDescription Read(XElement member)
    {
        var (target, health) = (member.Find("Target"), member.Find("TargetHealth"));
        return new TargetHealthDescription(target?.Text("Id") ?? "", target?.Text("Port"), health?.Text("State") ?? "",
            health?.Text("Reason"),
            health?.Text("Description"));
    }
}

/// <param name="Weights">Of the target groups that it forwards to, by their ARNs.</param>
internal sealed record ListenerRule(string RuleArn, string Priority, IReadOnlyDictionary<string, int> Weights)
{
    public static ListenerRule Read(XElement rule)
    {
        var weights = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in rule.Members("Actions").Select(a => a.Find("ForwardConfig")).OfType<XElement>()
            .SelectMany(f => f.Members("TargetGroups")))
        {
            weights[group.Need("TargetGroupArn")] = int.Parse(group.Text("Weight") ?? "1",
                System.Globalization.CultureInfo.InvariantCulture);
        }

        return new ListenerRule(rule.Need("RuleArn"), rule.Need("Priority"), weights);
    }
}
