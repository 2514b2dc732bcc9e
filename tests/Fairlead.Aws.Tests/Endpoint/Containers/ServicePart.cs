using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>Clusters, services and their deployments. <c>ECS API Reference, version 2014-11-13</c>.</summary>
internal sealed class ServicePart(AwsWorld world, ServiceScheduler scheduler, DefinitionPart definitions) : IAwsPart
{
    // API Reference, DescribeServices.
    private const int MostDescribed = 10;

    private readonly List<LiveService> services = [];
    private readonly Dictionary<string, string> clusters = [];

    public IReadOnlyList<LiveService> Services => services;

    public ServiceScheduler Scheduler => scheduler;

    public void Register(AwsRoutes routes) => routes
        .Add("ecs", "DescribeServices", DescribeServices)
        .Add("ecs", "UpdateService", Update)
        .Add("ecs", "ListServiceDeployments", ListDeployments)
        .Add("ecs", "DescribeServiceDeployments", DescribeDeployments)
        .Add("ecs", "StopServiceDeployment", StopDeployment);

    public void AddCluster(string region, string name) => clusters[name] = world.Arn("ecs", region, $"cluster/{name}");

    public void RemoveCluster(string name) => clusters.Remove(name);

    public bool HasCluster(string name) => clusters.ContainsKey(name.Split('/')[^1]);

    public LiveService Add(string arn, LiveDefinition definition, int desired, ServiceTerms terms)
    {
        var service = new LiveService(arn, arn.Split('/')[^2]) { Primary = scheduler.Make(arn, definition), Terms = terms,
            Desired = desired };
        service.Revisions.Add(service.Primary);
        services.Add(service);
        scheduler.Begin(service, service.Primary, null);
        return service;
    }

    public void Remove(LiveService service) => services.Remove(service);

    public LiveService? Find(string name) => services.Find(s => s.Arn == name || s.Name == name);

    /// <summary>What a stack or a call says is to be; nothing where it is so already.</summary>
    public void Change(LiveService service, LiveDefinition? definition, int? desired, bool isForced = false)
    {
        if (desired is { } count && count != service.Desired)
        {
            service.Desired = count;
            scheduler.Wake(service);
        }

        if (isForced || definition is not null && definition.Arn != service.Primary.Definition.Arn)
        {
            scheduler.Deploy(service, definition ?? service.Primary.Definition);
        }
    }

    private AwsAnswer DescribeServices(AwsCall call)
    {
        var cluster = NeedCluster(call);
        var asked = call.Texts("services");
        if (asked.Count > MostDescribed)
        {
            throw new AwsRefusal("InvalidParameterException", "Services cannot be more than 10.");
        }

        var found = asked.Select(n => (Name: n, Service: services.Find(s => s.Cluster == cluster && (s.Arn == n || s.Name == n)
            && world.Sees($"service/{s.Name}")))).ToList();
        var hasTags = call.Texts("include").Contains("TAGS");
        return Members.Make(
            ("services", Members.List(found.Where(f => f.Service is not null).Select(f =>
                ServiceText.Show(f.Service!, scheduler, hasTags)))),
            ("failures", Members.List(found.Where(f => f.Service is null).Select(f => Members.Make(
                ("arn", world.Arn("ecs", call.Request.Region, $"service/{cluster}/{f.Name}")), ("reason", "MISSING"))))));
    }

    private AwsAnswer Update(AwsCall call)
    {
        var service = Need(call, call.Need("service"));
        if (!service.IsActive)
        {
            throw new AwsRefusal("ServiceNotActiveException", "Service was not ACTIVE.");
        }

        var definition = call.Text("taskDefinition") is { } name ? definitions.Need(name) : null;
        if (definition is { IsActive: false })
        {
            throw new AwsRefusal("ClientException", "TaskDefinition is inactive");
        }

        var isRebalanced = ChangeLoadBalancers(service, definition ?? service.Primary.Definition, call);
        Change(service, definition, call.Number("desiredCount"), isRebalanced || call.Flag("forceNewDeployment") == true);
        return Members.Make(("service", ServiceText.Show(service, scheduler, hasTags: false)));
    }

    // API Reference, UpdateService, "loadBalancers": they replace what was, and are another deployment; the container has to have the port.
    private static bool ChangeLoadBalancers(LiveService service, LiveDefinition definition, AwsCall call)
    {
        if (call.Input["loadBalancers"] is not JsonArray wanted || JsonNode.DeepEquals(wanted, service.LoadBalancers))
        {
            return false;
        }

        foreach (var one in wanted)
        {
            var (name, port) = (one!["containerName"]?.ToString(), one["containerPort"]?.ToString());
            if (definition.Containers.FirstOrDefault(c => c["name"]?.ToString() == name)?["portMappings"]?.AsArray()
                .Any(p => p!["containerPort"]?.ToString() == port) != true)
            {
                throw new AwsRefusal("InvalidParameterException", $"The container {name} did not have a container port {port} defined.");
            }
        }

        service.LoadBalancers = wanted.DeepClone().AsArray();
        service.Terms = service.Terms with { TargetGroups = [.. wanted.Select(w => w!["targetGroupArn"]!.ToString())] };
        return true;
    }

    private AwsAnswer ListDeployments(AwsCall call)
    {
        var states = call.Texts("status");
        var found = Need(call, call.Need("service")).Deployments.Where(d => states.Count == 0 || states.Contains(d.Status))
            .Take(call.Number("maxResults") ?? 20);
        return Members.Make(("serviceDeployments", Members.List(found.Select(d => Members.Make(("serviceDeploymentArn", d.Arn),
            ("status", d.Status), ("statusReason", d.Reason), ("createdAt", d.CreatedAt), ("startedAt", d.CreatedAt),
            ("finishedAt", d.FinishedAt), ("targetServiceRevisionArn", d.Target.Arn))))));
    }

    private AwsAnswer DescribeDeployments(AwsCall call)
    {
        var found = call.Texts("serviceDeploymentArns").Select(a => (Arn: a, Service: services.Find(s =>
            s.Deployments.Exists(d => d.Arn == a))))
            .ToList();
        return Members.Make(
            ("serviceDeployments", Members.List(found.Where(f => f.Service is not null).Select(f =>
                ServiceText.Show(f.Service!, f.Service!.Deployments.Find(d => d.Arn == f.Arn)!, scheduler)))),
            ("failures", Members.List(found.Where(f => f.Service is null).Select(f =>
                Members.Make(("arn", f.Arn), ("reason", "MISSING"))))));
    }

    // API Reference, StopServiceDeployment: only of one that is under way; ROLLBACK goes back to what was before.
    private AwsAnswer StopDeployment(AwsCall call)
    {
        var arn = call.Need("serviceDeploymentArn");
        var service = services.Find(s => s.Deployments.Exists(d => d.Arn == arn))
            ?? throw new AwsRefusal("ServiceDeploymentNotFoundException", "The service deployment was not found.");
        var deployment = service.Deployments.Find(d => d.Arn == arn)!;
        if (deployment.IsOver)
        {
            throw new AwsRefusal("ConflictException", $"The service deployment is in {deployment.Status} state.");
        }

        scheduler.RollBack(service, deployment, "A rollback was requested.");
        return Members.Make(("serviceDeploymentArn", arn));
    }

    private LiveService Need(AwsCall call, string name)
    {
        var cluster = NeedCluster(call);
        return services.Find(s => s.Cluster == cluster && (s.Arn == name || s.Name == name.Split('/')[^1]))
            ?? throw new AwsRefusal("ServiceNotFoundException", "Service not found.");
    }

    private string NeedCluster(AwsCall call) => (call.Text("cluster") ?? "default").Split('/')[^1] is var name && clusters.ContainsKey(name)
        ? name : throw new AwsRefusal("ClusterNotFoundException", "Cluster not found.");
}
