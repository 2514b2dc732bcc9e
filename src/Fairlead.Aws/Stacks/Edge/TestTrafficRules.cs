using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>
/// Where a held version is tried: the service's own address, for whoever shows the cookie. It needs neither a name nor a certificate nor a
/// port, and the pages of one service reach the held versions of the others.
/// </summary>
internal static class TestTrafficRules
{
    public const string Cookie = "fairlead=next";

    // No route holds a space: a rule of its own, one level deeper, so that it is asked before its service's and after those of deeper
    // paths.
    public static ListenerRuleKey KeyOf(ListenerRuleKey rule) => rule with { Path = $"{rule.Path.TrimEnd('/')}/ trial" };

    public static void Add(Stack stack, Service service, int priority)
    {
        var id = LogicalId.For(LogicalIdPrefix.TestListenerRule, service.Name);
        var shown = Map(("Field", "http-header"), ("HttpHeaderConfig", Map(("HttpHeaderName", "Cookie"), ("Values", List($"*{Cookie}*")))));
        stack.Add(new StackResource(id, "AWS::ElasticLoadBalancingV2::ListenerRule", Map(
            ("Actions", List(ListenerRules.ForwardToBoth(stack, service, LogicalIdPrefix.TestWeight))),
            ("Conditions", ServiceRule.Main(service).Conditions(shown)),
            ("ListenerArn", ((MapValue)stack.Find(LogicalId.For(LogicalIdPrefix.ListenerRule, service.Name))!.Properties)["ListenerArn"]),
            ("Priority", priority))) { Cause = service.Origin.PlaceOf("route") });
        stack.Add(new StackOutput(id, Ref(id)));
    }
}
