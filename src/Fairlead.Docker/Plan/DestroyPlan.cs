using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>Decides what goes when an app is taken down. Only what carries the app's own label is touched. Pure.</summary>
internal static class DestroyPlan
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="id">The app.</param>
    /// <param name="observed">What there is of it.</param>
    /// <param name="goes">Which volumes go.</param>
    /// <param name="images">Those that were built go too.</param>
    public static DockerPlan Plan(AppId id, Observed observed, Func<ObservedVolume, bool> goes, bool images)
    {
        var scope = new Scope(id);
        var lanes = new List<Lane>();
        lanes.AddRange(Containers(observed, [], Role.Task, Role.Job, Role.Tunnel));
        lanes.AddRange(Containers(observed, Names(lanes), Role.Resource));
        lanes.AddRange(
            observed.Containers.Where(c => c.Role == Role.Proxy).Select(Balancer).Select(l => l with { After = Names(lanes) }).ToList());
        var emptied = Names(lanes);
        var gone = new List<Lane>();
        if (observed.Subnet is not null)
        {
            gone.Add(new Lane(LaneKind.Leftover, "network", Activity.Remove, [new RemoveNetwork(scope.Network)]));
        }

        gone.AddRange(observed.Volumes.Where(goes)
            .Select(v => new Lane(LaneKind.Leftover, NameOf(v), Activity.Remove, [new RemoveVolume(v.Name)]) { Part = v.Name }));
        if (images)
        {
            gone.AddRange(observed.Images.Select(i => new Lane(LaneKind.Leftover, "images", Activity.Remove,
                [new RemoveImage(i.Reference)]) { Part = i.Reference }));
        }

        lanes.AddRange(gone.Select(l => l with { After = emptied }));
        return new DockerPlan(id)
        {
            Base = new Observation(observed.Facts(scope), []),
            Lanes = lanes,
            Changes = Changes(observed, goes, images),
            Notes =
            [
                .. observed.Volumes.Where(v => v.Name != scope.StateVolume && v.Label(Labels.Directory) is null && !goes(v))
                    .Select(v => new Note(v.Label(Labels.Name) ?? v.Name, "its data stays; --data removes it")),
            ],
        };
    }

    private static List<Change> Changes(Observed observed, Func<ObservedVolume, bool> goes, bool images)
    {
        var changes = observed.Containers.Where(c => c.Role is Role.Task or Role.Resource or Role.Proxy).DistinctBy(c => (c.Role, c.Name))
            .Select(c => new Change(Verb.Delete, c.Name,
                c.Role switch { Role.Task => "service", Role.Proxy => "load balancer", _ => "resource" }, "its containers"))
            .ToList();
        if (observed.Subnet is not null)
        {
            changes.Add(new Change(Verb.Delete, "network", "network", ""));
        }

        if (images && observed.Images.Count > 0)
        {
            changes.Add(new Change(Verb.Delete, "images", "image", "asked for"));
        }

        changes.AddRange(observed.Volumes.Where(v => goes(v) && v.Label(Labels.Directory) is null)
            .Select(v => new Change(Verb.Delete, NameOf(v), "data", "goes for good", DataAtRisk: true)));
        return changes;
    }

    private static string NameOf(ObservedVolume volume) => volume.Label(Labels.Name) ?? "history";

    private static IReadOnlyList<string> Names(IEnumerable<Lane> lanes) => [.. lanes.Select(l => l.Name)];

    // The history stays, and with it what the balancer served last; those tasks are gone.
    private static Lane Balancer(Container proxy) => new(LaneKind.Stop, PlanDraft.LoadBalancer, Activity.Stop,
    [
        new StopContainer(proxy.Handle, Patience),
        new PutFiles(proxy.Handle, [($"{HaproxyConfig.Folder(proxy.Handle)}/{HaproxyConfig.ServersName}", HaproxyState.NoServers)]),
        new RemoveContainer(proxy.Handle),
    ]) { Part = proxy.Handle };

    private static IEnumerable<Lane> Containers(Observed observed, IReadOnlyList<string> after, params Role[] roles) => observed.Containers
        .Where(c => roles.Contains(c.Role))
        .Select(c => new Lane(LaneKind.Stop, c.Name, Activity.Stop, [new StopContainer(c.Handle, Patience), new RemoveContainer(c.Handle)])
        {
            Part = c.Handle,
            After = after,
        });
}
