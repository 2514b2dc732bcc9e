using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Core.Yaml;
using Fairlead.Docker.Api;

namespace Fairlead.Docker.Plan;

/// <summary>What a plan is made of. Everything the world had to say is in here already.</summary>
internal sealed record PlanInput(App App, Goal Goal, Observed Observed)
{
    public required ReleaseIdentity Identity { get; init; }

    /// <summary>Secret values: those kept, and those generated for this plan.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>Those of the secrets that are not kept yet.</summary>
    public IReadOnlyDictionary<string, string> Generated { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>For each image of the file: what to start, and what it is.</summary>
    public required IReadOnlyDictionary<string, ReleaseImage> Images { get; init; }

    public IReadOnlyList<ImageBuild> Builds { get; init; } = [];

    /// <summary>The folder of the app file.</summary>
    public required string Folder { get; init; }
}

/// <summary>Decides, from what is wanted and what is there, the steps of a deploy. Pure.</summary>
internal sealed class Planner
{
    private readonly PlanInput input;
    private readonly App app;
    private readonly Observed observed;
    private readonly Scope scope;
    private readonly Desired desired;
    private readonly PlanDraft draft = new();
    private readonly int release;
    private readonly int hostPort;

    private Planner(PlanInput input)
    {
        this.input = input;
        app = input.App;
        observed = input.Observed;
        scope = new Scope(app.Id);
        release = observed.NextRelease;
        hostPort = HostPort.Choose(app, scope, observed);
        var values = new Values(app, input.Secrets, input.Identity, release, hostPort);
        desired = new Desired(app, scope, values, input.Images, input.Folder);
    }

    public static DockerPlan Plan(PlanInput input) => new Planner(input).Plan();

    private DockerPlan Plan()
    {
        foreach (var build in input.Builds)
        {
            draft.Changes.Add(new Change(Verb.Build, build.Image.Name, "image", build.Fetch ?? (build.Pull ? "with new base images" : "its files differ from the last build"), build.Image.Origin.Name));
        }

        var ground = new GroundPlan(app, scope, observed, desired, draft, hostPort);
        ground.Foundation(input.Generated);
        var rollouts = new ServicesPlan(app, scope, observed, desired, draft, release, input.Goal);
        var plans = rollouts.Decide();
        var proxies = new ProxyPlan(app, scope, observed, desired, plans, hostPort);
        proxies.Prepare(draft);
        ground.Resources();

        var configs = Configs();
        var releases = MakesRelease(plans, configs);
        var jobs = new JobsPlan(app, observed, desired, draft, release);
        if (releases && input.Goal is DeployGoal && WorkloadsChanged(configs))
        {
            jobs.BeforeDeploy();
        }

        if (input.Goal is DeployGoal)
        {
            jobs.Create();
        }

        rollouts.Start(plans);
        proxies.Switch(draft);
        rollouts.Retire(plans);
        proxies.Finish(draft);
        var record = releases ? Record(configs) : null;
        if (record is not null)
        {
            draft.Stages.Add(new Stage("record", [new Lane("release", Activity.Record, [new RecordRelease(record)])], Commits: true));
        }

        if (input.Goal is DeployGoal)
        {
            jobs.AfterDeploy(record?.Number ?? observed.Live?.Number ?? 0, isNew: record is not null);
        }

        ground.Orphans();
        return new DockerPlan(app.Id)
        {
            Stages = [.. draft.Stages.Where(s => s.Lanes.Count > 0)],
            Changes = Changes(record),
            Notes = Notes(),
            Builds = input.Builds,
            ChoosesPort = observed.Volumes.All(v => v.Name != scope.StateVolume),
            Release = record,
            HistoryReader = observed.Find(scope.Proxy) is null && observed.Volumes.Any(v => v.Name == scope.StateVolume) ? proxies.App with { Network = "none", Ports = [] } : null,
            Live = observed.Live,
            App = app,
            Goal = input.Goal,
        };
    }

    // A release that changes no container is still a change of what is on record.
    private List<Change> Changes(Release? record)
    {
        if (draft.Changes.Count == 0 && record is not null)
        {
            draft.Changes.Add(new Change(Verb.Change, app.Name, "app", "the file says more than the last release does, though no container changes"));
        }

        return draft.Changes;
    }

    private bool MakesRelease(IReadOnlyList<ServicePlan> plans, Dictionary<string, string> configs)
    {
        if (input.Goal is RestartGoal)
        {
            return false;
        }

        return observed.Live is not { } live
            || input.Goal is RollbackGoal
            || plans.Any(p => p.Create.Count > 0)
            || WorkloadsChanged(configs)
            || live.Document != YamlWriter.Write(app.Document);
    }

    private bool WorkloadsChanged(Dictionary<string, string> configs) =>
        observed.Live is not { } live || configs.Any(c => live.Configs.GetValueOrDefault(c.Key) != c.Value);

    private Dictionary<string, string> Configs()
    {
        var configs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in app.Services)
        {
            configs[service.Name] = desired.Task(service, 0, 0, null).Config;
        }

        foreach (var job in app.Jobs)
        {
            configs[job.Name] = desired.Job(job, 0, "", "").Config;
        }

        return configs;
    }

    private Release Record(Dictionary<string, string> configs) => new()
    {
        Number = release,
        At = default,
        By = input.Identity.By,
        Commit = input.Identity.Commit,
        Tag = input.Identity.Tag,
        Result = ReleaseResult.Succeeded,
        Remark = input.Goal is RollbackGoal back ? $"back to release {back.To.Number}" : null,
        Took = default,
        Document = YamlWriter.Write(app.Document),
        Images = [.. input.Images.Values],
        Configs = configs,
    };

    private List<Note> Notes()
    {
        var notes = new List<Note>();
        foreach (var service in app.Services)
        {
            notes.Add(new Note(service.Name, service.Kind switch
            {
                ServiceKind.Public => $"public: {desired.Values.Urls(service)[0]}",
                ServiceKind.Internal => $"internal: {service.Name}:{service.Port}",
                _ => "worker: nothing leads to it",
            }));
        }

        return notes;
    }
}

/// <summary>Stages that are spoken of elsewhere.</summary>
internal static class StageNames
{
    public const string Balancers = "balancers";
}

/// <summary>The parts of a plan while they are put together.</summary>
internal sealed class PlanDraft
{
    public List<Stage> Stages { get; } = [];

    public List<Change> Changes { get; } = [];

    public void Add(string stage, IEnumerable<Lane> lanes, bool commits = false)
    {
        var all = lanes.Where(l => l.Steps.Count > 0).ToList();
        if (all.Count > 0)
        {
            Stages.Add(new Stage(stage, all, commits));
        }
    }
}
