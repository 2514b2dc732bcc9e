using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>
/// Services behind a login that let requests from other services' pages in without one: rules that are asked before the service's own.
/// Behind a password it is the firewall or the content delivery network that lets them in.
/// </summary>
internal static class OriginBypassRules
{
    private const int MostValues = 5;

    public static IEnumerable<ListenerRuleKey> Keys(App app) => Rules(app).Select(r => r.Key);

    public static void Add(StackScope scope, Stack stack, IReadOnlyDictionary<ListenerRuleKey, int> priorities)
    {
        foreach (var (key, service, header, pages) in Rules(scope.App))
        {
            stack.Add(
                new StackResource(LogicalId.For(LogicalIdPrefix.OriginBypassRule, service.Name) + Fingerprint.Compute(key.From!),
                    "AWS::ElasticLoadBalancingV2::ListenerRule", Map(
                ("Actions",
                    List(Map(("TargetGroupArn", Ref(LogicalId.For(LogicalIdPrefix.TargetGroup, service.Name))), ("Type", "forward")))),
                ("Conditions",
                    ServiceRule.Main(service).Conditions(Map(
                        ("Field", "http-header"), ("HttpHeaderConfig", Map(("HttpHeaderName", header), ("Values", Value.Texts(pages))))))),
                ("ListenerArn", Ref(LoadBalancer.Listener(scope.App))),
                ("Priority", priorities[key]))) { Cause = service.Origin.PlaceOf("auth") });
        }
    }

    // A listener rule takes five values in all its conditions, hosts and paths among them; more pages need more rules.
    private static IEnumerable<(ListenerRuleKey Key, Service Service, string Header, string[] Pages)> Rules(App app)
    {
        foreach (var gate in VisitorAuth.Routes(app).Where(g => !g.IsRedirect).DistinctBy(g => g.Service))
        {
            var hosts = gate.Route.Host is null ? 0 : 1 + gate.Service.MoreHosts.Count;
            var room = MostValues - hosts - (gate.Route.Path == "/" ? hosts == 0 ? 1 : 0 : 2);
            foreach (var (header, end) in gate.Auth is CognitoAuth ? new[] { ("origin", ""), ("referer", "/*") } : [])
            {
                foreach (var pages in gate.Pages.Chunk(Math.Max(1, room)))
                {
                    yield return (new ListenerRuleKey(gate.Route.Host, gate.Route.Path, $"{header} {pages[0]}"), gate.Service, header,
                        [.. pages.Select(p => p + end)]);
                }
            }
        }
    }
}
