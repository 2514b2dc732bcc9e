using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// Where a held version is tried: the service's own address, for whoever shows the cookie. It needs neither a name nor a certificate nor a port, and
/// the pages of one service reach the held versions of the others.
/// </summary>
internal static class TrialRules
{
    public const string Cookie = "fairlead=next";

    // No route holds a space: a rule of its own, one level deeper, so that it is asked before its service's and after those of deeper paths.
    public static RuleKey KeyOf(RuleKey rule) => rule with { Path = $"{rule.Path.TrimEnd('/')}/ trial" };

    public static void Add(Stack stack, Service service, int priority)
    {
        var id = LogicalId.Of(Kinds.TrialRule, service.Name);
        var shown = Map(("Field", "http-header"), ("HttpHeaderConfig", Map(("HttpHeaderName", "Cookie"), ("Values", List($"*{Cookie}*")))));
        stack.Add(new Resource(id, "AWS::ElasticLoadBalancingV2::ListenerRule", Map(
            ("Actions", List(BalancerParts.Split(stack, service, Kinds.TrialShare))),
            ("Conditions", BalancerParts.Conditions(service.Route!, shown)),
            ("ListenerArn", ((MapValue)stack.Find(LogicalId.Of(Kinds.Rule, service.Name))!.Properties)["ListenerArn"]), ("Priority", priority))) { Cause = service.Origin.PlaceOf("route") });
        stack.Add(new Output(id, Ref(id)));
    }
}
