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
    private const string FolderFile = "folder";

    private readonly PlanInput input;
    private readonly Planning planning;
    private readonly App app;
    private readonly Observed observed;

    private Planner(PlanInput input)
    {
        this.input = input;
        app = input.App;
        observed = input.Observed;
        var scope = new Scope(app.Id);
        var values = new Values(app, input.Secrets, input.Identity, observed.NextRelease, HostPort.Choose(app, scope, observed));
        planning = new Planning(new Desired(app, scope, values, input.Images, input.Folder), observed, input.Goal);
    }

    public static DockerPlan Plan(PlanInput input) => new Planner(input).Plan();

    private DockerPlan Plan()
    {
        var draft = planning.Draft;
        draft.Changes.AddRange(input.Builds.Select(b =>
            new Change(Verb.Build, b.Image.Name, "image", b.Fetch ?? (b.Pull ? "with new base images" : observed.Images.Any(i => i.Name == b.Image.Name) ? "its files differ from the last build" : "for the first time"), b.Image.Origin.Name)));
        var services = new ServicesPlan(planning);
        var rollouts = services.Decide();
        var proxies = new ProxyPlan(planning, rollouts);
        var record = Stages(services, rollouts, proxies);
        return new DockerPlan(app.Id)
        {
            Stages = [.. draft.Stages.Where(s => s.Lanes.Count > 0)],
            Changes = Changes(record),
            Notes = Notes(),
            Warnings = observed.State.GetValueOrDefault(FolderFile)?.TrimEnd('\n') is { } last && last != input.Folder
                ? [$"{app.Name} was last deployed from {last}; this is another folder with the same app name"]
                : [],
            Builds = input.Builds,
            ChoosesPort = observed.Volumes.All(v => v.Name != planning.Scope.StateVolume),
            Release = record,
            Live = observed.Live,
            App = app,
            Goal = input.Goal,
        };
    }

    // The order of a deploy: what services stand on, jobs before, roll-out, record, jobs after, what is left over.
    private Release? Stages(ServicesPlan services, IReadOnlyList<ServicePlan> rollouts, ProxyPlan proxies)
    {
        var ground = new GroundPlan(planning);
        var jobs = new JobsPlan(planning);
        var deploys = input.Goal is DeployGoal;
        var configs = Configs();
        var record = MakesRelease(rollouts, configs) ? Record(configs) : null;
        ground.Foundation(input.Generated);
        proxies.Prepare();
        ground.Resources();
        if (deploys && record is not null && WorkloadsChanged(configs))
        {
            jobs.BeforeDeploy();
        }

        if (deploys)
        {
            jobs.Create();
        }

        services.Start(rollouts);
        proxies.Switch();
        services.Retire(rollouts);
        proxies.Finish();
        if (record is not null)
        {
            planning.Draft.Stages.Add(new Stage("record", [new Lane("release", Activity.Record, [new RecordRelease(record), new PutFiles(planning.Scope.Proxy, [(FolderFile, input.Folder + "\n")])])], Commits: true));
        }

        if (deploys)
        {
            jobs.AfterDeploy(record?.Number ?? observed.Live?.Number ?? 0, isNew: record is not null);
        }

        ground.Orphans();
        ground.OldImages(input.Images.Values);
        return record;
    }

    // A release that changes no container is still a change of what is on record.
    private List<Change> Changes(Release? record)
    {
        var changes = planning.Draft.Changes;
        if (changes.Count == 0 && record is not null)
        {
            changes.Add(new Change(Verb.Change, app.Name, "app", "the file says more than the last release does, though no container changes"));
        }

        return changes;
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

    // What the goal leaves alone goes on running as it was recorded.
    private string Kept(string name, string config) =>
        !input.Goal.Touches(name) && observed.Live?.Configs.GetValueOrDefault(name) is { } recorded ? recorded : config;

    private bool WorkloadsChanged(Dictionary<string, string> configs) =>
        observed.Live is not { } live || configs.Any(c => live.Configs.GetValueOrDefault(c.Key) != c.Value);

    private Dictionary<string, string> Configs()
    {
        var configs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in app.Services)
        {
            configs[service.Name] = Kept(service.Name, planning.Desired.Task(service, 0, 0, null).Config);
        }

        foreach (var job in app.Jobs)
        {
            configs[job.Name] = Kept(job.Name, planning.Desired.Job(job, 0, "", "").Config);
        }

        return configs;
    }

    private Release Record(Dictionary<string, string> configs) => new()
    {
        Number = planning.Release,
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
                ServiceKind.Public => $"is public: {planning.Desired.Values.Urls(service)[0]}",
                ServiceKind.Internal => $"is internal: {service.Name}:{service.Port}",
                _ => "is a worker: nothing leads to it",
            }));
        }

        return notes;
    }
}
