using System.Globalization;
using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The port of the host on which an app answers: chosen once, and kept as long as nobody else has it. Kept on the state volume, at first
/// as its label, by which other apps see what is promised.
/// </summary>
internal static class HostPort
{
    /// <summary>The file of the state volume that says it, where it is no longer the one of the label.</summary>
    public const string File = "port";

    /// <summary>The same for the port of <see cref="AwsServer"/>.</summary>
    public const string AwsFile = "port-aws";

    /// <summary>The port on which what stands in for AWS can be reached from this machine.</summary>
    public static int ChooseForAws(App app, Scope scope, Observed observed)
    {
        if (KeptForAws(scope, observed) is { } kept
            && (!observed.BusyPorts.Contains(kept) || observed.Find(scope.Resource(AwsServer.ServerName))?.Runs == true))
        {
            return kept;
        }

        var taken = app.Services.Select(s => s.HostPort).OfType<int>().Append(Choose(app, scope, observed))
            .Concat(observed.BusyPorts).Concat(observed.PromisedPorts).ToHashSet();
        return Enumerable.Range(AwsServer.Port, 10_000).First(p => !taken.Contains(p));
    }

    /// <summary>The one of before; null where there is none.</summary>
    public static int? KeptForAws(Scope scope, Observed observed) =>
        Kept(observed, AwsFile, scope.Resource(AwsServer.ServerName));

    public static int Choose(App app, Scope scope, Observed observed)
    {
        if (Kept(scope, observed) is { } kept && !IsTaken(kept, scope, observed))
        {
            return kept;
        }

        var taken = app.Services.Select(s => s.HostPort)
            .OfType<int>()
            .Concat(observed.BusyPorts)
            .Concat(observed.PromisedPorts)
            .ToHashSet();
        var first = Front(app)?.Port is { } own and >= 1024 ? own : 8000;
        return Enumerable.Range(first, 65536 - first).Concat(Enumerable.Range(8000, 50_000)).First(p => !taken.Contains(p));
    }

    /// <summary>The port of before; null where there is none.</summary>
    public static int? Kept(Scope scope, Observed observed) => Kept(observed, File, scope.StateVolume);

    private static int? Kept(Observed observed, string file, string volume) =>
        Number(observed.State.GetValueOrDefault(file)?.TrimEnd('\n'))
        ?? Number(observed.Volumes.FirstOrDefault(v => v.Name == volume)?.Label(Labels.Port));

    private static bool IsTaken(int port, Scope scope, Observed observed) =>
        observed.BusyPorts.Contains(port) && observed.Find(scope.Proxy)?.Runs != true;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // The service a browser would meet first: the one of the bare domain, or of "/".
    private static Service? Front(App app) =>
        app.Services.FirstOrDefault(s => s.Route is { Path: "/" } route && (route.Host is null || route.Host == app.Environment.Domain))
        ?? app.Services.FirstOrDefault(s => s.Route is not null);
}
