namespace Fairlead.Core.Model.Derived;

/// <summary>What references to a service stand for, as far as that is the same wherever it runs.</summary>
public static class ServiceAddress
{
    /// <summary>
    /// The value of an attribute; null where it is the public URL or a part of it, which only the target knows. A service without a route
    /// is reached inside the network only, so its URL is <c>http://HOST:PORT</c>, also where the app has a domain.
    /// </summary>
    /// <param name="host">The name that the others of the app call it by.</param>
    public static string? Value(Service service, Attribute attribute, string host) => attribute switch
    {
        Attribute.Host => host,
        Attribute.Port => $"{service.Port}",
        Attribute.Address => $"{host}:{service.Port}",
        _ when service.Route is not null => null,
        Attribute.UrlScheme => "http",
        Attribute.UrlHost => host,
        Attribute.UrlPort => $"{service.Port}",
        _ => $"http://{host}:{service.Port}",
    };

    /// <summary>
    /// The services that somebody links to. AWS gives only these a name inside: nobody else could reach one.
    /// </summary>
    /// <param name="grantsOf">What a workload may do, as <see cref="App.GrantsOf"/> says; it may be kept from before.</param>
    public static IReadOnlySet<string> Called(App app, Func<Workload, IReadOnlyList<Grant>>? grantsOf = null)
    {
        var called = new HashSet<string>(StringComparer.Ordinal);
        foreach (var workload in app.Workloads)
        {
            foreach (var grant in (grantsOf ?? app.GrantsOf)(workload))
            {
                if (grant.Holds == Kind.Service)
                {
                    called.Add(grant.Target);
                }
            }
        }

        return called;
    }

    /// <summary>
    /// Whether a service has a name inside on the local engine: one that is called, and any without a route, so that a person can call it
    /// from another container.
    /// </summary>
    public static bool IsReachedByName(App app, Service service) =>
        service.Port is not null && (service.Route is null || Called(app).Contains(service.Name));
}
