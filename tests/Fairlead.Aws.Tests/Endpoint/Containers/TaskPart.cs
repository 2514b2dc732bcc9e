using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>Tasks that are run, listed and stopped. <c>ECS API Reference, version 2014-11-13</c>.</summary>
internal sealed class TaskPart(TaskBoard board, DefinitionPart definitions, ServicePart services) : IAwsPart
{
    // A job that is not scripted: done after so long, and well.
    private static readonly TaskFate UsualJob = new() { EndsAfter = TimeSpan.FromSeconds(10) };

    private readonly Dictionary<string, (string Request, IReadOnlyList<LiveTask> Tasks)> tokens = [];

    /// <summary>So many calls of RunTask find no place.</summary>
    public int LackedPlaces { get; set; }

    public void Register(AwsRoutes routes) => routes
        .Add("ecs", "RunTask", Run)
        .Add("ecs", "StopTask", Stop)
        .Add("ecs", "DescribeTasks", Describe)
        .Add("ecs", "ListTasks", List)
        .Add("elasticloadbalancing", "DescribeTargetHealth", TargetHealth);

    // API Reference, "Ensuring idempotency": the same token answers the same tasks, and with other members it is a conflict (C25).
    private AwsAnswer Run(AwsCall call)
    {
        var (token, text) = (call.Text("clientToken"), call.Input.ToJsonString());
        if (token is not null && tokens.TryGetValue(token, out var before))
        {
            return before.Request == text ? Show(before.Tasks)
                : throw new AwsRefusal("ConflictException", "The client token was used with other parameters.");
        }

        if (LackedPlaces-- > 0)
        {
            // API Reference, RunTask: "failures", with HTTP 200. Whether the token is used up by it is said nowhere: it is, here.
            tokens[token ?? ""] = (text, []);
            return Members.Make(("tasks", new JsonArray()), ("failures", Members.List([Members.Make(
                ("reason", "Capacity is unavailable at this time. Please try again later or in a different availability zone"))])));
        }

        var cluster = NeedCluster(call);
        var definition = definitions.Need(call.Need("taskDefinition"));
        var tasks = Enumerable.Range(0, call.Number("count") ?? 1).Select(_ => board.Start(board.Draft(definition, cluster,
            call.Text("group") ?? $"family:{definition.Family}", call.Text("startedBy"), UsualJob), static _ => { })).ToList();
        tasks.ForEach(t => t.Tags = call.Pairs("tags", "key", "value"));
        if (token is not null)
        {
            tokens[token] = (text, tasks);
        }

        return Show(tasks);
    }

    private AwsAnswer Stop(AwsCall call)
    {
        var name = call.Need("task");
        var task = board.Tasks.FirstOrDefault(t => t.Arn == name || t.Id == name)
            ?? throw new AwsRefusal("InvalidParameterException", "The referenced task was not found.");
        board.Stop(task, "UserInitiated", call.Text("reason") ?? "Task stopped by user", _ => WakeService(task));
        return Members.Make(("task", Show(task)));
    }

    private void WakeService(LiveTask task)
    {
        if (services.Services.FirstOrDefault(s => task.Group == $"service:{s.Name}" && s.Cluster == task.Cluster) is { } service)
        {
            services.Scheduler.Wake(service);
        }
    }

    private AwsAnswer Describe(AwsCall call)
    {
        _ = NeedCluster(call);
        var found = call.Texts("tasks").Select(n => (Name: n, Task: board.Tasks.FirstOrDefault(t => t.Arn == n || t.Id == n))).ToList();
        return Members.Make(("tasks", Members.List(found.Where(f => f.Task is not null).Select(f => Show(f.Task!)))),
            ("failures", Members.List(found.Where(f => f.Task is null).Select(f => Members.Make(("arn", f.Name), ("reason", "MISSING"))))));
    }

    // API Reference, ListTasks: what is to run, where nothing else is said.
    private AwsAnswer List(AwsCall call)
    {
        var cluster = NeedCluster(call);
        var wanted = call.Text("desiredStatus") ?? "RUNNING";
        return Members.Make(("taskArns", Members.Texts(board.Tasks.Where(t => t.Cluster == cluster && t.DesiredStatus == wanted
            && (call.Text("family") is not { } family || t.Definition.Family == family)
            && (call.Text("startedBy") is not { } by || t.StartedBy == by)
            && (call.Text("serviceName") is not { } service || t.Group == $"service:{service.Split('/')[^1]}")).Select(t => t.Arn))));
    }

    // Elastic Load Balancing API Reference, TargetHealth.
    private AwsAnswer TargetHealth(AwsCall call)
    {
        var group = call.Need("TargetGroupArn");
        var tasks = services.Services.SelectMany(s => s.Revisions.Where(r => s.GroupOf(r) == group)
            .SelectMany(r => services.Scheduler.TasksOf(s, r))).Where(t => t.LastStatus is "RUNNING" or "DEACTIVATING");
        return Members.Make(("TargetHealthDescriptions", Members.List(tasks.Select(t => Members.Make(
            ("Target", Members.Make(("Id", t.Address), ("Port", 8000))),
            ("TargetHealth", t switch
            {
                { IsWanted: false } => Members.Make(("State", "draining"), ("Reason", "Target.DeregistrationInProgress"),
                    ("Description", "Target deregistration is in progress")),
                { HealthyAt: not null } => Members.Make(("State", "healthy")),
                { IsUnhealthy: true } => Members.Make(("State", "unhealthy"), ("Reason", "Target.ResponseCodeMismatch"),
                    ("Description", $"Health checks failed with these codes: [{t.Fate.Answers}]")),
                _ => Members.Make(("State", "initial"), ("Reason", "Elb.InitialHealthChecking"),
                    ("Description", "Initial health checks in progress")),
            }))))));
    }

    private string NeedCluster(AwsCall call) => (call.Text("cluster") ?? "default").Split('/')[^1] is var name && services.HasCluster(name)
        ? name : throw new AwsRefusal("ClusterNotFoundException", "Cluster not found.");

    private static JsonObject Show(IEnumerable<LiveTask> tasks) =>
        Members.Make(("tasks", Members.List(tasks.Select(Show))), ("failures", new JsonArray()));

    private static JsonObject Show(LiveTask t) => Members.Make(("taskArn", t.Arn), ("taskDefinitionArn", t.Definition.Arn),
        ("lastStatus", t.LastStatus), ("desiredStatus", t.DesiredStatus), ("group", t.Group), ("startedBy", t.StartedBy),
        ("createdAt", t.CreatedAt), ("startedAt", t.StartedAt), ("stoppedAt", t.StoppedAt), ("stopCode", t.StopCode),
        ("stoppedReason", t.StoppedReason), ("healthStatus", HealthOf(t)), ("launchType", "FARGATE"),
        ("memory", t.Definition.Request["memory"]?.ToString() ?? "512"),
        ("containers", Members.List(t.Definition.Containers.Select(c => Members.Make(("name", c["name"]), ("image", c["image"]),
            ("lastStatus", t.LastStatus), ("exitCode", t.ExitCode is { } code ? code : null),
            ("reason", t.ContainerReason ?? (t.StartedAt is null ? t.Fate.StartFailure : null)), ("healthStatus", HealthOf(t)),
            ("networkInterfaces", Members.List([Members.Make(("privateIpv4Address", t.Address))])))))));

    // ECS developer guide, "Determine Amazon ECS task health using container health checks": UNKNOWN where there is no check, and until
    // one has passed.
    private static string HealthOf(LiveTask t) => !t.Definition.Containers.Any(c => c["healthCheck"] is not null) || t.IsStopped ? "UNKNOWN"
        : t.IsUnhealthy ? "UNHEALTHY" : t.HealthyAt is null ? "UNKNOWN" : "HEALTHY";
}
