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
}

/// <summary>What runs, told from what was observed and the last release; the app file is not needed. Pure.</summary>
/// <param name="app">As the release that serves has it; null when there is none.</param>
/// <param name="details">By the id of the container; where there are none, what the list says has to do.</param>
internal sealed class StatusView(Observed observed, App? app, IReadOnlyDictionary<string, ContainerDetail> details, DateTimeOffset? now)
{
    private static readonly Dictionary<string, ContainerDetail> Nothing = new(StringComparer.Ordinal);

    public static Status Read(AppId id, Observed observed, App? app) => new StatusView(observed, app, Nothing, now: null).Read(id);

    /// <summary>What runs once a plan is carried out: its new tasks have shown that they work by then.</summary>
    public static Status Expect(PlanDraft draft, IReadOnlyList<ServicePlan> services, Release? record)
    {
        var now = Read(draft.App.Id, draft.Observed, draft.Input.LiveApp);
        return now with
        {
            Release = record ?? now.Release,
            Services = [.. draft.App.Services.Select(s => Expect(draft, s, services.FirstOrDefault(p => p.Name == s.Name), now))],
            Resources = [.. draft.App.Resources.Where(Supported.Runs).Select(r =>
                new ResourceStatus(r.Name, Foundation.Type(r), TaskHealth.Healthy, Address(r.Name, r), Since: null))],
        };
    }

    public Status Read(AppId id)
    {
        var tasks = observed.Containers.Where(c => c.Role == Role.Task).Select(c => c.Name);
        var names = (app?.Services.Select(s => s.Name) ?? []).Concat(tasks).Distinct(StringComparer.Ordinal);
        var isDeployed = observed.Containers.Count > 0;
        return new Status(id)
        {
            Release = observed.Live,
            Services = isDeployed ? [.. names.Select(Service)] : [],
            Jobs = isDeployed && app is not null ? [.. app.Jobs.Select(Job)] : [],
            Resources = [.. observed.Containers.Where(c => c.Role == Role.Resource).Select(Resource)],
        };
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
        var port = observed.Volumes.Select(v => v.Label(Labels.Port)).FirstOrDefault(p => p is not null);
        var hasUrls = service is not null && HaproxyBackends.IsPublic(service);
        IReadOnlyList<string> urls = hasUrls && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var hostPort)
            ? Values.Addresses(app!, hostPort).Urls(service!)
            : [];
        var tasks = observed.Named(Role.Task, name).OrderBy(c => c.Handle, StringComparer.Ordinal).Select(TaskOf);
        return new ServiceStatus(name, service?.Count ?? 0, [.. tasks], urls, service is null ? null : InnerAddress(app!, service));
    }

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
            { Runs: false } => (TaskHealth.Stopped, $"exited with code {detail.ExitCode}"),
            { Health: "starting" } => (TaskHealth.Starting, detail.HealthOutput),
            { Health: not (null or "healthy") } => (TaskHealth.Unhealthy, detail.HealthOutput),
            _ when slot is { ReceivesTraffic: false } => (TaskHealth.Starting, "not in the load balancer yet"),
            _ when slot is { Up: false } => (TaskHealth.Unhealthy, "fails the load balancer's check"),
            _ => (TaskHealth.Healthy, (string?)null),
        };
        return new TaskStatus(container.Handle, container.Release, health, detail.Since, detail.Restarts, why);
    }

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
        var when = job.When switch { When.BeforeDeploy => "before deploy", When.AfterDeploy => "after deploy", When.Create => "first deploy", _ => null };
        return string.Join(", ", new[] { when, job.Schedule?.ToString() }.OfType<string>().DefaultIfEmpty("by hand"));
    }

    private ResourceStatus Resource(Container container)
    {
        var resource = app?.Resources.Find(container.Name);
        var detail = details.GetValueOrDefault(container.Id) ?? new ContainerDetail { Runs = container.Runs };
        return new ResourceStatus(
            container.Name,
            resource is null ? container.Image : Foundation.Type(resource),
            detail.Runs ? TaskHealth.Healthy : TaskHealth.Stopped,
            Address(container.Name, resource),
            detail.Since);
    }

    private static string? Address(string name, Resource? resource) => resource switch
    {
        Postgres => $"{name}:{Postgres.Port}",
        Redis => $"{name}:{Redis.Port}",
        _ => null,
    };
}
