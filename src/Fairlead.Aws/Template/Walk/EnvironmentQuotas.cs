using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using Fairlead.Core.Yaml;

namespace Fairlead.Aws.Template.Walk;

/// <param name="Place">The line that asks for so many.</param>
/// <param name="Message">With both counts.</param>
internal sealed record TooMany(Span Place, string Message);

/// <summary>What an environment has more of than AWS gives or takes, told before anything is made.</summary>
internal static class EnvironmentQuotas
{
    /// <param name="stacks">The stack that all share, and that of the edge where there is one; others are passed over.</param>
    public static IReadOnlyList<TooMany> Exceeded(App app, IEnumerable<Stack> stacks)
    {
        var site = new Site(app);
        var found = new List<TooMany>();
        foreach (var stack in stacks)
        {
            if (stack.Name == site.EnvironmentStack || stack.Name == site.EdgeStack)
            {
                Count(app, stack, found);
            }
        }

        AddHosts(app, found);
        if (site.IsBehindCdn && Gates.Passwords(app).Count > 0)
        {
            Add(found, Quotas.EdgeFunctionBytes, System.Text.Encoding.UTF8.GetByteCount(EdgeFunction.Code(site)), Site.EdgeOf(app, "auth"));
        }

        found.AddRange(AddressChecks.Overlaps(app));
        return found;
    }

    private static void Count(App app, Stack stack, List<TooMany> found)
    {
        var routes = app.Services.FirstOrDefault(s => s.Route is not null)?.Origin.Of("route") ?? app.Document.Span;
        Add(found, Quotas.ListenerRules, Of(stack, "AWS::ElasticLoadBalancingV2::ListenerRule").Count, routes);
        Add(found, Quotas.TargetGroups, Of(stack, "AWS::ElasticLoadBalancingV2::TargetGroup").Count, routes);
        Add(found, Quotas.ElasticAddresses, Of(stack, "AWS::EC2::EIP").Count, Site.PlaceOf(app, "network", "nat"));
        Add(found, Quotas.ServicesOfCluster, app.Services.Count, app.Document.Span);
        foreach (var set in Of(stack, "AWS::WAFv2::IPSet"))
        {
            Add(found, Quotas.Addresses, (set.Properties["Addresses"] as ListValue)?.Count ?? 0, Site.EdgeOf(app, "allow"));
        }

        foreach (var rule in Of(stack, "AWS::ElasticLoadBalancingV2::ListenerRule"))
        {
            Add(found, Quotas.ConditionValues, ValuesOf(rule.Properties["Conditions"]!), rule.Cause ?? routes);
        }

        AddGroups(app, stack, found);
    }

    private static void AddGroups(App app, Stack stack, List<TooMany> found)
    {
        foreach (var rules in Of(stack, "AWS::EC2::SecurityGroupIngress").GroupBy(r => r.Properties["GroupId"]!).Where(g => g.Count() > Quotas.GroupRules.Limit))
        {
            var whose = stack.Resources.First(r => rules.Key == Value.GetAtt(r.Id, "GroupId")).Properties["GroupDescription"] is TextValue text ? text.Text : "one group";
            found.Add(new TooMany(rules.First().Cause ?? app.Document.Span, $"{whose}: {Quotas.Exceeded(Quotas.GroupRules, rules.Count())}"));
        }
    }

    private static void AddHosts(App app, List<TooMany> found)
    {
        var place = app.Services.LastOrDefault(s => s.Route is not null)?.Origin.Of("route") ?? app.Document.Span;
        Add(found, Quotas.CertificateNames, app.Edge.Certificate is null ? DomainParts.OwnHosts(app).Count : 0, place);
        Add(found, app.Edge.Cdn ? Quotas.Aliases : null, DomainParts.Hosts(app).Count, place);
    }

    private static List<Resource> Of(Stack stack, string type) => [.. stack.Resources.Where(r => r.Type == type)];

    private static int ValuesOf(Value value) => value switch
    {
        ListValue list => list.Items.Sum(ValuesOf),
        MapValue map => map.Pairs.ToArray().Sum(p => p.Key == "Values" ? ((ListValue)p.Value).Count : ValuesOf(p.Value)),
        _ => 0,
    };

    private static void Add(List<TooMany> found, Quota? quota, int count, Span place)
    {
        if (quota is not null && Quotas.Exceeded(quota, count) is { } message && !found.Exists(f => f.Message == message))
        {
            found.Add(new TooMany(place, message));
        }
    }
}
