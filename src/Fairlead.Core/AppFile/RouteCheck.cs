using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile;

/// <summary>Two services may not answer for the same host and path, nor claim the same port of the host.</summary>
internal static class RouteCheck
{
    public static void Check(App app, ProblemList problems)
    {
        var taken = new Dictionary<Route, Service>();
        var ports = new Dictionary<int, Service>();
        foreach (var service in app.Services)
        {
            if (service.Route is { } route && !taken.TryAdd(route, service))
            {
                problems.Add(Codes.RouteTaken, service.Origin.Of("route"), $"'{taken[route].Name}' already answers for {route}", "give one of them another path or host");
            }

            if (service.HostPort is { } port && !ports.TryAdd(port, service))
            {
                problems.Add(Codes.RouteTaken, service.Origin.Of("host_port"), $"'{ports[port].Name}' already has the host port {port}", "choose another port");
            }
        }
    }
}
