using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>Task definitions and their revisions. <c>ECS API Reference, version 2014-11-13</c>.</summary>
internal sealed class DefinitionPart(AwsWorld world) : IAwsPart
{
    // ECS developer guide, "Amazon ECS service quotas": task definition size.
    private const int MostBytes = 64 * 1024;

    private readonly List<LiveDefinition> definitions = [];
    private readonly Dictionary<string, int> jobs = [];

    public void Register(AwsRoutes routes) => routes
        .Add("ecs", "RegisterTaskDefinition", RegisterOne)
        .Add("batch", "RegisterJobDefinition", RegisterJob);

    public LiveDefinition Add(string region, JsonObject request)
    {
        var family = request["family"]!.GetValue<string>();
        var revision = definitions.Where(d => d.Family == family).Select(d => d.Revision).DefaultIfEmpty(0).Max() + 1;
        var made = new LiveDefinition(world.Arn("ecs", region, $"task-definition/{family}:{revision}"), family, revision, request);
        definitions.Add(made);
        return made;
    }

    /// <summary>By ARN, <c>family:revision</c> or family, which is its newest that is active.</summary>
    public LiveDefinition Need(string name)
    {
        var plain = name.Split('/')[^1];
        return definitions.FindLast(d => d.Name == plain || d.Family == plain && d.IsActive)
            ?? throw new AwsRefusal("ClientException", "Unable to describe task definition.");
    }

    private AwsAnswer RegisterOne(AwsCall call)
    {
        if (Encoding.UTF8.GetByteCount(call.Input.ToJsonString()) > MostBytes)
        {
            throw new AwsRefusal("ClientException", "Actual length of the task definition exceeds the maximum of 65536 bytes.");
        }

        return Show(Add(call.Request.Region, call.Input.DeepClone().AsObject()));
    }

    // Batch API Reference, RegisterJobDefinition: another revision each time.
    private AwsAnswer RegisterJob(AwsCall call)
    {
        var name = call.Need("jobDefinitionName");
        var revision = jobs[name] = jobs.GetValueOrDefault(name) + 1;
        return Members.Make(("jobDefinitionName", name), ("revision", revision),
            ("jobDefinitionArn", world.Arn("batch", call.Request.Region, $"job-definition/{name}:{revision}")));
    }

    private static JsonObject Show(LiveDefinition d)
    {
        var shown = d.Request.DeepClone().AsObject();
        var tags = shown["tags"];
        shown.Remove("tags");
        (shown["taskDefinitionArn"], shown["revision"], shown["status"]) = (d.Arn, d.Revision, d.IsActive ? "ACTIVE" : "INACTIVE");
        return Members.Make(("taskDefinition", shown), ("tags", tags));
    }
}
