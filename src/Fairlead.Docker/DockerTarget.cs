using Fairlead.Core.Model;
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
    private readonly Engine engine = new(surroundings.Engine);

    public void Dispose() => engine.Dispose();

    public async Task<Core.Targets.Plan> Plan(App app, Goal goal, CancellationToken cancel)
    {
        Supported.Check(app);
        var scope = new Scope(app.Id);
        var observed = await new Observer(engine).Observe(app.Id, cancel);
        var (images, builds) = await new ImageChoice(engine, scope, surroundings.Folder).Choose(app, goal, observed, cancel);
        var kept = await SecretsOf(app.Id).Values(cancel);
        var generated = Generated(app, kept);
        return Planner.Plan(new PlanInput(app, goal, observed)
        {
            Identity = Identity(goal, observed),
            Secrets = kept.Concat(generated).ToDictionary(StringComparer.Ordinal),
            Generated = generated,
            Images = images,
            Builds = builds,
            Folder = surroundings.Folder,
        }) with { MissingSecrets = [.. app.Secrets.Where(s => s.Source == SecretSource.Ask && s.UsedBy.Count > 0 && !kept.ContainsKey(s.Name))] };
    }

    public async Task<Core.Targets.Plan> PlanDestroy(AppId id, bool data, CancellationToken cancel) =>
        DestroyPlan.Plan(id, await new Observer(engine).Observe(id, cancel), data);

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
        var desired = await Live(app, observed, request.Identity, cancel);
        var run = "run" + surroundings.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        var spec = desired.Run(workload, request.Command ?? workload.Command, observed.Live!.Number, run, JobCauses.ByHand);
        return await new Sessions(engine, new Scope(app.Id), surroundings.Clock).Run(spec, observed, terminal, cancel);
    }

    public async Task<IReadOnlyList<JobRun>> Runs(AppId id, CancellationToken cancel)
    {
        var observed = await new Observer(engine).Observe(id, cancel);
        var running = observed.Containers.Where(c => c.Role == Role.Job && c.Runs).Select(c => new JobRun { Job = c.Name, Started = c.Created, Cause = c.Cause, Result = RunResult.Running });
        return [.. running, .. observed.Runs.Select(r => r.Run)];
    }

    public async Task<IReadOnlyList<Release>> Releases(AppId id, CancellationToken cancel) =>
        (await new Observer(engine).Observe(id, cancel)).Releases;

    public IAsyncEnumerable<Event> RunSchedules(App app, CancellationToken cancel) => Sink.Stream(
        surroundings.Clock,
        async (sink, token) =>
        {
            var observed = await new Observer(engine).Observe(app.Id, token);
            var desired = await Live(app, observed, new ReleaseIdentity(observed.Live?.Commit, observed.Live?.Tag, ""), token);
            await new Scheduler(engine, new Scope(app.Id), (job, now, run, cause) => desired.Job(job, now.Live?.Number ?? 0, run, cause), sink).Run(app, token);
        },
        cancel);

    public ISecretStore Secrets(AppId id) => SecretsOf(id);

    public async Task<IReadOnlyList<Rendered>> Render(App app, CancellationToken cancel)
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
        return [.. specs.Select(s => new Rendered(s.Name, RenderText.Render(s)))];
    }

    private SecretFile SecretsOf(AppId id) => new(surroundings.Folder, id.Environment);

    private async Task Apply(DockerPlan plan, Sink sink, CancellationToken cancel)
    {
        var began = sink.Now;
        var scope = new Scope(plan.Id);
        using var turn = await DeployLock.Take(surroundings.LockFolder, scope.Prefix, sink, cancel);

        // To choose a free port and to take it is one step among all deploys of this machine.
        using var ports = plan.ChoosesPort ? await DeployLock.Take(surroundings.LockFolder, "ports", sink, cancel) : null;
        if (plan.App is not null)
        {
            plan = await Settle(plan, scope, sink, cancel);
        }

        await using var executor = new Executor(engine, scope, SecretsOf(plan.Id), sink);
        await executor.Apply(plan, began, stage =>
        {
            if (stage == StageNames.Balancers)
            {
                ports?.Dispose();
            }
        }, cancel);
    }

    // What only shows once something was done: images that had to be built, a history that no container could be asked for, and
    // whatever another deploy did while this one waited for its turn. The plan is then made anew; making it decides, doing never does.
    private async Task<DockerPlan> Settle(DockerPlan plan, Scope scope, Sink sink, CancellationToken cancel)
    {
        var builder = new Builder(engine, scope, surroundings.Folder, surroundings.Variable, sink);
        foreach (var build in plan.Builds)
        {
            await builder.Build(build, cancel);
        }

        if (plan.HistoryReader is { } reader)
        {
            await engine.Create(reader.Name, reader.ToRequest(), cancel);
        }

        var goal = plan.Goal is DeployGoal deploy ? deploy with { Pull = false } : plan.Goal!;
        return (DockerPlan)await Plan(plan.App!, goal, cancel);
    }

    private async Task<Desired> Live(App app, Observed observed, ReleaseIdentity identity, CancellationToken cancel)
    {
        if (observed.Live is not { } live)
        {
            throw new FailureException($"{app.Name} is not deployed", "a run needs the images and databases of a release", "fairlead deploy");
        }

        var scope = new Scope(app.Id);
        var images = app.Images.ToDictionary(i => i.Name, i => live.FindImage(i.Name) ?? throw new FailureException($"the image '{i.Name}' is not deployed yet", $"release {live.Number} has none of that name", "fairlead deploy"), StringComparer.Ordinal);
        var values = new Values(app, await SecretsOf(app.Id).Values(cancel), identity, live.Number, HostPort.Choose(app, scope, observed));
        return new Desired(app, scope, values, images, surroundings.Folder);
    }

    private static ReleaseIdentity Identity(Goal goal, Observed observed) => goal switch
    {
        DeployGoal deploy => deploy.Identity,
        RollbackGoal back => new ReleaseIdentity(back.To.Commit, back.To.Tag, back.By),
        _ => new ReleaseIdentity(observed.Live?.Commit, observed.Live?.Tag, observed.Live?.By ?? ""),
    };

    private static Dictionary<string, string> Generated(App app, Dictionary<string, string> kept)
    {
        var names = app.Secrets.Where(s => s.Source == SecretSource.Generate).Select(s => s.Name)
            .Concat(app.Resources.OfType<Postgres>().Where(Supported.Runs).Select(p => Values.PasswordOf(p.Name)));
        return names.Where(n => !kept.ContainsKey(n)).ToDictionary(n => n, _ => SecretFile.Generate(), StringComparer.Ordinal);
    }
}
