using System.Globalization;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.Jobs;
using Fairlead.Docker.Run.Observing;
using Fairlead.Docker.Run.Proxy;
using Fairlead.Docker.Run.State;
using Fairlead.Images;

namespace Fairlead.Docker;

/// <summary>An app on the local Docker engine.</summary>
public sealed class DockerTarget : ITarget, IAttachedScheduler, IAsyncDisposable
{
    private readonly DockerSurroundings surroundings;
    private readonly AppId id;
    private readonly Scope scope;
    private readonly Engine engine;
    private readonly HaproxyRuntime proxies;
    private readonly Observer observer;
    private readonly SecretFile secrets;
    private readonly Records records;
    private readonly NewSecrets fresh;

    // So are its images: what is built is taken once.
    private readonly Dictionary<string, ReleaseImage> built = new(StringComparer.Ordinal);

    public DockerTarget(DockerSurroundings surroundings)
    {
        this.surroundings = surroundings;
        id = surroundings.Id;
        scope = new Scope(id);
        engine = new Engine(surroundings.Engine, surroundings.Logins);
        proxies = new HaproxyRuntime(engine);
        observer = new Observer(engine, proxies);
        secrets = new SecretFile(surroundings.Folder, id.Environment);
        records = new Records(engine, scope, secrets);
        fresh = new NewSecrets(engine, scope);
    }

    public ISecretStore Secrets => secrets;

    public IAttachedScheduler Scheduler => this;

    public ITunnels Tunnels => new Tunnels(engine, scope, observer, secrets, LiveApp);

    public async Task<Identity> Identify(CancellationToken cancel)
    {
        await engine.Ping(cancel);
        return new Identity(surroundings.Owner, $"the Docker engine at {surroundings.Engine}");
    }

    public async ValueTask DisposeAsync()
    {
        await proxies.DisposeAsync();
        engine.Dispose();
    }

    public async Task<Core.Targets.Plan> Plan(Goal goal, CancellationToken cancel)
    {
        Supported.Check(goal.App);
        var observed = await observer.Observe(id, cancel);
        var live = LiveApp(observed);
        var narrowed = RecordedApp.Narrow(goal, live);
        var stored = new StoredImages(new EngineImages(engine), observed.Images, scope.Image);
        var choice = new ImageChoice(stored, surroundings.Folder, built);
        var images = await choice.Choose(narrowed, observed.Live, observed.NextRelease, cancel);
        var kept = await secrets.Values(cancel);
        var recovered = await fresh.Recover(narrowed.App, observed, kept, cancel);
        var made = fresh.For(narrowed.App, kept);
        var databases = narrowed.App.Resources.OfType<Postgres>().Where(Supported.Runs).Select(p => (p, Docker.Plan.Containers.ImageOf(p)));
        var versions = await new DataVersions(engine, observer).Read(databases, scope, observed, cancel);
        var input = new PlanInput(narrowed, observed with { DataVersions = versions.Data })
        {
            LiveApp = live,
            Recovered = recovered,
            ImageVersions = versions.Images,
            Bake = surroundings.Bake,
            Secrets = kept.Concat(made).ToDictionary(StringComparer.Ordinal),
            Generated = made,
            Images = images.Images,
            Builds = images.Builds,
            Folder = surroundings.Folder,
        };
        var closer = await observer.Closely(input.Observed, await Decide(input, cancel), cancel);
        return await Decide(input with { Observed = closer }, cancel) with
        {
            NewSecrets = fresh.Values,
            MissingSecrets = [.. narrowed.App.Secrets.Where(s => s.Source == SecretSource.Ask && s.UsedBy.Count > 0
                && !kept.ContainsKey(s.Name))],
        };
    }

    public async Task<Core.Targets.Plan> PlanDestroy(DataChoice data, bool images, CancellationToken cancel)
    {
        var observed = await observer.Observe(id, cancel);
        var last = LiveApp(observed);
        var plan = DestroyPlan.Plan(id, observed, Goes, images || data == DataChoice.Remove);
        return data == DataChoice.Remove && secrets.Remains is { } text
            ? plan with { Notes = [.. plan.Notes, new Note("secrets", text)] }
            : plan;

        bool Goes(ObservedVolume volume) => data == DataChoice.Remove
            || (data == DataChoice.KeepProtected && last is not null
                && Supported.Find(last, volume.Label(Labels.Name) ?? "") is { Protect: false });
    }

    public IAsyncEnumerable<Event> Apply(Core.Targets.Plan plan, CancellationToken cancel) =>
        EventStream.Until(surroundings.Clock, (events, token) => Apply((DockerPlan)plan, events, token), cancel);

    public IAsyncEnumerable<Event> Fetch(Core.Targets.Plan plan, CancellationToken cancel) =>
        EventStream.Run(
            surroundings.Clock,
            (events, token) => new ImageFetch(new EngineImages(engine), Builder(events), events).Fetch((DockerPlan)plan, token),
            cancel);

    public async Task<Status> Observe(CancellationToken cancel)
    {
        var observed = await observer.Observe(id, cancel);
        return await new StatusReader(engine, surroundings.Clock).Read(id, observed, LiveApp(observed), cancel);
    }

    public IAsyncEnumerable<LogLine> Logs(LogRequest request, CancellationToken cancel) =>
        new LogReader(engine, observer, scope).Read(request, cancel);

    public async Task<int> Exec(ExecRequest request, ITerminal terminal, CancellationToken cancel)
    {
        if (LiveApp(await observer.History(id, cancel))?.FindWorkload(request.Name) is { Exec: false } closed)
        {
            throw new FailureException(new Failure($"nobody may enter '{closed.Name}'", "its 'exec' is false in the release that serves")
            {
                Place = closed.Origin.PlaceOf("exec"),
                Next = $"fairlead logs {closed.Name}",
            });
        }

        return await new ContainerTerminal(engine, scope, records, surroundings.Clock).Exec(request, terminal, cancel);
    }

    public async Task<int> Run(App? app, RunRequest request, ITerminal terminal, CancellationToken cancel)
    {
        var observed = await observer.Observe(id, cancel);
        var containers = await Live(app, observed, cancel);
        var workload = containers.App.FindWorkload(request.Name)
            ?? throw new FailureException(
                $"'{request.Name}' is not deployed",
                $"release {observed.Live!.Number} has no job or service of that name",
                "fairlead status");
        var run = "run" + surroundings.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
        var spec = containers.Run(workload, request.Command ?? workload.Command, observed.Live!.Number, run, JobCauses.ByHand);
        var limit = workload is Job { Interactive: false } job && request.Command is null ? job.Timeout : Timeout.InfiniteTimeSpan;
        return await new ContainerTerminal(engine, scope, records, surroundings.Clock).Run(spec, observed, terminal, limit, cancel);
    }

    public async Task<IReadOnlyList<JobRun>> Runs(CancellationToken cancel)
    {
        var observed = await observer.Observe(id, cancel);
        var running = observed.Containers.Where(c => c.Role == Role.Job && c.Runs)
            .Select(c => new JobRun { Job = c.Name, Started = c.Created, Cause = c.Cause, Result = RunResult.Running });
        return [.. running, .. observed.Runs.Select(r => r.Run)];
    }

    public async Task<string?> FindValue(App app, AttributePart value, CancellationToken cancel) =>
        (await Live(app, await observer.Observe(id, cancel), cancel)).Values.Resolve(new Text([value], value.Span));

    public async Task<IReadOnlyList<Release>> Releases(CancellationToken cancel) => (await observer.History(id, cancel)).Releases;

    IAsyncEnumerable<Event> IAttachedScheduler.Run(CancellationToken cancel) =>
        EventStream.Run(
            surroundings.Clock,
            async (events, token) =>
            {
                // For whoever asks what runs; another scheduler may have it, and a run is started once by either.
                await using var mine = await new DeployLocks(engine, surroundings.Owner, events).TryTake(scope.Schedules, scope, token);
                await new Scheduler(engine, records, observer, Live, events).Run(token);
            },
            cancel);

    public async Task<Rendering> Render(App app, CancellationToken cancel)
    {
        Supported.Check(app);
        var contexts = new ContextReader(surroundings.Folder, []);
        var images = new Dictionary<string, ReleaseImage>(StringComparer.Ordinal);
        foreach (var image in app.Images)
        {
            var reference = image.Use ?? scope.Image(image.Name, (await contexts.Read(image, cancel)).Hash);
            images[image.Name] = new ReleaseImage(image.Name, reference, "");
        }

        return new Rendering(
            [.. RenderText.Containers(app, images, surroundings.Folder).Select(s => new Rendered(s.Name, RenderText.Render(s)))]);
    }

    private async Task<DockerPlan> Decide(PlanInput input, CancellationToken cancel)
    {
        try
        {
            return Planner.Plan(input);
        }
        catch (PortTakenException e)
        {
            throw new FailureException(
                await PortHolder.Explain(engine, e.Subject, e.Port, cancel) with { Outcome = "nothing was changed" },
                e);
        }
    }

    private async Task<Outcome> Apply(DockerPlan plan, EventStream events, CancellationToken cancel)
    {
        var began = events.Now;
        var locks = new DeployLocks(engine, surroundings.Owner, events);

        // To find a port free and to take it is one step among all deploys of this machine.
        var taking = plan.TakesPorts.Count == 0 ? null : locks.Take("fairlead__ports", "the ports of this machine", cancel);
        await using var turn = await locks.Take(scope.Lock, $"{id}", cancel);
        await using var ports = taking is null ? null : await taking;
        await NeedFree(plan.TakesPorts, cancel);
        var now = (await observer.Observe(id, cancel)).Facts(scope);
        if (Observation.Differences(plan.Base.World, now) is { Count: > 0 } differences)
        {
            throw new WorldChangedException(differences);
        }

        var images = new BuiltImages(plan.Images, await Build(plan, events, cancel));
        await using var seen = await ContainerEvents.Watch(engine, scope, cancel);
        var steps = new StepRunner(engine, scope, secrets, new WorkTools(proxies, seen, images, records, events), began);
        var taken = 0;
        return await new Executor(steps, events, Observe).Apply(plan, Done, cancel);

        void Done(Lane lane)
        {
            if (lane.TakesPort && Interlocked.Increment(ref taken) == plan.TakesPorts.Count)
            {
                ports?.Free();
            }
        }
    }

    private async Task NeedFree(IReadOnlyList<int> ports, CancellationToken cancel)
    {
        if (ports.Count > 0 && ports.Intersect(await observer.TakenPorts(scope, cancel)).ToList() is [var taken, ..])
        {
            throw new WorldChangedException([$"port {taken} was free, is taken"]);
        }
    }

    private async Task<IEnumerable<ReleaseImage>> Build(DockerPlan plan, EventStream events, CancellationToken cancel)
    {
        var builder = Builder(events);
        foreach (var fetched in await new ImageFetch(new EngineImages(engine), builder, events).Fetch(plan, cancel))
        {
            built[fetched.Name] = fetched;
        }

        foreach (var build in plan.Builds.Where(b => b.Content is not null))
        {
            built[build.Image.Name] = await builder.Build(build, cancel);
        }

        return built.Values;
    }

    private Builder Builder(EventStream events) => new(
        new EngineImages(engine),
        new BuildSurroundings(engine.Address.ToString(), scope.ImageLabels, scope.Image, surroundings.Variable),
        events);

    private App? LiveApp(Observed observed) => observed.Live is { } live ? RecordedApp.Read(live, id.Environment).App : null;

    // The surroundings of the release that serves, with today's secret values; the jobs and services are its own unless a file is given.
    private async Task<Plan.Containers> Live(App? file, Observed observed, CancellationToken cancel)
    {
        var live = observed.Live
            ?? throw new FailureException(
                $"{id.App} is not deployed",
                "a run needs the images and databases of a release",
                "fairlead deploy");
        var app = file ?? LiveApp(observed)
            ?? throw new FailureException(
                $"release {live.Number} can no longer be read",
                "its file is of another version of fairlead",
                "fairlead deploy");
        var images = app.Images.ToDictionary(i => i.Name, i => live.FindImage(i.Name) ?? throw NotDeployed(i), StringComparer.Ordinal);
        var identity = new ReleaseIdentity(live.Commit, live.Tag, live.By);
        var (port, aws) = (HostPort.Choose(app, scope, observed), HostPort.ChooseForAws(app, scope, observed));
        var values = new Values(app, await secrets.Values(cancel), identity, live.Number, port) { AwsPort = aws };
        return new Plan.Containers(app, scope, values, images, surroundings.Folder);

        FailureException NotDeployed(Image image) =>
            new($"the image '{image.Name}' is not deployed yet", $"release {live.Number} has none of that name", "fairlead deploy");
    }
}
