using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>Decides what goes when an app is taken down. Only what carries the app's own label is touched. Pure.</summary>
internal static class DestroyPlan
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static DockerPlan Plan(AppId id, Observed observed, bool data)
    {
        var scope = new Scope(id);
        var draft = new PlanDraft();
        foreach (var container in observed.Containers.Where(c => c.Role is Role.Task or Role.Resource or Role.Proxy).DistinctBy(c => (c.Role, c.Name)))
        {
            draft.Changes.Add(new Change(Verb.Delete, container.Name, container.Role switch { Role.Task => "service", Role.Proxy => "load balancer", _ => "resource" }, "its containers"));
        }

        draft.Add("services", Lanes(observed, Role.Task, Role.Job), commits: true);
        draft.Add("resources", Lanes(observed, Role.Resource), commits: true);
        draft.Add("balancers", observed.Containers.Where(c => c.Role == Role.Proxy).Select(Balancer), commits: true);
        var last = new List<Lane>();
        if (observed.Subnet is not null)
        {
            last.Add(new Lane("network", Activity.Remove, [new RemoveNetwork(scope.Network)]));
            draft.Changes.Add(new Change(Verb.Delete, "network", "network", ""));
        }

        if (data)
        {
            foreach (var volume in observed.Volumes)
            {
                var name = volume.Label(Labels.Name) ?? "history";
                last.Add(new Lane(name, Activity.Remove, [new RemoveVolume(volume.Name)]));
                draft.Changes.Add(new Change(Verb.Delete, name, "data", "asked for with --data", DataAtRisk: true));
            }

            last.AddRange(observed.Images.Select(i => new Lane("images", Activity.Remove, [new RemoveImage(i.Reference)])));
        }

        draft.Add("ground", last, commits: true);
        return new DockerPlan(id)
        {
            Stages = draft.Stages,
            Changes = draft.Changes,
            Notes = data ? [] : [.. observed.Volumes.Where(v => v.Name != scope.StateVolume).Select(v => new Note(v.Label(Labels.Name) ?? v.Name, "its data stays; --data removes it"))],
        };
    }

    // The history stays, and with it what the balancer served last; those tasks are gone.
    private static Lane Balancer(Container proxy) => new("load-balancer", Activity.Stop,
    [
        new StopContainer(proxy.Handle, Patience),
        new PutFiles(proxy.Handle, [($"{ProxyFiles.Folder(proxy.Handle)}/{ProxyFiles.ServersName}", Servers.None)]),
        new RemoveContainer(proxy.Handle),
    ]);

    private static IEnumerable<Lane> Lanes(Observed observed, params Role[] roles) => observed.Containers
        .Where(c => roles.Contains(c.Role))
        .Select(c => new Lane(c.Name, Activity.Stop, [new StopContainer(c.Handle, Patience), new RemoveContainer(c.Handle)]));
}
