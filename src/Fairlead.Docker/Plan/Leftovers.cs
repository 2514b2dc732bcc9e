using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What nothing needs any more once a release is on record: removed last, and never data.</summary>
internal sealed class Leftovers(PlanDraft draft)
{
    private readonly App app = draft.App;
    private readonly Scope scope = draft.Scope;
    private readonly Observed observed = draft.Observed;

    public void Remove()
    {
        RemoveFormers();
        Orphans();
        OldImages();
    }

    /// <summary>What was kept in case that the new one fails.</summary>
    private void RemoveFormers()
    {
        IReadOnlyList<string> all = [.. draft.Lanes.Select(l => l.Name)];
        var kept = observed.Containers.Where(c => Scope.IsFormer(c.Handle) && draft.Goal.Touches(c.Name)).Select(c => c.Handle)
            .Union(draft.Lanes.SelectMany(l => l.Steps).OfType<RenameContainer>().Select(r => r.To), StringComparer.Ordinal);
        draft.Add(kept.ToList().Select(former =>
            new Lane(LaneKind.Leftover, former, Activity.Remove, [new RemoveContainer(former)]) { After = all, IsQuiet = true }));
    }

    private void Orphans()
    {
        if (!draft.Goal.TouchesAll)
        {
            return;
        }

        // Of runs whose command was killed after the result was on record. A scheduled run is the scheduler's to record.
        var used = draft.Lanes.SelectMany(l => l.Steps).OfType<WaitJob>().Select(w => w.Handle).ToHashSet(StringComparer.Ordinal);
        var ended = observed.Containers
            .Where(c => c is { Role: Role.Job, State: "exited" or "created", Cause: not JobCauses.Schedule } && !used.Contains(c.Handle))
            .ToList();
        draft.Changes.AddRange(ended.Select(c => new Change(Verb.Delete, c.Name, "container", "its run has ended")));
        var before = draft.Done(LaneKind.Record, LaneKind.Stop, LaneKind.Tidy, LaneKind.AfterDeploy);
        foreach (var container in ended)
        {
            draft.Add(new Lane(LaneKind.Leftover, container.Name, Activity.Remove, [new RemoveContainer(container.Handle)])
            {
                Part = container.Handle,
                After = before,
            });
        }

        foreach (var container in Left())
        {
            draft.Add(new Lane(LaneKind.Leftover, container.Name, Activity.Remove,
                [new StopContainer(container.Handle, TimeSpan.FromSeconds(60)), new RemoveContainer(container.Handle)])
            {
                Part = container.Handle,
                After = before,
            });
            draft.Changes.Add(container.Role == Role.Proxy
                ? new Change(Verb.Delete, container.Name, "load balancer", "nothing calls it by name")
                : new Change(Verb.Delete, container.Name, "resource", "it is no longer in the file; its data stays"));
        }
    }

    /// <summary>Built images beyond those that the file keeps, oldest first; never what serves, runs or is to run.</summary>
    private void OldImages()
    {
        var used = draft.Input.Images.Values.Concat(observed.Live?.Images ?? []).Select(i => i.Reference)
            .Concat(observed.Containers.Select(c => c.Image))
            .ToHashSet(StringComparer.Ordinal);
        var before = draft.Done(LaneKind.Record, LaneKind.Stop, LaneKind.Tidy, LaneKind.AfterDeploy);
        foreach (var image in app.Images)
        {
            foreach (var old in observed.Images.Where(i => i.Name == image.Name).OrderByDescending(i => i.Created).Skip(image.Keep)
                .Where(i => !used.Contains(i.Reference)))
            {
                draft.Add(new Lane(LaneKind.Leftover, image.Name, Activity.Remove, [new RemoveImage(old.Reference)])
                {
                    Part = old.Reference,
                    After = before,
                });
                draft.Changes.Add(new Change(Verb.Delete, image.Name, "old image", $"{old.Reference}; the file keeps {image.Keep}",
                    image.Origin.PlaceOf("keep")));
            }
        }
    }

    private IEnumerable<Container> Left() => observed.Containers.Where(c =>
        (c.Role == Role.Resource && !Scope.IsFormer(c.Handle) && Supported.Find(app, c.Name) is null)
        || (c.Role == Role.Proxy && c.Handle != scope.Proxy
            && !(app.Services.Find(c.Name) is { } service && HaproxyBackends.IsInner(app, service))));
}
