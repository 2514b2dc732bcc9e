using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>A revision on its way, and how it is known among others.</summary>
/// <param name="TaskDefinition">The ARN.</param>
internal sealed record RolloutAim(ServiceMove Move, string TaskDefinition)
{
    /// <summary>The id of the service's primary deployment; its tasks carry it.</summary>
    public required string? Revision { get; init; }

    /// <summary>The service deployment's ARN, where it is known; with <see cref="Known"/> the first other one is it.</summary>
    public string? Deployment { get; init; }

    /// <summary>The newest service deployment before.</summary>
    public string? Known { get; init; }

    /// <summary>ECS makes no service deployment where only the count changes.</summary>
    public bool MakesDeployment { get; init; } = true;

    /// <summary>Events of the service after this are news. AWS's time, compared with AWS's.</summary>
    public double Since { get; init; }

    /// <summary>It is a new version, and not one that comes back.</summary>
    public bool IsNew { get; init; } = true;
}

/// <summary>
/// Watches a service until ECS says that the wanted revision is what runs, or something says that it never will be. Done is what ECS says,
/// and never what a stack does: R14.
/// </summary>
internal sealed class RolloutWatch(AwsConnection aws, EventStream events, RolloutAim aim, TaskEvidence evidence)
{
    /// <summary>Without one more task that works. R13.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    // Failure research, C2: what ends three times is a failure, whatever ECS thinks of it.
    private const int MostExits = 3;

    // ECS API Reference, DeploymentConfiguration, "bakeTimeInMinutes": at most a day.
    private static readonly TimeSpan LongestBake = TimeSpan.FromDays(1);

    // All is done but for the old tasks: Elastic Load Balancing lets them finish requests for an hour at most.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(75);
    private static readonly TimeSpan LongestStale = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(5);

    // Where nothing checks, what ran so long is taken for well; after it ended once, longer.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SteadyAfterExit = TimeSpan.FromMinutes(1);

    private readonly ServiceMove move = aim.Move;
    private readonly ServiceCalls calls = new(aws, events, aim.Move);
    private readonly DateTimeOffset began = events.Now;
    private readonly CapacityNews capacity = new(events, aim.Move.Subject, aim.Since);
    private string? deploymentArn = aim.Deployment;
    private string? stage;
    private DateTimeOffset? gained;
    private int mostHealthy;
    private (int Done, int Total) told = (-1, -1);
    private bool isServing;

    public RevisionTasks Tasks { get; } = new(aws, events, aim.Move, evidence);

    /// <summary>Null until all its tasks were healthy.</summary>
    public TimeSpan? HealthyAfter { get; private set; }

    /// <summary>What AWS said last of places that it does not have.</summary>
    public string? NoCapacity => capacity.Last;

    /// <summary>Of the service deployment; null where ECS made none.</summary>
    public string? DeploymentArn => deploymentArn;

    /// <summary>The id of what ECS made for it; null where it is not known.</summary>
    public string? NewRevision => aim.MakesDeployment ? aim.Revision : null;

    /// <summary>Null where the revision runs as wanted.</summary>
    public async Task<RolloutTrouble?> Wait(CancellationToken cancel)
    {
        while (true)
        {
            // In this order: a deployment that is over is seen in the service that is asked after it.
            var deployment = await FindDeployment(cancel);
            var service = await calls.Describe(cancel);
            var primary = ServiceCalls.Primary(service);
            capacity.Read(service);
            if (Mine(service) is { } mine)
            {
                await Tasks.Follow(service, mine, cancel);
                Report(mine, deployment);
            }

            if (IsDone(primary, deployment))
            {
                return null;
            }

            if (FindTrouble(primary, deployment) is { } trouble)
            {
                return trouble;
            }

            await Task.Delay(events.Now - began < Soon ? ServiceCalls.Interval : SlowInterval, events.Clock, cancel);
        }
    }

    private EcsDeployment? Mine(EcsService service) => service.Deployments?.FirstOrDefault(IsMine);

    private bool IsMine(EcsDeployment deployment) => aim.Revision is { } id ? deployment.Id == id
        : deployment.TaskDefinition == aim.TaskDefinition;

    private async Task<ServiceDeployment?> FindDeployment(CancellationToken cancel)
    {
        if (deploymentArn is null && aim.MakesDeployment && await calls.NewestDeployment(cancel) is { } newest
            && newest.ServiceDeploymentArn != aim.Known)
        {
            deploymentArn = newest.ServiceDeploymentArn;
        }

        return deploymentArn is null ? null : await calls.Deployment(deploymentArn, cancel);
    }

    private bool IsDone(EcsDeployment? primary, ServiceDeployment? deployment) => primary is { RolloutState: "COMPLETED" }
        && IsMine(primary) && primary.TaskDefinition == aim.TaskDefinition && primary.RunningCount >= primary.DesiredCount
        && (!aim.MakesDeployment || deployment is { Status: "SUCCESSFUL" })
        && (move.TargetGroup is not null || primary.DesiredCount == 0
            || Tasks.Youngest >= (Tasks.Exits > 0 ? SteadyAfterExit : Steady));

    private RolloutTrouble? FindTrouble(EcsDeployment? primary, ServiceDeployment? deployment)
    {
        // API Reference, ServiceDeployment, "status".
        if (deployment?.Status is "ROLLBACK_REQUESTED" or "ROLLBACK_IN_PROGRESS" or "ROLLBACK_SUCCESSFUL" or "ROLLBACK_FAILED")
        {
            return new(TroubleKind.GivenUp, deployment.Rollback?.Reason ?? deployment.StatusReason);
        }

        if (deployment?.Status is "STOPPED" or "STOP_REQUESTED")
        {
            return new(TroubleKind.Superseded, Theirs(primary) ?? deployment.StatusReason ?? "somebody stopped it");
        }

        // While it is under way, its own status says whether another took its place; what was just said may not be seen yet.
        if (primary is not null && !IsMine(primary)
            && (deployment is { Status: "SUCCESSFUL" } || deployment is null && events.Now - began > LongestStale))
        {
            return new(TroubleKind.Superseded, Theirs(primary));
        }

        if (Tasks.Exits >= MostExits)
        {
            return new(TroubleKind.DoesNotStay, null);
        }

        var limit = stage == "BAKE_TIME" ? LongestBake : stage == "CLEAN_UP" || IsDraining(primary) ? LongestDrain : Longest;
        return events.Now - (gained ?? Tasks.First ?? began) >= limit ? new(TroubleKind.TooLong, primary?.RolloutStateReason) : null;
    }

    private bool IsDraining(EcsDeployment? primary) => primary is { DesiredCount: > 0 } && Tasks.Healthy >= primary.DesiredCount;

    private string? Theirs(EcsDeployment? primary) => primary is null || IsMine(primary) ? null
        : $"another deployment took its place: {primary.TaskDefinition.Split('/')[^1]}";

    private void Report(EcsDeployment mine, ServiceDeployment? deployment)
    {
        var total = mine.DesiredCount;
        if (Tasks.Healthy > mostHealthy)
        {
            (mostHealthy, gained) = (Tasks.Healthy, events.Now);
        }

        if ((Tasks.Healthy, total) != told && mine.Status == "PRIMARY")
        {
            told = (Tasks.Healthy, total);
            events.Progressed(move.Subject, Tasks.Healthy, total);
        }

        if (total > 0 && Tasks.Healthy >= total)
        {
            HealthyAfter ??= events.Now - began;
        }

        ReportStage(deployment);
        if (!isServing && aim.IsNew && move.TargetGroup is not null && Tasks.Healthy > 0 && GetsRequests(deployment))
        {
            isServing = true;
            events.Add(new Serving(events.Now, move.Subject, move.Urls));
        }
    }

    // ECS developer guide, "Amazon ECS blue/green deployments": stages. A rolling deployment has none, and its new tasks get requests at
    // once.
    private static bool GetsRequests(ServiceDeployment? deployment) => deployment?.LifecycleStage is null
        or "POST_PRODUCTION_TRAFFIC_SHIFT" or "BAKE_TIME" or "CLEAN_UP"
        || deployment.TargetServiceRevision?.RequestedProductionTrafficWeight > 0;

    private void ReportStage(ServiceDeployment? deployment)
    {
        if (deployment?.LifecycleStage is not { } now || now == stage)
        {
            return;
        }

        (stage, gained) = (now, events.Now);
        Activity? activity = now switch
        {
            "PRODUCTION_TRAFFIC_SHIFT" => Activity.Switch,
            "BAKE_TIME" => Activity.Bake,
            "CLEAN_UP" => Activity.Drain,
            _ => null,
        };
        if (activity is { } next)
        {
            events.Started(move.Subject, next);
        }
    }
}
