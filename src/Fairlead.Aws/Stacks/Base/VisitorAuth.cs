using Fairlead.Aws.Net;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>What a visitor of a routed service has to show.</summary>
/// <param name="Auth">A password, a login, or null for nothing.</param>
/// <param name="Key">Whose password or login it is: <c>edge</c>, or the service that asks for one of its own.</param>
/// <param name="Pages">Where requests come from that are let in without: <c>https://shop.example.org</c>.</param>
internal sealed record RouteAuth(Service Service, Auth? Auth, string Key, IReadOnlyList<string> Pages)
{
    /// <summary>One of the service's: each of its hosts has a gate of its own, with the same lock.</summary>
    public Route Route { get; init; } = Service.Route!;

    /// <summary>Visitors are sent on to another host, and asked there.</summary>
    public bool IsRedirect { get; init; }

    /// <summary>Null where nothing is asked: gates with one lock are one gate.</summary>
    public string? AuthKey => Auth is null ? null : Key;
}

/// <summary>
/// The gates of an app, as the load balancer chooses between their routes: a host before a wildcard, that before any host, a longer path
/// before a shorter.
/// </summary>
internal static class VisitorAuth
{
    public const string Edge = "edge";

    public static IReadOnlyList<RouteAuth> Routes(App app)
    {
        var gates = app.Services.SelectMany(s => s.Routes.Select(r => ForService(app, s) with { Route = r })).ToList();
        gates.AddRange(app.Services.SelectMany(s => s.Redirects.Select(
            r => new RouteAuth(s, Auth: null, Edge, []) { Route = r.Route, IsRedirect = true })));
        gates.Sort(static (a, b) => Order(a.Route, b.Route));
        return gates;
    }

    /// <summary>That of one routed service.</summary>
    public static RouteAuth ForService(App app, Service service) => service.Auth switch
    {
        null => new RouteAuth(service, Asked(app.Edge.Auth), Edge, []),
        NoAuth => new RouteAuth(service, null, Edge, []),
        OpenTo open =>
            new RouteAuth(service, Asked(app.Edge.Auth), Edge,
            [.. open.Services.Select(s => app.Services.Find(s)).OfType<Service>().SelectMany(s => PagesOf(app, s))
                .Distinct(StringComparer.Ordinal)]),
        var own => new RouteAuth(service, own, service.Name, []),
    };

    /// <summary>The passwords that visitors may be asked for, each with its key, in the order of their keys.</summary>
    public static IReadOnlyList<(string Key, BasicAuth Auth)> Passwords(App app) =>
        [.. Routes(app).Where(g => g.Auth is BasicAuth).DistinctBy(g => g.Key).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => (g.Key, (BasicAuth)g.Auth!))];

    /// <summary>The logins that visitors may be asked for, each with its key, in the order of their keys.</summary>
    public static IReadOnlyList<(string Key, CognitoAuth Auth)> Logins(App app) =>
        [.. Routes(app).Where(g => g.Auth is CognitoAuth).DistinctBy(g => g.Key).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => (g.Key, (CognitoAuth)g.Auth!))];

    /// <summary>Whether some request may match both, so that their order matters.</summary>
    public static bool Overlap(Route a, Route b) =>
        (a.Host is null || b.Host is null || a.Host == b.Host || HostName.Covers(a.Host, b.Host) || HostName.Covers(b.Host, a.Host))
            && (IsUnder(a.Path, b.Path) || IsUnder(b.Path, a.Path));

    /// <summary>Gates that are asked before this one, could be meant by the same request, and ask for something else.</summary>
    public static IEnumerable<RouteAuth> Before(IReadOnlyList<RouteAuth> gates, RouteAuth gate)
    {
        foreach (var other in gates)
        {
            if (other == gate)
            {
                yield break;
            }

            if (other.AuthKey != gate.AuthKey && Overlap(other.Route, gate.Route))
            {
                yield return other;
            }
        }
    }

    /// <summary>Where a service's pages are, as browsers say it, at each of its hosts; none where only the account knows.</summary>
    public static IEnumerable<string> PagesOf(App app, Service service) =>
        service.Routes.Select(r => r.Host ?? app.Environment.Domain).OfType<string>().Where(h => !HostName.IsWildcard(h))
        .Select(h => $"{(DomainNames.HasCertificate(app) ? "https" : "http")}://{h}");

    private static Auth? Asked(Auth? auth) => auth is NoAuth or OpenTo ? null : auth;

    private static bool IsUnder(string path, string above) =>
        above == "/" || path == above || path.StartsWith(above + "/", StringComparison.Ordinal);

    private static int Order(Route a, Route b)
    {
        var (left, right) = (new ListenerRuleKey(a.Host, a.Path), new ListenerRuleKey(b.Host, b.Path));
        var order = left.Breadth - right.Breadth;
        order = order != 0 ? order : right.Depth - left.Depth;
        return order != 0 ? order : string.CompareOrdinal(left.ToString(), right.ToString());
    }
}
