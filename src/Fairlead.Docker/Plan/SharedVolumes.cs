using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// Volumes that workloads share. Each directory of one that somebody mounts is a volume of its own, which leads into the whole: the engine
/// can mount no part of a volume. Directories have their owner before anything that mounts them is made, as on EFS.
/// </summary>
internal sealed class SharedVolumes(PlanDraft draft)
{
    // Where the whole is mounted in the container that makes its directories.
    private const string Root = "/volume";

    private readonly Scope scope = draft.Scope;
    private readonly Observed observed = draft.Observed;

    /// <summary>The directories that workloads mount, beside the whole.</summary>
    public static IEnumerable<string> DirectoriesOf(App app, Volume volume) => app.Workloads.SelectMany(w => w.Mounts).OfType<VolumeMount>()
        .Where(m => m.Volume == volume.Name).Select(m => m.Directory).OfType<string>().Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    public void Prepare()
    {
        foreach (var volume in draft.App.Resources.OfType<Volume>().Where(v => draft.Goal.Touches(v.Name)))
        {
            Prepare(volume, [.. DirectoriesOf(draft.App, volume)]);
        }
    }

    private void Prepare(Volume volume, IReadOnlyList<string> directories)
    {
        var steps = new List<Step>();
        var whole = scope.Resource(volume.Name);
        var isNew = IsMissing(whole);
        if (isNew)
        {
            steps.Add(new CreateVolume(whole, Labelled(volume, null)));
        }

        // What was made is on record, so that a change of the owner is one.
        var (path, made) = ($"volumes/{volume.Name}", string.Concat(directories.Prepend(".").Select(d => $"{d} {OwnerOf(volume)}\n")));
        var helper = Helper(volume, whole);
        if (observed.Find(helper.Name) is not null)
        {
            steps.Add(new RemoveContainer(helper.Name));
        }

        if (isNew || observed.State.GetValueOrDefault(path) != made)
        {
            steps.AddRange([
                new CreateContainer(helper), new PutFolders(helper.Name, Root, directories, OwnerOf(volume)),
                new RemoveContainer(helper.Name), new PutFiles(scope.Proxy, [(path, made)]),
            ]);
        }

        steps.AddRange(directories.Where(d => IsMissing(scope.Directory(volume.Name, d)))
            .Select(d => new CreateVolume(scope.Directory(volume.Name, d), Labelled(volume, d)) { Inside = (whole, d) }));
        draft.Add(new Lane(LaneKind.Volume, volume.Name, Activity.Create, steps)
        {
            After = [.. draft.Done(LaneKind.Network), .. draft.StateAtHand], Undo = [new RemoveMade(helper.Name)],
        });
        if (steps.Count > 0)
        {
            var what = directories.Count == 0 ? "" : $"with {string.Join(", ", directories)}";
            draft.Changes.Add(new Change(isNew ? Verb.Add : Verb.Change, volume.Name, "volume", what, volume.Origin.Name));
        }
    }

    private bool IsMissing(string name) => observed.Volumes.All(v => v.Name != name);

    private static Owner OwnerOf(Volume volume) => volume.Owner ?? new Owner(0, 0);

    // Never started: the engine mounts volumes for an upload too. The load balancer's image is there in any case.
    private ContainerSpec Helper(Volume volume, string whole) =>
        new(scope.Folders(volume.Name), Role.Resource, volume.Name, HaproxyConfig.Image)
        {
            Network = scope.Network, Labels = scope.BaseLabels, Mounts = [new ContainerMount("volume", whole, Root)],
        };

    private Dictionary<string, string> Labelled(Volume volume, string? directory)
    {
        var labels = scope.BaseLabels;
        labels[Labels.Name] = volume.Name;
        if (directory is not null)
        {
            labels[Labels.Directory] = directory;
        }

        return labels;
    }
}
