using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>
/// Two services may not answer for the same host and path, nor claim the same port of the host; and none should be hidden by another.
/// </summary>
internal static class RouteCheck
{
    public static void Check(App app, ProblemList problems)
    {
        var taken = new Dictionary<Route, Service>();
        var ports = new Dictionary<int, Service>();
        foreach (var service in app.Services)
        {
            foreach (var route in service.AllRoutes().Where(r => !taken.TryAdd(r, service)))
            {
                AddTaken(service, taken[route], "route", $"already answers for {route}", "give one of them another path or host", problems);
            }

            if (service.HostPort is { } port && !ports.TryAdd(port, service))
            {
                AddTaken(service, ports[port], "host_port", $"already has the host port {port}", "choose another port", problems);
            }
        }

        RedirectCheck.Check(app, problems);
        foreach (var (route, service) in taken)
        {
            CheckHidden(app, route, service, taken, problems);
            if (route == service.Route)
            {
                CheckOpenTo(app, service, problems);
            }
        }
    }

    // What is inherited stands at the parent, who is not at fault.
    private static void AddTaken(Service service, Service first, string key, string what, string hint, ProblemList problems)
    {
        var place = service.Origin.PlaceOf(key);
        if (place == first.Origin.PlaceOf(key))
        {
            problems.Add(
                Codes.RouteTaken, service.Origin.Name,
                $"'{service.Name}' inherits '{key}', and '{first.Name}' {what}",
                $"add '{key}: null', or another {key}");
        }
        else
        {
            problems.Add(
                Codes.RouteTaken, place, $"'{first.Name}' {what}", hint,
                new Related(first.Origin.PlaceOf(key), $"'{first.Name}' says so here"));
        }
    }

    // A route for any host loses to the same path of the app's own domain, which is where its visitors come.
    private static void CheckHidden(App app, Route route, Service service, Dictionary<Route, Service> all, ProblemList problems)
    {
        if (route.Host is null && app.Environment.Domain is { } domain && all.GetValueOrDefault(route with { Host = domain }) is { } winner)
        {
            problems.Warn(
                Codes.RouteHidden, service.Origin.PlaceOf("route"),
                $"on {domain} '{winner.Name}' answers for {route.Path}, so hardly anybody reaches '{service.Name}'",
                "give one of them another path");
        }
    }

    private static bool IsOfMany(Route route) => route.Host is { } host && HostName.IsWildcard(host);

    private static void CheckOpenTo(App app, Service service, ProblemList problems)
    {
        foreach (var other in (service.Auth as OpenTo)?.Services ?? [])
        {
            if (app.Services.Find(other) is { Route: null } hidden)
            {
                problems.Add(
                    Codes.KeysTogether, service.Origin.PlaceOf("auth", "open_to"),
                    $"'{other}' has no route, so it has no pages that could ask",
                    "name a service that visitors see", new Related(hidden.Origin.Name, "give it a route"));
            }
            else if (app.Services.Find(other) is { } asking && asking.Routes.FirstOrDefault(IsOfMany) is { } many)
            {
                problems.Add(
                    Codes.KeysTogether, service.Origin.PlaceOf("auth", "open_to"),
                    $"the pages of '{other}' may be at any host of {many.Host}, so nobody can tell them from others",
                    "name a service that answers for hosts by their names",
                    new Related(asking.Origin.PlaceOf("route"), $"the route of '{other}' stands here"));
            }
        }
    }
}
