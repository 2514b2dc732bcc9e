using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;

namespace Fairlead.Docker.Plan;

/// <summary>
/// Which load balancers lead to a service: the app's own for the world, and one of its own for those inside that call it by name.
/// </summary>
internal static class HaproxyBackends
{
    public static bool IsPublic(Service service) => service.Port is not null && (service.Route is not null || service.HostPort is not null);

    public static bool IsInner(App app, Service service) => ServiceAddress.IsReachedByName(app, service);

    public static IEnumerable<(string Proxy, Backend Backend)> Memberships(Values values, Scope scope, Service service)
    {
        if (IsPublic(service))
        {
            yield return (scope.Proxy, Public(values, service));
        }

        if (IsInner(values.App, service))
        {
            yield return (scope.InnerProxy(service.Name), Inner(service));
        }
    }

    /// <summary>For the world.</summary>
    public static Backend Public(Values values, Service service) =>
        HaproxyConfig.BackendOf(service, HaproxyGate.Rules(values, service));

    /// <summary>For those inside.</summary>
    public static Backend Inner(Service service) => HaproxyConfig.BackendOf(service, gate: null);
}
