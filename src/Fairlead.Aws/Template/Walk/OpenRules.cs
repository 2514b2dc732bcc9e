using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// Services behind a login that let requests from other services' pages in without one: rules that are asked before the service's own. Behind a
/// password it is the firewall or the content delivery network that lets them in.
/// </summary>
internal static class OpenRules
{
    private const int MostValues = 5;

    public static IEnumerable<RuleKey> Keys(App app) => Of(app).Select(r => r.Key);

    public static void Add(Site site, Stack stack, IReadOnlyDictionary<RuleKey, int> priorities)
    {
        foreach (var (key, service, header, pages) in Of(site.App))
        {
            stack.Add(new Resource(LogicalId.Of(Kinds.Open, service.Name) + Fingerprint.Of(key.From!), "AWS::ElasticLoadBalancingV2::ListenerRule", Map(
                ("Actions", List(Map(("TargetGroupArn", Ref(LogicalId.Of(Kinds.Targets, service.Name))), ("Type", "forward")))),
                ("Conditions", BalancerParts.Conditions(service.Route!, Map(("Field", "http-header"), ("HttpHeaderConfig", Map(("HttpHeaderName", header), ("Values", Value.Texts(pages))))))),
                ("ListenerArn", Ref(BalancerParts.Listener(site.App))), ("Priority", priorities[key]))) { Cause = service.Origin.PlaceOf("auth") });
        }
    }

    // A rule takes few values, hosts and paths among them.
    private static IEnumerable<(RuleKey Key, Service Service, string Header, string[] Pages)> Of(App app)
    {
        foreach (var gate in Gates.Of(app))
        {
            var room = MostValues - (gate.Route.Host is null ? 0 : 1) - (gate.Route.Path == "/" ? gate.Route.Host is null ? 1 : 0 : 2);
            foreach (var (header, end) in gate.Auth is CognitoAuth ? new[] { ("origin", ""), ("referer", "/*") } : [])
            {
                foreach (var pages in gate.Pages.Chunk(room))
                {
                    yield return (new RuleKey(gate.Route.Host, gate.Route.Path, $"{header} {pages[0]}"), gate.Service, header, [.. pages.Select(p => p + end)]);
                }
            }
        }
    }
}
