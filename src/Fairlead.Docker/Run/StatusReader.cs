using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>What runs, told from the engine and the last release; the app file is not needed.</summary>
internal sealed class StatusReader(Engine engine, TimeProvider clock)
{
    public async Task<Status> Read(AppId id, CancellationToken cancel)
    {
        var observed = await new Observer(engine).Observe(id, cancel);
        var app = observed.Live is { } live ? Differences.Reread(live, id) : null;
        var services = new List<ServiceStatus>();
        foreach (var name in (app?.Services.Select(s => s.Name) ?? []).Concat(observed.Containers.Where(c => c.Role == Role.Task).Select(c => c.Name)).Distinct(StringComparer.Ordinal))
        {
            services.Add(await Service(name, app, observed, cancel));
        }

        return new Status(id)
        {
            Release = observed.Live,
            Services = observed.Containers.Count == 0 ? [] : services,
            Jobs = observed.Containers.Count == 0 ? [] : app is null ? [] : [.. app.Jobs.Select(j => Job(j, observed))],
            Resources = await Task.WhenAll(observed.Containers.Where(c => c.Role == Role.Resource).Select(c => Resource(c, app, cancel))),
        };
    }

    private async Task<ServiceStatus> Service(string name, App? app, Observed observed, CancellationToken cancel)
    {
        var service = app?.Services.Find(name);
        var port = observed.Volumes.Select(v => v.Label(Labels.Port)).FirstOrDefault(p => p is not null);
        IReadOnlyList<string> urls = service is not null && Balancers.IsPublic(service) && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var hostPort)
            ? new Values(app!, new Dictionary<string, string>(StringComparer.Ordinal), new ReleaseIdentity(null, null, ""), 0, hostPort).Urls(service)
            : [];
        var tasks = await Task.WhenAll(observed.Of(Role.Task, name).OrderBy(c => c.Handle, StringComparer.Ordinal).Select(c => TaskOf(c, observed, cancel)));
        var address = service?.Port is { } inner && Balancers.IsInner(app!, service) ? $"{name}:{inner}" : null;
        return new ServiceStatus(name, service?.Count ?? 0, tasks, urls, address);
    }

    private async Task<Core.Targets.TaskStatus> TaskOf(Container container, Observed observed, CancellationToken cancel)
    {
        var details = await engine.Find(container.Id, cancel);
        var slot = observed.Slots.Values.SelectMany(s => s).FirstOrDefault(s => s.Address == container.Address && container.Address.Length > 0);
        var (health, detail) = details?.State switch
        {
            null => (TaskHealth.Stopped, "gone"),
            { Running: false } state => (TaskHealth.Stopped, state.OOMKilled ? "killed: out of memory" : $"exited with code {state.ExitCode}"),
            { Health: { Status: not "healthy" } check } => (check.Status == "starting" ? TaskHealth.Starting : TaskHealth.Unhealthy, check.Log?.LastOrDefault()?.Output?.Trim()),
            _ when slot is { Takes: false } => (TaskHealth.Starting, "not in the load balancer yet"),
            _ when slot is { Up: false } => (TaskHealth.Unhealthy, "fails the load balancer's check"),
            _ => (TaskHealth.Healthy, (string?)null),
        };
        return new Core.Targets.TaskStatus(container.Handle, container.Release, health, Since(details), details?.RestartCount ?? 0, detail);
    }

    private JobStatus Job(Job job, Observed observed)
    {
        var running = observed.Containers.FirstOrDefault(c => c.Role == Role.Job && c.Name == job.Name && c.Runs);
        var last = running is not null
            ? new JobRun { Job = job.Name, Started = running.Created, Cause = running.Cause, Result = RunResult.Running }
            : observed.Runs.FirstOrDefault(r => r.Run.Job == job.Name)?.Run;
        return new JobStatus(job.Name, RunsWhen(job), last, job.Schedule?.Next(clock.GetUtcNow()));
    }

    private static string RunsWhen(Job job)
    {
        var when = job.When switch { When.BeforeDeploy => "before deploy", When.AfterDeploy => "after deploy", When.Create => "first deploy", _ => null };
        return string.Join(", ", new[] { when, job.Schedule?.ToString() }.OfType<string>().DefaultIfEmpty("by hand"));
    }

    private async Task<ResourceStatus> Resource(Container container, App? app, CancellationToken cancel)
    {
        var details = await engine.Find(container.Id, cancel);
        var resource = app?.Resources.Find(container.Name);
        var port = resource switch { Postgres => Postgres.Port, Redis => Redis.Port, _ => (int?)null };
        return new ResourceStatus(
            container.Name,
            resource is null ? container.Image : GroundPlan.Type(resource),
            details?.State.Running == true ? TaskHealth.Healthy : TaskHealth.Stopped,
            port is null ? null : $"{container.Name}:{port}",
            Since(details));
    }

    private static DateTimeOffset? Since(ContainerDetails? details) =>
        DateTimeOffset.TryParse(details?.State.StartedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1 ? at : null;
}
