using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>
/// One listener rule that leads to a service: one for all its hosts with a name, and one for each wildcard, which is asked later.
/// </summary>
/// <param name="Hosts">Empty for any host.</param>
/// <param name="IsMain">The one that moves requests from one set of tasks to the other.</param>
internal sealed record ServiceRule(Service Service, IReadOnlyList<string> Hosts, bool IsMain)
{
    public ListenerRuleKey Key => new(Hosts.Count == 0 ? null : Hosts[0], Service.Route!.Path);

    public string Id => IsMain ? LogicalId.For(LogicalIdPrefix.ListenerRule, Service.Name)
        : LogicalId.For(LogicalIdPrefix.WildcardRule, Service.Name) + Fingerprint.Compute(Hosts[0]);

    /// <summary>That of the host that URLs say.</summary>
    public static ServiceRule Main(Service service) => All(service).First();

    public static IEnumerable<ServiceRule> All(Service service)
    {
        var hosts = service.Routes.Select(r => r.Host).OfType<string>().ToList();
        // A wildcard comes first only where there is no host with a name.
        var first = hosts.FindAll(h => !HostName.IsWildcard(h)) is { Count: > 0 } named ? named : hosts.Take(1).ToList();
        yield return new ServiceRule(service, first, IsMain: true);
        foreach (var wildcard in hosts.Except(first, StringComparer.Ordinal))
        {
            yield return new ServiceRule(service, [wildcard], IsMain: false);
        }
    }

    public ListValue Conditions(params MapValue[] more)
    {
        var (path, conditions) = (Service.Route!.Path, new List<Value>());
        if (Hosts.Count > 0)
        {
            conditions.Add(OfHosts(Hosts));
        }

        if (path != "/" || Hosts.Count == 0)
        {
            string[] paths = path == "/" ? ["/*"] : [path, path + "/*"];
            conditions.Add(Map(("Field", "path-pattern"), ("PathPatternConfig", Map(("Values", Texts(paths))))));
        }

        return List([.. conditions, .. more]);
    }

    public static MapValue OfHosts(IReadOnlyList<string> hosts) =>
        Map(("Field", "host-header"), ("HostHeaderConfig", Map(("Values", Texts(hosts)))));
}
