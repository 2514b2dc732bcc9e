using Fairlead.Aws.Api;
using Fairlead.Aws.Deploy.Observing;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;
using TaskStatus = Fairlead.Core.Targets.TaskStatus;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>What runs of an environment, by its record, by ECS and by what the load balancer says of tasks.</summary>
internal sealed class EcsStatusReader(AwsEnvironment environment, TimeProvider clock, Func<string, string> clean)
{
    private readonly AwsConnection aws = environment.Caller.Connection;

    public async Task<Status> Read(CancellationToken cancel)
    {
        if (await environment.Records.FindEnvironment(cancel) is not { } record)
        {
            return new Status(environment.Id);
        }

        var found = await new EnvironmentObserver(environment.Caller, environment.Id).Observe(record, null, cancel);
        if (environment.AppOf(record.Live) is not { } app)
        {
            return new Status(environment.Id) { Notices = [.. await Unfinished(record, cancel)] };
        }

        var places = new WorkloadPlaces(app, ParameterValues.From(found));
        var services = await Task.WhenAll(app.Services.Select(s => Read(s, places, found, cancel)));
        var alarms = new AlarmReader(environment).Read(app.Workloads.Select(w => w.Name).Concat(app.Resources.Select(r => r.Name)),
            cancel);
        var runs = await new RunReader(environment).Read(cancel);
        var status = new Status(environment.Id)
        {
            Release = record.Live,
            Services = services,
            Jobs = [.. app.Jobs.Select(j => new JobStatus(j.Name, WhenOf(j), runs.FirstOrDefault(r => r.Job == j.Name),
                j.Schedule?.Next(clock.GetUtcNow())))],
            Resources = [.. app.Resources.Where(r => r.Existing is null).Select(r => OfStack(r, found))],
            LoadBalancer = Balancer(app, found),
        };
        return status with { Notices = [.. await Unfinished(record, cancel), .. services.SelectMany(s => NoticesOf(s, found, app)),
            .. await alarms, .. Plain(app), .. Outbound(found)] };
    }

    private async Task<ServiceStatus> Read(Service service, WorkloadPlaces places, ObservedEnvironment found, CancellationToken cancel)
    {
        var address = service.Port is { } port ? $"{service.Name}:{StackScope.Number(port)}" : null;
        if (found.Services.GetValueOrDefault(service.Name) is not { } now)
        {
            return new ServiceStatus(service.Name, LeastOf(service), [], places.UrlsOf(service), address)
            {
                Serves = false,
            };
        }

        var evidence = new TaskEvidence(aws, clean);
        var listed = await evidence.List(places.Cluster, now.Service, "RUNNING", cancel);
        var tasks = await evidence.Describe(places.Cluster, listed, cancel);
        var health = await Task.WhenAll(places.TargetGroupsOf(service.Name)
            .Select(g => aws.LoadBalancing.DescribeTargetHealth(g, cancel)));
        var targets = health.SelectMany(t => t).ToList();
        TaskStatus[] all = [.. tasks.Select(t => Read(t, service, targets, found, evidence))];
        return new ServiceStatus(service.Name, Math.Max(now.Desired, LeastOf(service)), all, places.UrlsOf(service), address)
        {
            Serves = service.Route is null || targets.Any(t => t.State == "healthy"),
        };
    }

    private static int LeastOf(Service service) => service.Scale?.Min ?? service.Count;

    private static TaskStatus Read(EcsTask task, Service service, List<TargetHealthDescription> targets,
        ObservedEnvironment found, TaskEvidence evidence)
    {
        var target = targets.FirstOrDefault(t => t.TargetId == task.PrivateAddress);
        var (health, detail) = task switch
        {
            { LastStatus: not "RUNNING" } => (TaskHealth.Starting, task.LastStatus.ToLowerInvariant()),
            _ when target is { State: "initial" } => (TaskHealth.Starting, null),
            _ when target is { State: not "healthy" } => (TaskHealth.Unhealthy, evidence.Reason(target, service.Probe.Path)),
            { HealthStatus: "UNHEALTHY" } => (TaskHealth.Unhealthy, "its health check fails"),
            // ECS API Reference, Task: UNKNOWN until a check has an answer, and for ever where there is none.
            { HealthStatus: not "HEALTHY" } when ContainerCheck.Test(service, service.Route is not null) is not null =>
                (TaskHealth.Starting, "its health check has not passed yet"),
            _ => (TaskHealth.Healthy, (string?)null),
        };
        var isLive = task.TaskDefinitionArn == found.Live?.FindWorkload(service.Name)?.TaskDefinition;
        return new TaskStatus(TaskEvidence.ShortName(task.TaskArn), isLive ? found.Live!.Number : 0, health,
            task.StartedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds((long)(at * 1000)) : null, 0, detail);
    }

    private IEnumerable<Notice> NoticesOf(ServiceStatus service, ObservedEnvironment found, App app)
    {
        var name = environment.Place.Environment;
        var set = found.Services.GetValueOrDefault(service.Name)?.Desired;
        if (set is null)
        {
            yield return new Notice(service.Name, "ECS does not have this service (any more)", IsBroken: true,
                $"fairlead deploy --env {name}");
        }
        else if (set < service.Wanted)
        {
            yield return new Notice(service.Name,
                $"was set to {StackScope.Number(set.Value)} tasks by hand, and the release has {StackScope.Number(service.Wanted)}",
                IsBroken: true, $"fairlead deploy --env {name}");
        }
        else if (service.Healthy < service.Wanted)
        {
            yield return new Notice(service.Name,
                $"{StackScope.Number(service.Healthy)} of {StackScope.Number(service.Wanted)} tasks healthy",
                IsBroken: true, $"fairlead logs {service.Name} --env {name}");
        }

        var now = found.Services.GetValueOrDefault(service.Name);
        var live = found.Live?.FindWorkload(service.Name);
        if (now is not null && live?.TaskDefinition is { } wanted && now.TaskDefinition != wanted)
        {
            yield return new Notice(service.Name, $"runs {now.TaskDefinition.Split('/')[^1]}, not {wanted.Split('/')[^1]} of release"
                + $" {StackScope.Number(found.Live!.Number)}", IsBroken: false, $"fairlead deploy --env {name}");
        }

        if (live?.SecretVersions is { } then && app.Services.Find(service.Name) is { } own
            && ReleaseDecision.VersionsFor(own, found.Record.Secrets).FirstOrDefault(v => then.GetValueOrDefault(v.Key) is { } old
                && old != v.Value).Key is { } stale)
        {
            yield return new Notice(service.Name, $"was started before {stale} got its present value", IsBroken: false,
                $"fairlead restart {service.Name} --env {name}");
        }
    }

    // What failed is over; what it left is gone on with by the next.
    private async Task<Notice[]> Unfinished(EnvironmentRecord record, CancellationToken cancel) => record.InProgress is not { } number ? []
        : await environment.Records.Find(number, cancel) is { State: ReleaseState.Failed }
            ? [new Notice("deploy", $"release {StackScope.Number(number)} failed", IsBroken: false,
                $"fairlead why --env {environment.Place.Environment}")]
        : [new Notice("deploy", $"release {StackScope.Number(number)} is under way, or was interrupted", IsBroken: false,
            $"fairlead deploy --env {environment.Place.Environment}") { IsUnfinished = true }];

    private static IEnumerable<Notice> Plain(App app) => DomainNames.HasCertificate(app) || app.Edge.Cdn
        || app.Services.All(s => s.Route is null) ? []
        : [new Notice("edge", "requests are not encrypted, as there is no domain", IsBroken: false, "domain: example.org")];

    // What others have to let in.
    private IEnumerable<Notice> Outbound(ObservedEnvironment found)
    {
        var outputs = found.FindStack(environment.StackNameOf())?.Outputs;
        string[] addresses = [.. (outputs ?? new Dictionary<string, string>())
            .Where(o => o.Key.StartsWith("NatGatewayAddress", StringComparison.Ordinal)).Select(o => o.Value)];
        return addresses.Length == 0 ? [] : [new Notice("network", $"goes out from {string.Join(", ", addresses)}", IsBroken: false, null)];
    }

    private ResourceStatus OfStack(Resource resource, ObservedEnvironment found)
    {
        var stack = found.FindStack(environment.StackNameOf(resource.Name));
        return new ResourceStatus(resource.Name, StackLabels.KindOf(resource), stack is null ? TaskHealth.Stopped : TaskHealth.Healthy,
            stack?.Outputs.GetValueOrDefault("Host"), null) { Detail = stack is null ? "it is not there" : null };
    }

    private ResourceStatus? Balancer(App app, ObservedEnvironment found)
    {
        var outputs = found.FindStack(environment.StackNameOf())?.Outputs;
        return app.Services.Any(s => s.Route is not null) && outputs?.GetValueOrDefault("LoadBalancerDnsName") is { } name
            ? new ResourceStatus("load balancer", "Application Load Balancer", TaskHealth.Healthy, name, null) : null;
    }

    private static string WhenOf(Job job) => (job.When, job.Schedule) switch
    {
        (_, { } schedule) => schedule.ToString()!,
        (When.BeforeDeploy, _) => "before each deploy",
        (When.AfterDeploy, _) => "after each deploy",
        (When.Create, _) => "once",
        _ => "by hand",
    };
}
