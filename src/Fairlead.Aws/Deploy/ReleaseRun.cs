using System.Collections.Concurrent;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Aws.Deploy;

/// <summary>What a release is carried out with.</summary>
/// <param name="Fence">Throws where another deploy has taken over.</param>
internal sealed record ReleaseParts(Account Deployer, StackRun Stacks, ParameterValues Values, ValueWriter Writer,
    Func<CancellationToken, Task> Fence)
{
    /// <summary>Builds and pushes, or copies, one image.</summary>
    public required Func<ImageBuild, CancellationToken, Task<ReleaseImage>> Provide { get; init; }

    public required Func<JobRun, CancellationToken, Task> RecordRun { get; init; }

    /// <summary>Takes secrets out of what others wrote.</summary>
    public required Func<string, string> Clean { get; init; }

    /// <summary>Notes a value that may not be shown.</summary>
    public required Action<string> Learn { get; init; }

    /// <summary>What was made inside of databases, by their name.</summary>
    public required ConcurrentDictionary<string, string> Databases { get; init; }

    /// <summary>When schedules by rate were first switched on, by job.</summary>
    public required ConcurrentDictionary<string, DateTimeOffset> ScheduledSince { get; init; }

    /// <summary>Versions of secret values, those that are put together among them.</summary>
    public required ConcurrentDictionary<string, long> Secrets { get; init; }
}

/// <summary>
/// A release: images, definitions, jobs and roll-outs, each as soon as what it needs is there; nothing waits for what it does not need.
/// </summary>
internal sealed class ReleaseRun
{
    private readonly ReleaseWork work;
    private readonly ReleaseParts parts;
    private readonly EventStream events;
    private readonly WorkloadPlaces places;
    private readonly ReleaseJobs jobs;
    private readonly StackScope scope;
    private readonly HashSet<string> unset;
    private readonly Dictionary<string, Task<ReleaseImage>> images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<ReleaseWorkload>> ready = new(StringComparer.Ordinal);

    // Documents of values, what is inside of databases, and logins of registries, by the name of the resource or image.
    private readonly Dictionary<string, Task> written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReleaseImage> provided = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ServiceMoved> moved = new();

    // What tasks of a first release stand on.
    private Task ground = Task.CompletedTask;

    public ReleaseRun(ReleaseWork work, ReleaseParts parts, EventStream events)
    {
        (this.work, this.parts, this.events) = (work, parts, events);
        scope = new StackScope(App);
        places = new WorkloadPlaces(App, parts.Values);
        jobs = new ReleaseJobs(work, parts, places, events);
        unset = ReleaseDecision.UnsetIn(App, parts.Secrets);
    }

    private App App => work.Wanted.App;

    /// <summary>As they came out.</summary>
    public IReadOnlyList<ReleaseImage> Images => [.. work.Images.Select(i => provided.GetValueOrDefault(i.Key, i.Value))];

    /// <summary>Create jobs that are done.</summary>
    public ConcurrentBag<string> Created { get; } = [];

    /// <summary>Begins all that waits for nobody: images, stacks, and what makes definitions of them.</summary>
    public void Begin(CancellationToken cancel)
    {
        ground = new EnvironmentReadiness(work, parts, events).Await(cancel);
        foreach (var (name, image) in work.Images)
        {
            images[name] = Provide(image, cancel);
        }

        foreach (var config in App.Resources.OfType<Config>().Where(c => c.Existing is null && c.Values.Count > 0))
        {
            written[config.Name] = WriteDocument(config, cancel);
        }

        foreach (var database in DatabaseRun.Find(work))
        {
            written[database.Name] = new DatabaseRun(work, parts, places, events).Run(database, ground, cancel);
        }

        foreach (var image in App.Images.Where(i => i.Login is not null))
        {
            written["image " + image.Name] = WriteLogin(image, cancel);
        }

        foreach (var workload in App.Workloads.Where(w => work.Goal.Touches(w.Name)))
        {
            _ = Ready(workload, cancel);
        }
    }

    /// <summary>Jobs before, roll-outs, jobs after. Where one of the roll-outs fails, those that went well go back.</summary>
    public async Task<IReadOnlyList<ReleaseWorkload>> Run(CancellationToken cancel)
    {
        // What serves is not touched before a database has what the new version may need of it. Before a first release nothing serves, and
        // only who uses the database waits.
        if (work.Before.Live is not null)
        {
            await Task.WhenAll(App.Resources.OfType<Postgres>().Where(d => written.ContainsKey(d.Name)).Select(d => written[d.Name]));
        }

        foreach (var job in work.Jobs.Where(j => j.When is When.BeforeDeploy or When.Create).OrderBy(j => j.When == When.Create))
        {
            await ground;
            await jobs.Run(job, (await Ready(job, cancel)).TaskDefinition!, cancel);
            if (job.When == When.Create)
            {
                Created.Add(job.Name);
            }
        }

        await RollOut(cancel);
        foreach (var job in App.Jobs.Where(j => j.Schedule is not null && work.Goal.Touches(j.Name)))
        {
            await jobs.SwitchOn(job, (await Ready(job, cancel)).TaskDefinition!, cancel);
        }

        await Task.WhenAll([.. ready.Values, .. written.Values]);
        return [.. await Task.WhenAll(App.Workloads.Select(Recorded))];
    }

    /// <summary>Jobs after the new version serves: a failure of theirs takes nothing back.</summary>
    public async Task RunAfter(CancellationToken cancel)
    {
        foreach (var job in work.Jobs.Where(j => j.When == When.AfterDeploy))
        {
            await jobs.Run(job, (await Ready(job, cancel)).TaskDefinition!, cancel);
        }
    }

    private async Task RollOut(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var rollouts = App.Services.Where(s => work.Goal.Touches(s.Name)).Select(s => Move(s, stop.Token).OrStop(stop)).ToList();
        try
        {
            await Task.WhenAll(rollouts);
        }
        catch when (!cancel.IsCancellationRequested)
        {
            // All or nothing: what went well goes back too. The others have said why before they are given up.
            await Task.WhenAll(moved.Select(m => new EcsRollout(parts.Deployer.Connection, events, parts.Clean).MoveBack(m, cancel)));
            throw rollouts.Select(r => r.Exception?.InnerException).OfType<FailureException>().FirstOrDefault()
                ?? rollouts.Select(r => r.Exception?.InnerException).First(e => e is not null)!;
        }
    }

    private async Task Move(Service service, CancellationToken cancel)
    {
        var workload = await Ready(service, cancel);
        await ground;
        var now = work.Before.Services.GetValueOrDefault(service.Name);
        var isRenewed = work.Renewed.Contains(service.Name, StringComparer.Ordinal);
        if (!isRenewed && !work.Moved.Contains(service.Name, StringComparer.Ordinal) && now?.TaskDefinition == workload.TaskDefinition)
        {
            return;
        }

        var live = work.Before.Live?.FindWorkload(service.Name);
        var isFirst = live?.TaskDefinition is null;
        var move = new ServiceMove(service.Name, places.Cluster, places.FindService(service.Name)!, workload.TaskDefinition!)
        {
            Count = service.Scale is { } scale ? isFirst || now is { Desired: 0 } ? scale.Min : null : service.Count,
            IsFirst = isFirst, Strategy = Rollouts.StrategyOf(App, service), TargetGroup = places.FindTargetGroup(service.Name),
            ContainerPort = service.Route is null ? null : service.Port, HealthPath = service.Route is null ? null : service.Probe.Path,
            HasOwnCheck = service is { Route: null, Health: not null }, LogGroup = places.LogGroupOf(service.Name),
            ForcesNewTasks = isRenewed, Before = live?.TaskDefinition, Place = service.Origin.Name, LastTime = live?.HealthyAfter,
            Urls = places.UrlsOf(service),
        };
        var done = await new EcsRollout(parts.Deployer.Connection, events, parts.Clean).Move(move, parts.Fence, cancel);
        moved.Enqueue(done);
    }

    private async Task<ReleaseImage> Provide(ReleaseImage image, CancellationToken cancel)
    {
        var build = work.Builds.FirstOrDefault(b => b.Image.Name == image.Name);
        var done = build is null ? image : await parts.Provide(build, cancel);
        parts.Values.AddDigest(image.Name, done.Id);
        return provided[image.Name] = done;
    }

    private Task<ReleaseWorkload> Ready(Workload workload, CancellationToken cancel)
    {
        lock (ready)
        {
            return ready.TryGetValue(workload.Name, out var making) ? making : ready[workload.Name] = Prepare(workload, cancel);
        }
    }

    private async Task<ReleaseWorkload> Prepare(Workload workload, CancellationToken cancel)
    {
        var definition = work.Wanted.FindDefinition(workload.Name)!;
        var image = await images[workload.Image];
        await parts.Stacks.Make(scope.EnvironmentStack, cancel);
        await parts.Stacks.Make(scope.StackNameOf(workload.Name), cancel);
        await Task.WhenAll(scope.GrantsOf(workload).Select(g => g.Target).Where(t => App.Resources.Find(t) is { Existing: null })
            .Select(scope.StackNameOf).Where(s => work.Wanted.FindStack(s) is not null).Distinct(StringComparer.Ordinal)
            .Select(s => parts.Stacks.Make(s, cancel)));

        string[] documents = [.. scope.GrantsOf(workload).Select(g => g.Target), "image " + workload.Image];
        await Task.WhenAll(documents.Where(written.ContainsKey).Select(d => written[d]));

        // Of those that it names the revision.
        foreach (var parameter in definition.Template.Parameters)
        {
            if (parameter.Source is LiveValue { Definition: { } document }
                && App.Jobs.FirstOrDefault(j => scope.DefinitionOf(j.Name) == document) is { } named)
            {
                await Ready(named, cancel);
            }
            else if (parameter.Source is ImportedOutput import && work.Wanted.FindStack(import.Stack) is not null)
            {
                await parts.Stacks.Make(import.Stack, cancel);
            }
        }

        foreach (var (name, version) in await parts.Writer.WriteFor(workload, cancel))
        {
            parts.Secrets[name] = version;
        }

        return await Register(workload, definition, image, cancel);
    }

    private async Task WriteDocument(Config config, CancellationToken cancel)
    {
        await parts.Stacks.Make(scope.EnvironmentStack, cancel);
        await Task.WhenAll(config.Links.Select(l => l.Target).Append(config.Name).Select(scope.StackNameOf)
            .Where(s => work.Wanted.FindStack(s) is not null).Distinct(StringComparer.Ordinal).Select(s => parts.Stacks.Make(s, cancel)));
        await parts.Writer.WriteDocument(config, cancel);
    }

    private async Task WriteLogin(Image image, CancellationToken cancel)
    {
        await parts.Stacks.Make(scope.EnvironmentStack, cancel);
        await parts.Writer.WriteLogin(image, cancel);
    }

    private async Task<ReleaseWorkload> Register(Workload workload, TaskDefinition definition, ReleaseImage image,
        CancellationToken cancel)
    {
        var request = DefinitionRequest.Find(workload, definition, parts.Values, unset) ?? throw new FailureException(
            $"{workload.Name}: nobody knows the value of {string.Join(", ", DefinitionRequest.Unknown(definition, parts.Values))}",
            "the account has nothing that gives it", "fairlead plan");
        var live = work.Before.Live?.FindWorkload(workload.Name);
        var arn = live is { TaskDefinition: { } registered } && live.Config == request.Config
            && work.Before.Live!.FindImage(live.Image)?.Id == image.Id ? registered
            : request.IsOfBatch ? (await parts.Deployer.Connection.Batch.RegisterJobDefinition(request.Json, cancel)).JobDefinitionArn
            : (await parts.Deployer.Connection.Ecs.RegisterTaskDefinition(request.Json, cancel)).TaskDefinition.TaskDefinitionArn;
        parts.Values.Add(scope.DefinitionOf(workload.Name), arn);
        return new ReleaseWorkload(workload.Name, request.Config, workload.Image)
        {
            TaskDefinition = arn, SecretVersions = ReleaseDecision.VersionsFor(workload, parts.Secrets.ToDictionary()),
            Migrations = (workload as Job)?.Migrations?.Hash ?? live?.Migrations,
        };
    }

    // What was not touched is as it was.
    private async Task<ReleaseWorkload> Recorded(Workload workload)
    {
        var live = work.Before.Live?.FindWorkload(workload.Name);
        if (!ready.TryGetValue(workload.Name, out var made))
        {
            return live ?? new ReleaseWorkload(workload.Name, "", workload.Image);
        }

        var took = moved.FirstOrDefault(m => m.Move.Subject == workload.Name)?.HealthyAfter;
        return (await made) with { HealthyAfter = took is { } time && time > TimeSpan.Zero ? time : live?.HealthyAfter };
    }
}
