using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>The port of the host on which an app answers: chosen once, kept as a label of its state volume.</summary>
internal static class HostPort
{
    public static int Choose(App app, Scope scope, Observed observed)
    {
        if (observed.Volumes.FirstOrDefault(v => v.Name == scope.StateVolume)?.Label(Labels.Port) is { } kept && int.TryParse(kept, out var port))
        {
            return port;
        }

        var taken = app.Services.Select(s => s.HostPort)
            .OfType<int>()
            .Concat(observed.BusyPorts)
            .Concat(observed.PromisedPorts)
            .ToHashSet();
        var first = Front(app)?.Port is { } own and >= 1024 ? own : 8000;
        return Enumerable.Range(first, 65536 - first).Concat(Enumerable.Range(8000, 50_000)).First(p => !taken.Contains(p));
    }

    // The service a browser would meet first: the one of the bare domain, or of "/".
    private static Service? Front(App app) =>
        app.Services.FirstOrDefault(s => s.Route is { Path: "/" } route && (route.Host is null || route.Host == app.Environment.Domain))
        ?? app.Services.FirstOrDefault(s => s.Route is not null);
}
