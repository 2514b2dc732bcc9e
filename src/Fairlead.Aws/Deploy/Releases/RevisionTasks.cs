using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>
/// The tasks of a new version while it rolls out: each is told as a part of its service, and what became of those that stopped is kept,
/// since going back makes ECS forget them.
/// </summary>
internal sealed class RevisionTasks(AwsConnection aws, EventStream events, ServiceMove move, TaskEvidence evidence)
{
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(6);

    private readonly Dictionary<string, EcsTask> tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> runningSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> others = new(StringComparer.Ordinal);
    private readonly HashSet<string> healthy = new(StringComparer.Ordinal);
    private DateTimeOffset lookedAt;
    private string seen = "";

    /// <summary>So many work: the load balancer, their own check, or where there is neither ECS says so.</summary>
    public int Healthy => healthy.Count;

    /// <summary>When the first was seen.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>What stopped and was not wanted to, the last one last.</summary>
    public List<(EcsTask Task, StopReason Reason)> Failed { get; } = [];

    /// <summary>Why the load balancer gives one no requests, as it was said last.</summary>
    public string? BadTarget { get; private set; }

    /// <summary>One that this was said of, or else any.</summary>
    public string? BadTask { get; private set; }

    public int Exits => Failed.Count(f => f.Reason.Kind == StopKind.Exit);

    /// <summary>How long the youngest has been running; zero where one is not running yet.</summary>
    public TimeSpan Youngest => tasks.Values.Where(t => t.DesiredStatus == "RUNNING").Select(t =>
        runningSince.TryGetValue(t.TaskArn, out var since) ? events.Now - since : TimeSpan.Zero).DefaultIfEmpty(TimeSpan.Zero).Min();

    /// <summary>Asks for the tasks where there is a reason to, which is not at every look: ECS gives out so many reads a second.</summary>
    public async Task Follow(EcsService service, EcsDeployment revision, CancellationToken cancel)
    {
        var newest = service.Events is [var first, ..] ? first.Id : "";
        var news = $"{revision.RunningCount} {revision.PendingCount} {revision.FailedTasks} {newest}";
        if (news != seen || events.Now - lookedAt >= LongestUnseen)
        {
            (seen, lookedAt) = (news, events.Now);
            await Read(revision, cancel);
        }

        if (tasks.Values.Any(t => t.LastStatus == "RUNNING"))
        {
            await Judge(service, cancel);
        }
    }

    private async Task Read(EcsDeployment revision, CancellationToken cancel)
    {
        var listed = (await evidence.List(move.Cluster, move.Service, "RUNNING", cancel))
            .Concat(await evidence.List(move.Cluster, move.Service, "STOPPED", cancel)).ToHashSet(StringComparer.Ordinal);
        var asked = listed.Where(a => !others.Contains(a) && tasks.GetValueOrDefault(a)?.LastStatus != "STOPPED").Order(
            StringComparer.Ordinal).ToList();
        foreach (var task in await evidence.Describe(move.Cluster, asked, cancel))
        {
            // ECS API Reference, Task: those of a service are started by its deployment's id.
            if (task.StartedBy == revision.Id)
            {
                Report(tasks.GetValueOrDefault(task.TaskArn), task);
                tasks[task.TaskArn] = task;
            }
            else
            {
                others.Add(task.TaskArn);
            }
        }
    }

    private void Report(EcsTask? before, EcsTask task)
    {
        First ??= events.Now;
        var name = TaskEvidence.ShortName(task.TaskArn);
        if (task.LastStatus == "RUNNING" && runningSince.TryAdd(task.TaskArn, events.Now))
        {
            events.Add(new Started(events.Now, name, Activity.Check) { Parent = move.Subject });
        }
        else if (before is null && task.LastStatus is not ("RUNNING" or "STOPPED"))
        {
            events.Add(new Started(events.Now, name, Activity.Start) { Parent = move.Subject });
        }

        if (task.LastStatus == "STOPPED" && before?.LastStatus != "STOPPED")
        {
            healthy.Remove(task.TaskArn);
            var reason = evidence.Reason(task, move.Subject);
            if (reason.Kind != StopKind.Other)
            {
                Failed.Add((task, reason));
                events.Add(new Warned(events.Now, name, reason.Why) { Parent = move.Subject });
            }
        }
    }

    private async Task Judge(EcsService service, CancellationToken cancel)
    {
        var targets = new Dictionary<string, TargetHealthDescription>(StringComparer.Ordinal);
        foreach (var group in Groups(service))
        {
            foreach (var target in await aws.LoadBalancing.DescribeTargetHealth(group, cancel))
            {
                targets[target.TargetId] = target;
            }
        }

        foreach (var task in tasks.Values)
        {
            if (Works(task, targets))
            {
                if (healthy.Add(task.TaskArn))
                {
                    events.Add(new Completed(events.Now, TaskEvidence.ShortName(task.TaskArn), Activity.Check,
                        events.Now - runningSince[task.TaskArn]) { Parent = move.Subject });
                }
            }
            else
            {
                healthy.Remove(task.TaskArn);
            }
        }
    }

    // Where old and new stand side by side ECS exchanges the two groups at each release: both are asked.
    private IEnumerable<string> Groups(EcsService service) => move.TargetGroup is not { } group ? []
        : (service.LoadBalancers ?? []).SelectMany(b => new[] { b.TargetGroupArn, b.AdvancedConfiguration?.AlternateTargetGroupArn })
            .OfType<string>().Append(group).Distinct(StringComparer.Ordinal);

    private bool Works(EcsTask task, Dictionary<string, TargetHealthDescription> targets)
    {
        if (task is not { LastStatus: "RUNNING", DesiredStatus: "RUNNING" } || task.HealthStatus == "UNHEALTHY"
            || move.HasOwnCheck && task.HealthStatus != "HEALTHY")
        {
            return false;
        }

        if (move.TargetGroup is null)
        {
            return true;
        }

        var found = Addresses(task).Select(a => targets.GetValueOrDefault(a)).FirstOrDefault(t => t is not null);
        if (found is not null && TargetReason.IsBad(found))
        {
            TellReason(found, task);
        }

        return found?.State == "healthy";
    }

    // Nobody should have to wait for the end to learn what is known by now.
    private void TellReason(TargetHealthDescription target, EcsTask task)
    {
        var reason = evidence.Reason(target, move.HealthPath);
        BadTask = task.TaskArn;
        if (reason != BadTarget)
        {
            BadTarget = reason;
            events.Started(move.Subject, Activity.Check, $"({reason})", move.LastTime);
        }
    }

    private static IEnumerable<string> Addresses(EcsTask task) => (task.Containers ?? []).SelectMany(c => c.NetworkInterfaces ?? [])
        .Select(i => i.PrivateIpv4Address).OfType<string>();
}
