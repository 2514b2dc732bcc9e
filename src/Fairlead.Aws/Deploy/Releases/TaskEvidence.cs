using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>
/// What shows why a task failed. ECS forgets a task an hour after it stopped, and going back takes new ones away: whoever watches asks
/// meanwhile. The log stays.
/// </summary>
/// <param name="clean">Takes secrets out of what others wrote.</param>
internal sealed class TaskEvidence(AwsConnection aws, Func<string, string> clean)
{
    /// <summary>As evidence.</summary>
    public const int Lines = 20;

    // ECS API Reference, DescribeTasks.
    private const int MostDescribed = 100;

    // Elastic Load Balancing user guide, "Health checks for target groups": who asks.
    private const string Check = "ELB-HealthChecker";

    /// <summary>ECS developer guide, "awslogs-stream-prefix": prefix/container/task, and both are the workload's name here.</summary>
    public static string Stream(string name, string taskArn) => $"{name}/{name}/{taskArn.Split('/')[^1]}";

    /// <summary>Short, to be told from its neighbours.</summary>
    public static string ShortName(string taskArn) => taskArn.Split('/')[^1] is { Length: > 8 } id ? id[..8] : taskArn.Split('/')[^1];

    /// <summary>Why it stopped, in words that may be shown.</summary>
    public StopReason Reason(EcsTask task, string name)
    {
        var read = StopReason.Read(task, name);
        return read with { Why = clean(read.Why) };
    }

    public string Reason(TargetHealthDescription target, string? path) => clean(TargetReason.Explain(target, path));

    /// <summary>What it wrote last, oldest first, without the load balancer's checks; empty where it wrote nothing.</summary>
    public async Task<IReadOnlyList<string>> LastLines(string logGroup, string name, string taskArn, CancellationToken cancel)
    {
        try
        {
            var page = await aws.Logs.GetLogEvents(new(logGroup, Stream(name, taskArn)) { StartFromHead = false, Limit = Lines * 3 },
                cancel);
            return [.. (page.Events ?? []).SelectMany(e => e.Message.TrimEnd('\n', '\r').Split('\n'))
                .Where(l => !l.Contains(Check, StringComparison.Ordinal)).TakeLast(Lines).Select(clean)];
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "ResourceNotFoundException" || AwsErrors.IsDenied(e))
        {
            // It wrote nothing, or this is not for who asks: what is known without the log is told all the same.
            return [];
        }
    }

    public async Task<IReadOnlyList<EcsTask>> Describe(string cluster, IEnumerable<string> tasks, CancellationToken cancel)
    {
        var found = new List<EcsTask>();
        foreach (var some in tasks.Chunk(MostDescribed))
        {
            found.AddRange((await aws.Ecs.DescribeTasks(new(cluster, some), cancel)).Tasks ?? []);
        }

        return found;
    }

    /// <param name="status"><c>RUNNING</c> is also what is to run; <c>STOPPED</c> what stopped within the hour.</param>
    public async Task<IReadOnlyList<string>> List(string cluster, string service, string status, CancellationToken cancel)
    {
        var found = new List<string>();
        string? next = null;
        do
        {
            var page = await aws.Ecs.ListTasks(new(cluster) { ServiceName = service, DesiredStatus = status, NextToken = next }, cancel);
            found.AddRange(page.TaskArns ?? []);
            next = page.NextToken;
        }
        while (next is not null);
        return found;
    }
}
