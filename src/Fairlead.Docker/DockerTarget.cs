using System.Collections.Concurrent;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run;

namespace Fairlead.Docker;

/// <summary>What the local target needs of its surroundings.</summary>
/// <param name="Folder">The folder of the app file.</param>
/// <param name="LockFolder">A folder of this user for locks.</param>
/// <param name="Variable">Reads an environment variable.</param>
public sealed record DockerSurroundings(EngineAddress Engine, string Folder, string LockFolder, Func<string, string?> Variable, TimeProvider Clock);

/// <summary>Apps on the local Docker engine.</summary>
public sealed class DockerTarget(DockerSurroundings surroundings) : ITarget, IDisposable
{
    private const int MostBuilds = 3;

    private readonly Engine engine = new(surroundings.Engine);

    // A plan that is made anew after a build has the same new values: whoever shows things has learnt them by then.
    private readonly ConcurrentDictionary<(AppId App, string Name), string> generated = new();

    public void Dispose() => engine.Dispose();

    public async Task<Core.Targets.Plan> Plan(App app, Goal goal, CancellationToken cancel)
    {
        Supported.Check(app);
        var scope = new Scope(app.Id);
        var observed = await new Observer(engine).Observe(app.Id, cancel);
        var (chosen, aim) = goal is DeployGoal { Only.Count: > 0 } deploy ? Selected(app, deploy, observed) : (app, goal);
        var (images, builds) = await new ImageChoice(engine, scope, surroundings.Folder).Choose(chosen, aim, observed, cancel);
        var kept = await SecretsOf(app.Id).Values(cancel);
        var made = Generated(chosen, kept);
        var input = new PlanInput(chosen, aim, observed)
        {
            Identity = Identity(goal, observed),
            Secrets = kept.Concat(made).ToDictionary(StringComparer.Ordinal),
            Generated = made,
            Images = images,
            Builds = builds,
            Folder = surroundings.Folder,
        };
        return await Planned(input, cancel) with
        {
            App = app,
            Goal = goal,
            NewSecrets = [.. generated.Values],
            MissingSecrets = [.. chosen.Secrets.Where(s => s.Source == SecretSource.Ask && s.UsedBy.Count > 0 && !kept.ContainsKey(s.Name))],
        };
    }

    private async Task<DockerPlan> Planned(PlanInput input, CancellationToken cancel)
    {
        try
        {
            return Planner.Plan(input);
        }
        catch (PortTakenException e)
        {
            throw new FailureException(await PortHolder.Explain(engine, e.Subject, e.Port, cancel) with { Outcome = "nothing was changed" }, e);
        }
    }

    private static (App App, Goal Goal) Selected(App file, DeployGoal goal, Observed observed)
    {
        var live = observed.Live is { } release ? Differences.Reread(release, file.Id) : null;
        var names = Selection.WithLinks(file, live, goal.Only);
        var read = AppFileReader.Read(Selection.Compose(file, live, names), file.Environment.Name, RecordedFiles.Instance);
        return read.App is { } app ? (app, goal with { Only = names }) : throw new FailureException(new Failure($"{string.Join(", ", goal.Only)} can not be deployed alone", read.Problems[0].Message) { Place = read.Problems[0].Span, Next = "fairlead deploy" });
    }

    public async Task<Core.Targets.Plan> PlanDestroy(AppId id, DataChoice data, CancellationToken cancel)
    {
        var observed = await new Observer(engine).Observe(id, cancel);
        var last = observed.Live is { } live ? Differences.Reread(live, id) : null;
        return DestroyPlan.Plan(id, observed, v => data == DataChoice.Remove || (data == DataChoice.KeepProtected && last?.Resources.Find(v.Label(Labels.Name) ?? "") is { Protect: false }), all: data == DataChoice.Remove);
    }

    public IAsyncEnumerable<Event> Apply(Core.Targets.Plan plan, CancellationToken cancel) =>
        Sink.Stream(surroundings.Clock, (sink, token) => Apply((DockerPlan)plan, sink, token), cancel);

    public Task<Status> Observe(AppId id, CancellationToken cancel) => new StatusReader(engine, surroundings.Clock).Read(id, cancel);

    public IAsyncEnumerable<LogLine> Logs(AppId id, LogRequest request, CancellationToken cancel) =>
        new LogReader(engine, new Scope(id)).Read(request, cancel);

    public Task<int> Exec(AppId id, ExecRequest request, ITerminal terminal, CancellationToken cancel) =>
        new Sessions(engine, new Scope(id), surroundings.Clock).Exec(request, terminal, cancel);

    public async Task<int> Run(App app, RunRequest request, ITerminal terminal, CancellationToken cancel)
    {
        var observed = await new Observer(engine).Observe(app.Id, cancel);
        var workload = app.FindWorkload(request.Name)!;
        var desired = await Live(app, app.Id, observed, cancel);
        var run = "run" + surroundings.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        var spec = desired.Run(workload, request.Command ?? workload.Command, observed.Live!.Number, run, JobCauses.ByHand);
        var limit = workload is Job { Interactive: false } job && request.Command is null ? job.Timeout : Timeout.InfiniteTimeSpan;
        return await new Sessions(engine, new Scope(app.Id), surroundings.Clock).Run(spec, observed, terminal, limit, cancel);
    }

    public async Task<IReadOnlyList<JobRun>> Runs(AppId id, CancellationToken cancel)
    {
        var observed = await new Observer(engine).Observe(id, cancel);
        var running = observed.Containers.Where(c => c.Role == Role.Job && c.Runs).Select(c => new JobRun { Job = c.Name, Started = c.Created, Cause = c.Cause, Result = RunResult.Running });
        return [.. running, .. observed.Runs.Select(r => r.Run)];
    }

    public async Task<IReadOnlyList<Release>> Releases(AppId id, CancellationToken cancel) =>
        (await new Observer(engine).Observe(id, cancel)).Releases;

    public IAsyncEnumerable<Event> RunSchedules(AppId id, CancellationToken cancel) =>
        Sink.Stream(surroundings.Clock, (sink, token) => new Scheduler(engine, new Scope(id), (observed, t) => Live(null, id, observed, t), sink).Run(token), cancel);

    public ISecretStore Secrets(AppId id) => SecretsOf(id);

    public async Task<Rendering> Render(App app, CancellationToken cancel)
    {
        Supported.Check(app);
        var (images, scope) = (new Dictionary<string, ReleaseImage>(StringComparer.Ordinal), new Scope(app.Id));
        foreach (var image in app.Images)
        {
            var reference = image.Use ?? $"fairlead/{app.Name}/{image.Name}:{(await BuildContext.Read(image, surroundings.Folder, cancel)).Hash}";
            images[image.Name] = new ReleaseImage(image.Name, reference, "");
        }

        var names = app.Secrets.Select(s => s.Name).Concat(app.Resources.Select(r => Values.PasswordOf(r.Name)));
        var masked = names.ToDictionary(n => n, n => $"<{n}>", StringComparer.Ordinal);
        var hostPort = HostPort.Choose(app, scope, Observed.Nothing);
        var desired = new Desired(app, scope, new Values(app, masked, new ReleaseIdentity("<commit>", "<tag>", ""), 0, hostPort), images, surroundings.Folder);
        var specs = new List<ContainerSpec> { desired.AppProxy([.. app.Services.Where(s => s.HostPort is not null)]) };
        specs.AddRange(app.Resources.Where(Supported.Runs).Select(desired.Resource));
        specs.AddRange(app.Services.Where(s => Balancers.IsInner(app, s)).Select(desired.InnerProxy));
        specs.AddRange(app.Services.SelectMany(s => Enumerable.Range(1, s.Count).Select(i => desired.Task(s, 0, i, null))));
        specs.AddRange(app.Jobs.Select(j => desired.Job(j, 0, "run", "")));
        return new Rendering([.. specs.Select(s => new Rendered(s.Name, RenderText.Render(s)))]);
    }

    private SecretFile SecretsOf(AppId id) => new(surroundings.Folder, id.Environment);

    private async Task Apply(DockerPlan plan, Sink sink, CancellationToken cancel)
    {
        var began = sink.Now;
        var scope = new Scope(plan.Id);
        using var turn = await DeployLock.Take(surroundings.LockFolder, scope.Prefix, sink, cancel);

        await Build(plan, scope, sink, cancel);

        // To choose a free port and to take it is one step among all deploys of this machine.
        using var ports = plan.ChoosesPort ? await DeployLock.Take(surroundings.LockFolder, "ports", sink, cancel) : null;
        plan = await Settle(plan, scope, sink, cancel);

        await using var executor = new Executor(engine, scope, SecretsOf(plan.Id), sink);
        await executor.Apply(plan, began, stage =>
        {
            if (stage == StageNames.Balancers)
            {
                ports?.Dispose();
            }
        }, cancel);
    }

    // What only shows once something was done: images that had to be built, files that were saved meanwhile, and whatever another deploy
    // did while this one waited for its turn. The plan is then made anew; making it decides, doing never does.
    private async Task<DockerPlan> Settle(DockerPlan plan, Scope scope, Sink sink, CancellationToken cancel)
    {
        if (plan.App is not { } app)
        {
            return plan;
        }

        var goal = plan.Goal is DeployGoal deploy ? deploy with { Pull = false } : plan.Goal!;
        for (var attempt = 1; attempt <= MostBuilds; attempt++)
        {
            plan = (DockerPlan)await Plan(app, goal, cancel);
            if (plan.Builds.Count == 0)
            {
                return plan;
            }

            await Build(plan, scope, sink, cancel);
        }

        throw new FailureException("the images do not settle", "files of their contexts change faster than they are built", "fairlead deploy");
    }

    private async Task Build(DockerPlan plan, Scope scope, Sink sink, CancellationToken cancel)
    {
        var builder = new Builder(engine, scope, surroundings.Folder, surroundings.Variable, sink);
        foreach (var build in plan.Builds)
        {
            await builder.Build(build, cancel);
        }
    }

    // The surroundings of the release that serves, with today's secret values; the jobs and services are its own unless a file is given.
    private async Task<Desired> Live(App? file, AppId id, Observed observed, CancellationToken cancel)
    {
        var live = observed.Live ?? throw new FailureException($"{id.App} is not deployed", "a run needs the images and databases of a release", "fairlead deploy");
        var app = file ?? Differences.Reread(live, id) ?? throw new FailureException($"release {live.Number} can no longer be read", "its file is of another version of fairlead", "fairlead deploy");
        var images = new Dictionary<string, ReleaseImage>(StringComparer.Ordinal);
        foreach (var image in app.Images)
        {
            images[image.Name] = live.FindImage(image.Name) ?? throw new FailureException($"the image '{image.Name}' is not deployed yet", $"release {live.Number} has none of that name", "fairlead deploy");
        }

        var values = new Values(app, await SecretsOf(id).Values(cancel), new ReleaseIdentity(live.Commit, live.Tag, live.By), live.Number, HostPort.Choose(app, new Scope(id), observed));
        return new Desired(app, new Scope(id), values, images, surroundings.Folder);
    }

    private static ReleaseIdentity Identity(Goal goal, Observed observed) => goal switch
    {
        DeployGoal deploy => deploy.Identity,
        RollbackGoal back => new ReleaseIdentity(back.To.Commit, back.To.Tag, back.By),
        _ => new ReleaseIdentity(observed.Live?.Commit, observed.Live?.Tag, observed.Live?.By ?? ""),
    };

    private Dictionary<string, string> Generated(App app, Dictionary<string, string> kept)
    {
        var names = app.Secrets.Where(s => s.Source == SecretSource.Generate).Select(s => s.Name)
            .Concat(app.Resources.OfType<Postgres>().Where(Supported.Runs).Select(p => Values.PasswordOf(p.Name)));
        return names.Where(n => !kept.ContainsKey(n)).ToDictionary(n => n, n => generated.GetOrAdd((app.Id, n), _ => SecretFile.Generate()), StringComparer.Ordinal);
    }
}
