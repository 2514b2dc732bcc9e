using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using TaskStatus = Fairlead.Core.Targets.TaskStatus;

namespace Fairlead.Docker.Plan;

/// <summary>What more is known of a container than the list of all says.</summary>
internal sealed record ContainerDetail
{
    public bool Runs { get; init; }

    public int ExitCode { get; init; }

    public bool OutOfMemory { get; init; }

    public int Restarts { get; init; }

    /// <summary>starting, healthy or unhealthy; null where it has no check.</summary>
    public string? Health { get; init; }

    /// <summary>What the last check said.</summary>
    public string? HealthOutput { get; init; }

    public DateTimeOffset? Since { get; init; }

    public Adjustable? Adjustable { get; init; }

    /// <summary>What a database said to a question that it could not answer; null where it answered, or was not asked.</summary>
    public string? Silence { get; init; }
}

/// <summary>What runs, told from what was observed and the last release; the app file is not needed. Pure.</summary>
/// <param name="app">As the release that serves has it; null when there is none.</param>
/// <param name="details">By the id of the container; where there are none, what the list says has to do.</param>
internal sealed class StatusView(
    Scope scope, Observed observed, App? app, IReadOnlyDictionary<string, ContainerDetail> details, DateTimeOffset? now)
{
    private const string Repair = "fairlead deploy";

    // A restart that is longer ago is history.
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, ContainerDetail> Nothing = new(StringComparer.Ordinal);

    public static Status Read(AppId id, Observed observed, App? app) =>
        new StatusView(new Scope(id), observed, app, Nothing, now: null).Read();

    /// <summary>What runs once a plan is carried out: its new tasks have shown that they work by then.</summary>
    public static Status Expect(PlanDraft draft, IReadOnlyList<ServicePlan> services, Release? record)
    {
        var now = Read(draft.App.Id, draft.Observed, draft.Input.LiveApp);
        return now with
        {
            Release = record ?? now.Release,
            Services = [.. draft.App.Services.Select(s => Expect(draft, s, services.FirstOrDefault(p => p.Name == s.Name), now))],
            Resources =
            [
                .. Supported.Running(draft.App).Concat(draft.App.Resources.Where(AwsServer.Serves)).Select(r => new ResourceStatus(
                    r.Name, Foundation.Type(r), TaskHealth.Healthy, Address(draft.App, r, draft.AwsPort), Since: null)),
            ],
        };
    }

    public Status Read()
    {
        var tasks = observed.Containers.Where(c => c.Role == Role.Task).Select(c => c.Name);
        var names = (app?.Services.Select(s => s.Name) ?? []).Concat(tasks).Distinct(StringComparer.Ordinal);
        var isDeployed = observed.Containers.Count > 0;
        var status = new Status(scope.Id)
        {
            Release = observed.Live,
            LoadBalancer = isDeployed ? Balancer() : null,
            Services = isDeployed ? [.. names.Select(Service)] : [],
            Jobs = isDeployed && app is not null ? [.. app.Jobs.Select(Job)] : [],
            Resources =
            [
                .. observed.Containers.Where(c => c.Role == Role.Resource && !Scope.IsFormer(c.Handle)).SelectMany(c => Resources(c)),
            ],
        };
        return now is null ? status : status with { Notices = [.. NoticesOf(status).OrderByDescending(f => f.IsBroken)] };
    }

    private IEnumerable<Notice> NoticesOf(Status status)
    {
        if (status.LoadBalancer is { Health: not TaskHealth.Healthy } balancer && status.Services.Any(s => s.Urls.Count > 0))
        {
            yield return new(balancer.Name, $"nothing of this app can be reached: {balancer.Detail}", IsBroken: true, Repair);
        }

        foreach (var notice in status.Services.SelectMany(NoticesOf).Concat(OfResources(status)).Concat(ByHand()))
        {
            yield return notice;
        }

        var scheduled = app?.Jobs.Count(j => j.Schedule is not null) ?? 0;
        if (!observed.HasScheduler && scheduled > 0 && observed.Containers.Count > 0)
        {
            yield return new("schedules", $"{Words(scheduled, "schedule")} of this app rest", IsBroken: false, "fairlead up");
        }
    }

    private IEnumerable<Notice> NoticesOf(ServiceStatus service)
    {
        if (service.Healthy < service.Wanted)
        {
            var what = $"{service.Healthy} of {Words(service.Wanted, "task")} healthy";
            // What crashes is started again by the engine; what stands still is not.
            var isStill = service.Tasks.Any(t => t.Health == TaskHealth.Stopped) || service.Tasks.Count == 0;
            yield return new(service.Name, what, IsBroken: true, isStill ? Repair : $"fairlead logs {service.Name}");
        }

        if (app?.Services.Find(service.Name) is null)
        {
            const string Next = $"{Repair}, or: fairlead down";
            yield return new(service.Name, "its tasks run, though no release on record has it", IsBroken: false, Next);
        }
        else if (service.Tasks.Count > service.Wanted)
        {
            var more = Words(service.Tasks.Count - service.Wanted, "task");
            yield return new(service.Name, $"{more} more than wanted: a deploy did not end", IsBroken: false, Repair)
            {
                IsUnfinished = true,
            };
        }
    }

    private IEnumerable<Notice> OfResources(Status status)
    {
        // What the server holds is as well as the server.
        foreach (var resource in status.Resources.Where(r => r.Health != TaskHealth.Healthy
            && !(app?.Resources.Find(r.Name) is { } held && AwsServer.Serves(held))))
        {
            var isWanted = app is not null && Supported.Find(app, resource.Name) is not null;
            yield return new(resource.Name, resource.Detail ?? "it does not run", isWanted, Repair);
        }

        foreach (var missing in (app is null ? [] : Supported.Running(app)).Where(r => status.Resources.All(s => s.Name != r.Name)))
        {
            yield return new(missing.Name, "its container is gone", IsBroken: true, Repair);
        }
    }

    private IEnumerable<Notice> ByHand()
    {
        var looked = observed.Containers.Select(c => c with { Adjustable = details.GetValueOrDefault(c.Id)?.Adjustable ?? c.Adjustable });
        return app is null ? [] : HandChanges.Notices(observed with { Containers = [.. looked] }, app);
    }

    private static string Words(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private ResourceStatus? Balancer()
    {
        if (app is not null && !app.Services.Any(HaproxyBackends.IsPublic))
        {
            return null;
        }

        var container = observed.Find(scope.Proxy);
        var detail = container is null ? null : details.GetValueOrDefault(container.Id) ?? new ContainerDetail { Runs = container.Runs };
        var (health, why) = container switch
        {
            null => (TaskHealth.Stopped, "the load balancer is gone"),
            { Runs: false } => (TaskHealth.Stopped, $"the load balancer is {container.Ended}"),
            _ when observed.Silent.Contains(container.Handle, StringComparer.Ordinal) =>
                (TaskHealth.Unhealthy, "the load balancer runs and does not answer"),
            _ => (TaskHealth.Healthy, (string?)null),
        };
        var address = HostPort.Kept(scope, observed) is { } port ? $"localhost:{port}" : null;
        return new ResourceStatus(PlanDraft.LoadBalancer, "haproxy", health, address, detail?.Since) { Detail = why };
    }

    private static ServiceStatus Expect(PlanDraft draft, Service service, ServicePlan? plan, Status now)
    {
        var before = now.Services.FirstOrDefault(s => s.Name == service.Name);
        IReadOnlyList<TaskStatus> tasks = plan is null ? before?.Tasks ?? [] :
        [
            .. plan.Staying.Select(c => new TaskStatus(c.Handle, c.Release, TaskHealth.Healthy, Since: null, Restarts: 0, Detail: null)),
            .. plan.Create.Select(c => new TaskStatus(c.Name, draft.Release, TaskHealth.Healthy, Since: null, Restarts: 0, Detail: null)),
        ];
        return new ServiceStatus(
            service.Name,
            service.Count,
            tasks,
            draft.Containers.Values.Urls(service),
            InnerAddress(draft.App, service));
    }

    private ServiceStatus Service(string name)
    {
        var service = app?.Services.Find(name);
        var hasUrls = service is not null && HaproxyBackends.IsPublic(service);
        IReadOnlyList<string> urls = hasUrls && HostPort.Kept(scope, observed) is { } hostPort
            ? Values.Addresses(app!, hostPort).Urls(service!)
            : [];
        var tasks = observed.Named(Role.Task, name).OrderBy(c => c.Handle, StringComparer.Ordinal).Select(TaskOf);
        var inner = service is null ? null : InnerAddress(app!, service);
        return new ServiceStatus(name, service?.Count ?? 0, [.. tasks], urls, inner) { Serves = urls.Count == 0 || Serves(name) };
    }

    private bool Serves(string service) =>
        observed.Find(scope.Proxy) is { Runs: true } proxy
            && !observed.Silent.Contains(proxy.Handle, StringComparer.Ordinal)
            && observed.Slots.GetValueOrDefault(proxy.Handle, []).Any(s =>
                s is { ReceivesTraffic: true, Up: true } && HaproxyConfig.ServiceOf(s.Backend) == service
                && observed.Containers.Any(c => c.Runs && c.Address == s.Address));

    private static string? InnerAddress(App app, Service service) =>
        HaproxyBackends.IsInner(app, service) ? $"{service.Name}:{service.Port}" : null;

    private TaskStatus TaskOf(Container container)
    {
        var detail = details.GetValueOrDefault(container.Id) ?? new ContainerDetail { Runs = container.Runs };
        var slot = observed.Slots.Values.SelectMany(s => s)
            .FirstOrDefault(s => s.Address == container.Address && container.Address.Length > 0);
        var (health, why) = detail switch
        {
            { Runs: false, OutOfMemory: true } => (TaskHealth.Stopped, "killed: out of memory"),
            { Runs: false } when container.State == "created" => (TaskHealth.Stopped, "made, and never started"),
            { Runs: false } => (TaskHealth.Stopped, $"exited with code {detail.ExitCode}"),
            { Restarts: > 0 } when now - detail.Since < Lately =>
                (TaskHealth.Unhealthy, $"it has just been started again, for the {Ordinal(detail.Restarts)} time"),
            { Health: "starting" } => (TaskHealth.Starting, detail.HealthOutput),
            { Health: not (null or "healthy") } => (TaskHealth.Unhealthy, detail.HealthOutput),
            { Adjustable: { } found } when !found.Networks.ContainsKey(scope.Network) =>
                (TaskHealth.Unhealthy, $"it is not in the network {scope.Network}"),
            _ when slot is { ReceivesTraffic: false } && !ServesElsewhere(container) =>
                (TaskHealth.Starting, "not in the load balancer yet"),
            _ when slot is { Up: false } => (TaskHealth.Unhealthy, "fails the load balancer's check"),
            _ => (TaskHealth.Healthy, (string?)null),
        };
        return new TaskStatus(container.Handle, container.Release, health, detail.Since, detail.Restarts, why);
    }

    // While ports or checks change, a task has two slots for a while.
    private bool ServesElsewhere(Container container) => observed.Slots.Values.SelectMany(s => s)
        .Any(s => s.Address == container.Address && s is { ReceivesTraffic: true, Up: true });

    private static string Ordinal(int number) => (number % 100) is >= 11 and <= 13 ? $"{number}th" : (number % 10) switch
    {
        1 => $"{number}st",
        2 => $"{number}nd",
        3 => $"{number}rd",
        _ => $"{number}th",
    };

    private JobStatus Job(Job job)
    {
        var running = observed.Named(Role.Job, job.Name).FirstOrDefault(c => c.Runs);
        var last = running is not null
            ? new JobRun { Job = job.Name, Started = running.Created, Cause = running.Cause, Result = RunResult.Running }
            : observed.Runs.FirstOrDefault(r => r.Run.Job == job.Name)?.Run;
        return new JobStatus(job.Name, RunsWhen(job), last, now is { } from ? job.Schedule?.Next(from) : null);
    }

    private static string RunsWhen(Job job)
    {
        var when = job.When switch { When.BeforeDeploy => "before deploy", When.AfterDeploy => "after deploy",
            When.Create => "first deploy", _ => null };
        return string.Join(", ", new[] { when, job.Schedule?.ToString() }.OfType<string>().DefaultIfEmpty("by hand"));
    }

    private IEnumerable<ResourceStatus> Resources(Container container)
    {
        var resource = app is null ? null : Supported.Find(app, container.Name);
        var detail = details.GetValueOrDefault(container.Id) ?? new ContainerDetail { Runs = container.Runs };
        var own = new ResourceStatus(
            container.Name,
            resource is null ? container.Image : Foundation.Type(resource),
            !detail.Runs ? TaskHealth.Stopped : detail.Silence is null ? TaskHealth.Healthy : TaskHealth.Unhealthy,
            resource is null ? null : Address(app!, resource, HostPort.KeptForAws(scope, observed)),
            detail.Since)
        {
            Detail = !detail.Runs ? $"it is {container.Ended}" : detail.Silence is { } silence ? $"it does not answer: {silence}" : null,
        };
        return resource is AwsServer
            ? [own, .. app!.Resources.Where(AwsServer.Serves).Select(r => own with
                {
                    Name = r.Name, Type = Foundation.Type(r), Address = Address(app, r, null),
                })]
            : [own];
    }

    private static string? Address(App app, Resource resource, int? awsPort) => resource switch
    {
        Postgres => $"{resource.Name}:{Postgres.Port}",
        Redis => $"{resource.Name}:{Redis.Port}",
        Search { Existing: null } => $"{resource.Name}:{Containers.SearchPort}",
        AwsServer => $"localhost:{awsPort}",
        Bucket bucket => AwsServer.NameOf(app, bucket),
        Queue queue => AwsServer.NameOf(app, queue),
        Config config => AwsServer.NameOf(app, config),
        _ => null,
    };
}
