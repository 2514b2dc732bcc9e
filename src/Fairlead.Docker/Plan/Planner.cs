using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Core.Yaml;
using Fairlead.Images.Plan;

namespace Fairlead.Docker.Plan;

/// <summary>Decides, from what is wanted and what is there, the steps of a deploy. Pure.</summary>
internal sealed class Planner
{
    /// <summary>The file of the state volume that says from which folder the app was deployed last.</summary>
    public const string FolderFile = "folder";

    private readonly PlanInput input;
    private readonly PlanDraft draft;
    private readonly App app;
    private readonly Observed observed;
    private readonly string document;

    private Planner(PlanInput input)
    {
        this.input = input;
        draft = new PlanDraft(input);
        app = input.App;
        observed = input.Observed;
        document = YamlWriter.Write(app.Document);
    }

    public static DockerPlan Plan(PlanInput input) => new Planner(input).Plan();

    private DockerPlan Plan()
    {
        draft.Changes.AddRange(input.Builds.Select(b => new Change(Verb.Build, b.Image.Name, "image", WhyBuilt(b), b.Image.Origin.Name)));
        var services = new ServiceChoice(draft).Decide();
        var record = Decide(services);
        return new DockerPlan(app.Id)
        {
            Base = new Observation(observed.Facts(draft.Scope), Wanted()),
            Status = StatusView.Read(app.Id, observed, input.LiveApp),
            Expected = StatusView.Expect(draft, services, record),
            Pulls = [.. draft.Pulls.DistinctBy(p => p.Reference)],
            Builds = input.Builds,
            Lanes = draft.Lanes,
            Images = input.Images,
            Changes = Changes(record),
            Notes = Notes(),
            Refusals = draft.Refusals,
            Warnings = Warnings(),
            TakesPorts = TakenPorts(),
            Release = record,
            Live = observed.Live,
        };
    }

    // The order of a deploy: what services stand on, jobs before, roll-out, record, jobs after, what is left over.
    private Release? Decide(IReadOnlyList<ServicePlan> services)
    {
        var record = MakesRelease(services) ? Record() : null;
        draft.Maker = record?.Number ?? observed.Live?.Number ?? draft.Release;
        var (foundation, jobs) = (new Foundation(draft), new Jobs(draft));
        var (proxies, rollout) = (new ProxyPlan(draft, services), new ServiceRollout(draft, services));
        var unless = record is null || services.Any(s => s.Create.Count > 0 && s.Unless.Count == 0) ? [] : UnlessImages();
        foundation.Ground();
        proxies.Prepare();
        foundation.Resources();
        new SharedVolumes(draft).Prepare();
        if (input.Goal.RunsJobs && record is not null && WorkloadsChanged())
        {
            jobs.BeforeDeploy(unless);
        }

        if (input.Goal.RunsJobs)
        {
            jobs.Create();
        }

        rollout.Start();
        proxies.Switch();
        rollout.Bake();
        if (record is not null)
        {
            draft.Add(new Lane(LaneKind.Record, "release", Activity.Record, [new RecordRelease(record, input.Folder)])
            {
                After = [.. draft.Lanes.Select(l => l.Name)],
                Unless = unless,
            });
        }

        rollout.Retire();
        proxies.Finish();
        if (input.Goal.RunsJobs)
        {
            jobs.AfterDeploy(record?.Number ?? observed.Live?.Number ?? 0, isNew: record is not null, unless);
        }

        new Leftovers(draft).Remove();
        return record;
    }

    // A release that changes no container is still a change of what is on record.
    private List<Change> Changes(Release? record)
    {
        if (draft.Changes.Count == 0 && record is not null)
        {
            draft.Changes.Add(
                new Change(Verb.Change, app.Name, "app", "the file says more than the last release does, though no container changes"));
        }

        return draft.Changes;
    }

    private List<int> TakenPorts()
    {
        var ports = new List<int>();
        if (HostPort.Kept(draft.Scope, observed) != draft.HostPort)
        {
            ports.Add(draft.HostPort);
        }

        if (AwsServer.In(app) is not null && HostPort.KeptForAws(draft.Scope, observed) != draft.AwsPort)
        {
            ports.Add(draft.AwsPort);
        }

        return ports;
    }

    private string WhyBuilt(ImageBuild build) =>
        build.Content is null ? build.Reference
        : build.Pull ? "with new base images"
        : observed.Images.Any(i => i.Name == build.Image.Name) ? "its files differ from the last build"
        : "for the first time";

    private bool MakesRelease(IReadOnlyList<ServicePlan> services) => input.Goal.MakesRelease switch
    {
        Core.Targets.MakesRelease.Never => false,
        Core.Targets.MakesRelease.Always => true,
        _ => observed.Live is not { } live
            || services.Any(p => p.Create.Count > 0)
            || WorkloadsChanged()
            || live.Document != document,
    };

    // Where the file is as it was, and only images are not known yet, there is no new release if they come out the same.
    private IReadOnlyList<ReleaseImage> UnlessImages()
    {
        if (observed.Live is not { } live || input.Goal.MakesRelease == Core.Targets.MakesRelease.Always || live.Document != document)
        {
            return [];
        }

        var changed = Workloads().Where(w => !IsAsBefore(live, w)).ToList();
        return changed.TrueForAll(w => input.Images[w.Image].Id.Length == 0 && live.FindWorkload(w.Name) == w)
            ? draft.Unless(changed.Select(w => (w.Image, live.FindImage(w.Image)?.Id))) ?? []
            : [];
    }

    // What the goal leaves alone goes on running as it was recorded. How long it took last time is no difference.
    private ReleaseWorkload Kept(Workload workload, string config)
    {
        var recorded = observed.Live?.FindWorkload(workload.Name);
        return recorded is not null && !input.Goal.Touches(workload.Name)
            ? recorded
            : new ReleaseWorkload(workload.Name, config, workload.Image)
            {
                HealthyAfter = recorded?.HealthyAfter, Migrations = (workload as Job)?.Migrations?.Hash ?? recorded?.Migrations,
            };
    }

    private bool IsAsBefore(Release live, ReleaseWorkload workload) =>
        live.FindWorkload(workload.Name) == workload
            && live.FindImage(workload.Image)?.Id == input.Images.GetValueOrDefault(workload.Image)?.Id;

    private bool WorkloadsChanged() => observed.Live is not { } live || Workloads().Any(w => !IsAsBefore(live, w));

    private List<ReleaseWorkload> Workloads() =>
    [
        .. app.Services.Select(s => Kept(s, draft.Containers.Task(s, 0, 0, null).Config)),
        .. app.Jobs.Select(j => Kept(j, draft.Containers.Job(j, 0, "", "").Config)),
    ];

    private Release Record() => new()
    {
        Number = draft.Release,
        At = default,
        By = input.Goal.Identity.By,
        Commit = input.Goal.Identity.Commit,
        Tag = input.Goal.Identity.Tag,
        State = ReleaseState.Succeeded,
        Remark = input.Goal.Remark,
        Took = default,
        Document = document,
        Images = [.. input.Images.Values],
        Workloads = Workloads(),
    };

    private List<Fact> Wanted() =>
    [
        new("the app file", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)))[..16]),
        .. input.Images.Values.OrderBy(i => i.Name, StringComparer.Ordinal).Select(
            i => new Fact($"image {i.Name}", $"{i.Reference} {i.Id}".TrimEnd())),
        .. Workloads().Select(w => new Fact($"the configuration of {w.Name}", w.Config)),
    ];

    private List<string> Warnings()
    {
        var warnings = new List<string>();
        if (observed.State.GetValueOrDefault(FolderFile)?.TrimEnd('\n') is { } last && last != input.Folder)
        {
            warnings.Add($"{app.Name} was last deployed from {last}; this is another folder with the same app name");
        }

        if (HostPort.Kept(draft.Scope, observed) is { } before && before != draft.HostPort)
        {
            warnings.Add($"another program has the port {before} by now: {app.Name} answers on {draft.HostPort} from here on");
        }

        return [.. warnings, .. Supported.Warnings(app)];
    }

    private List<Note> Notes() =>
    [
        .. app.Services.Select(service => new Note(service.Name, service.Kind switch
        {
            ServiceKind.Public => $"is public: {draft.Containers.Values.Urls(service)[0]}",
            ServiceKind.Internal => $"is internal: {service.Name}:{service.Port}",
            _ => "is a worker: nothing leads to it",
        })),
    ];
}
