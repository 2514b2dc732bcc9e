using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>Services and their deployments, as ECS describes them.</summary>
internal static class ServiceText
{
    private const int MostEvents = 100;

    public static JsonObject Show(LiveService s, ServiceScheduler scheduler, bool hasTags)
    {
        var tasks = scheduler.TasksOf(s).ToList();
        var shown = s.Revisions.Where(r => r == s.Primary || tasks.Exists(t => t.StartedBy == r.Id && !t.IsStopped)).ToList();
        return Members.Make(("serviceArn", s.Arn), ("serviceName", s.Name), ("clusterArn",
            s.Arn.Split(":service/")[0] + ":cluster/" + s.Cluster),
            ("status", s.IsActive ? "ACTIVE" : "INACTIVE"), ("desiredCount", s.Desired), ("runningCount", Running(tasks)),
            ("pendingCount", Pending(tasks)), ("taskDefinition", s.Primary.Definition.Arn), ("schedulingStrategy", "REPLICA"),
            ("currentServiceDeployment", s.Running?.Arn), ("loadBalancers", s.LoadBalancers),
            ("capacityProviderStrategy", s.CapacityProviders),
            ("deployments", Members.List(shown.Select(r => Show(s, r, [.. tasks.Where(t => t.StartedBy == r.Id)])))),
            ("events", Members.List(s.Events.Take(MostEvents).Select(e => Members.Make(("id", e.Id), ("createdAt", e.At), ("message",
                e.Message))))),
            ("tags", hasTags ? Members.Pairs(s.Tags, "key", "value") : null));
    }

    public static JsonObject Show(LiveService s, LiveDeployment d, ServiceScheduler scheduler) => Members.Make(
        ("serviceDeploymentArn", d.Arn), ("serviceArn", s.Arn), ("status", d.Status), ("statusReason", d.Reason), ("createdAt",
            d.CreatedAt),
        ("startedAt", d.CreatedAt), ("finishedAt", d.FinishedAt), ("lifecycleStage", d.Stage),
        ("targetServiceRevision", Revision(s, d.Target, scheduler)),
        ("sourceServiceRevisions", d.Source is { } source ? Members.List([Revision(s, source, scheduler)]) : null),
        ("deploymentCircuitBreaker", s.Terms.Threshold is { } threshold ? Members.Make(
            ("status", d.Target.Failed >= threshold ? "TRIGGERED" : d.IsOver ? "MONITORING_COMPLETE" : "MONITORING"),
            ("failureCount", d.Target.Failed), ("threshold", threshold)) : null),
        ("rollback", d.RolledBackAt is { } at ? Members.Make(("reason", d.RollbackReason), ("startedAt", at),
            ("serviceRevisionArn", d.Source?.Arn)) : null));

    private static JsonObject Show(LiveService s, LiveRevision r, IReadOnlyList<LiveTask> tasks) => Members.Make(("id", r.Id),
        ("status", r == s.Primary ? "PRIMARY" : "ACTIVE"), ("taskDefinition", r.Definition.Arn),
        ("desiredCount", r == s.Primary ? s.Desired : 0), ("runningCount", Running(tasks)), ("pendingCount", Pending(tasks)),
        ("failedTasks", r.Failed), ("createdAt", r.CreatedAt), ("rolloutState", r.RolloutState), ("rolloutStateReason", r.RolloutReason));

    private static JsonObject Revision(LiveService s, LiveRevision r, ServiceScheduler scheduler)
    {
        var tasks = scheduler.TasksOf(s, r).ToList();
        return Members.Make(("arn", r.Arn), ("requestedTaskCount", r == s.Primary ? s.Desired : 0), ("runningTaskCount", Running(tasks)),
            ("pendingTaskCount", Pending(tasks)));
    }

    private static int Running(IEnumerable<LiveTask> tasks) => tasks.Count(t => t.LastStatus == "RUNNING");

    private static int Pending(IEnumerable<LiveTask> tasks) => tasks.Count(t => t.LastStatus is "PENDING" or "PROVISIONING");
}
