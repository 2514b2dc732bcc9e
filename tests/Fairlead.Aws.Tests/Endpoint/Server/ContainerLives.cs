using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>Clusters, definitions, services and log groups, as stacks make them. A stack waits until its service is steady.</summary>
internal static class ContainerLives
{
    public static void Add(ResourceWorker worker, AwsParts parts)
    {
        worker.On("AWS::ECS::Cluster", Life(
            r => parts.Services.AddCluster(r.Region, r.PhysicalId), r => parts.Services.RemoveCluster(r.PhysicalId)));
        worker.On("AWS::Logs::LogGroup", new ResourceLife(w => MakeLogGroup(w, parts), static w => w.Done(), w =>
        {
            parts.Logs.RemoveGroup(w.Resource.PhysicalId);
            w.Done();
        }));
        worker.On("AWS::ECS::TaskDefinition", Life(r => parts.Definitions.Add(r.Region, Request(r)), static _ => { }));
        worker.On("AWS::ECS::Service", new ResourceLife(w => MakeService(w, parts), w => ChangeService(w, parts), w => EndService(w,
            parts)));
    }

    private static ResourceLife Life(Action<LiveResource> make, Action<LiveResource> remove) => new(w =>
    {
        make(w.Resource);
        w.Done();
    }, static w => w.Done(), w =>
    {
        remove(w.Resource);
        w.Done();
    });

    // B5: a log group that is there already is in the way.
    private static void MakeLogGroup(ResourceWork work, AwsParts parts)
    {
        if (parts.Logs.Has(work.Resource.PhysicalId))
        {
            work.Fail($"Resource of type 'AWS::Logs::LogGroup' with identifier '{work.Resource.PhysicalId}' already exists.");
            return;
        }

        parts.Logs.AddGroup(work.Resource.PhysicalId);
        work.Done();
    }

    private static void MakeService(ResourceWork work, AwsParts parts)
    {
        var r = work.Resource;
        if (!parts.Services.HasCluster(r.Text("Cluster") ?? "default"))
        {
            work.Fail("Cluster not found.");
            return;
        }

        // API Reference, CreateService: one where nothing is said.
        var desired = int.Parse(r.Text("DesiredCount") ?? "1");
        var service = parts.Services.Add(r.PhysicalId, parts.Definitions.Need(r.Text("TaskDefinition") ?? ""), desired, Terms(r));
        service.Tags = Tags(r);
        (service.LoadBalancers, service.CapacityProviders) = (Lists(r, "LoadBalancers"), Lists(r, "CapacityProviderStrategy"));
        Await(work, service);
    }

    // AWS::ECS::Service, "DesiredCount": what is left out stays as it is (C18).
    private static void ChangeService(ResourceWork work, AwsParts parts)
    {
        var r = work.Resource;
        var service = parts.Services.Find(r.PhysicalId)!;
        (service.Terms, service.Tags) = (Terms(r), Tags(r));
        (service.LoadBalancers, service.CapacityProviders) = (Lists(r, "LoadBalancers"), Lists(r, "CapacityProviderStrategy"));
        var isMoved = !JsonNode.DeepEquals(r.Properties["TaskDefinition"], work.Before?["TaskDefinition"]);
        parts.Services.Change(service, isMoved && r.Text("TaskDefinition") is { Length: > 0 } name ? parts.Definitions.Need(name) : null,
            r.Text("DesiredCount") is { } count ? int.Parse(count) : null);
        if (service.IsTicking)
        {
            Await(work, service);
        }
        else
        {
            work.Done();
        }
    }

    private static void EndService(ResourceWork work, AwsParts parts)
    {
        if (parts.Services.Find(work.Resource.PhysicalId) is not { } service)
        {
            work.Done();
            return;
        }

        service.Desired = 0;
        service.Waiting.Add(_ =>
        {
            service.IsActive = false;
            parts.Services.Remove(service);
            work.Done();
        });
        parts.Services.Scheduler.Wake(service);
    }

    private static void Await(ResourceWork work, LiveService service) => service.Waiting.Add(failure =>
    {
        if (failure is null)
        {
            work.Done();
        }
        else
        {
            work.Fail($"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'. ({failure})");
        }
    });

    private static ServiceTerms Terms(LiveResource r)
    {
        var configuration = r.Properties["DeploymentConfiguration"];
        var breaker = configuration?["DeploymentCircuitBreaker"];
        return new ServiceTerms
        {
            MinimumPercent = Number(configuration?["MinimumHealthyPercent"]) ?? 100,
            MaximumPercent = Number(configuration?["MaximumPercent"]) ?? 200,
            Threshold = IsTrue(breaker?["Enable"]) ? Threshold(breaker!, Number(r.Properties["DesiredCount"]) ?? 1) : null,
            IsResetByHealthy = breaker?["ResetOnHealthyTask"] is not { } reset || IsTrue(reset),
            IsBlueGreen = configuration?["Strategy"]?.ToString() == "BLUE_GREEN",
            Bake = TimeSpan.FromMinutes(Number(configuration?["BakeTimeInMinutes"]) ?? 0),
            RollsBack = IsTrue(breaker?["Rollback"]), IsEarly = IsTrue(configuration?["EarlySuccessCriteria"]?["Enable"]),
            Grace = TimeSpan.FromSeconds(Number(r.Properties["HealthCheckGracePeriodSeconds"]) ?? 0),
            TargetGroups = [.. (r.Properties["LoadBalancers"] as JsonArray)?.Select(
                l => l!["TargetGroupArn"]?.ToString()).OfType<string>() ?? []],
        };
    }

    // ECS developer guide, "How the deployment circuit breaker detects failures": half of the count, from 3 to 200; or what COUNT says
    // (C2).
    private static int Threshold(JsonNode breaker, int desired) => breaker["ThresholdConfiguration"] is { } said
        && said["Type"]?.ToString() == "COUNT" ? Number(said["Value"]) ?? 3 : Math.Clamp((desired + 1) / 2, 3, 200);

    private static int? Number(JsonNode? value) => value is null ? null : int.Parse(value.ToString());

    private static bool IsTrue(JsonNode? value) => value?.ToString() == "true";

    private static JsonArray Lists(LiveResource r, string name) => Numbers(Lower(r.Properties[name]))?.DeepClone().AsArray() ?? [];

    // A parameter of a template is text, even where the API has a number.
    private static JsonNode? Numbers(JsonNode? list)
    {
        foreach (var item in (list as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            foreach (var name in new[] { "containerPort", "weight", "base" })
            {
                item[name] = Number(item[name]);
            }

            foreach (var none in item.Where(m => m.Value is null).Select(m => m.Key).ToList())
            {
                item.Remove(none);
            }
        }

        return list;
    }

    private static Dictionary<string, string> Tags(LiveResource r) => (r.Properties["Tags"] as JsonArray)?
        .ToDictionary(t => t!["Key"]!.ToString(), t => t!["Value"]!.ToString()) ?? [];

    private static JsonObject Request(LiveResource r)
    {
        var request = Lower(r.Properties)!.AsObject();
        request["family"] ??= r.PhysicalId.Split('/')[^1].Split(':')[0];
        return request;
    }

    // CloudFormation's names begin with a capital where the API's do not; what people named (options, variables) stays.
    private static JsonNode? Lower(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key.Length > 0 ? char.ToLowerInvariant(m.Key[0])
            + m.Key[1..] : m.Key, m.Key is "Options" or "DockerLabels" ? m.Value?.DeepClone() : Lower(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Lower)]),
        _ => value?.DeepClone(),
    };
}
