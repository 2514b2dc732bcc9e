using Fairlead.Aws.Api;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>
/// Sends a service on its way, unless it is there already or on its way: who was killed and begins anew goes on with what was begun.
/// </summary>
internal sealed class RolloutStart(AwsConnection aws, EventStream events, ServiceMove move)
{
    private readonly ServiceCalls calls = new(aws, events, move);

    /// <summary>The count that it is to have; null leaves it.</summary>
    public static int? CountOf(ServiceMove move, EcsService service) => move.Strategy != Strategy.Replace ? move.Count
        // Killed while it was empty: what it had is known to nobody, and of such a service there is one.
        : move.Count ?? Math.Max(1, service.DesiredCount);

    /// <summary>Null where it runs steadily as wanted, and no call was made.</summary>
    /// <param name="fence">Throws where somebody else deploys now.</param>
    public async Task<RolloutAim?> Begin(EcsService service, Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        var primary = ServiceCalls.Primary(service);
        var isThere = primary?.TaskDefinition == move.TaskDefinition;
        var count = CountOf(move, service);
        var isAsWanted = isThere && (count is null || count == service.DesiredCount) && MovedPort(service) is null;
        if (isAsWanted && primary is { RolloutState: "COMPLETED" } && !move.ForcesNewTasks)
        {
            return primary.RunningCount >= primary.DesiredCount ? null
                : new RolloutAim(move, move.TaskDefinition) { Revision = primary.Id, MakesDeployment = false, Since = Newest(service) };
        }

        var newest = await calls.NewestDeployment(cancel);
        if (isAsWanted && primary is { RolloutState: "IN_PROGRESS" })
        {
            // The wanted version may be what ECS is coming back to: that deployment failed, and this one is none of its own.
            var comesBack = newest?.Status is "ROLLBACK_REQUESTED" or "ROLLBACK_IN_PROGRESS" or "ROLLBACK_SUCCESSFUL";
            return new RolloutAim(move, move.TaskDefinition)
            {
                Revision = primary.Id, Deployment = comesBack ? null : newest?.ServiceDeploymentArn, MakesDeployment = !comesBack,
                Since = newest is null ? 0 : newest.CreatedAt - 1,
            };
        }

        if (move is { Strategy: Strategy.Replace, IsFirst: false } && !(isThere && !move.ForcesNewTasks))
        {
            await calls.Empty(fence, cancel);
            service = await calls.Describe(cancel);
            count = CountOf(move, service);
        }

        return await Send(service, count, newest, fence, cancel);
    }

    private async Task<RolloutAim> Send(EcsService service, int? count, ServiceDeploymentBrief? newest,
        Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        var before = ServiceCalls.Primary(service);
        var isThere = before?.TaskDefinition == move.TaskDefinition;

        // C4: what failed once is no change to ECS, and would not be tried again. Of a first release the breaker watches each try.
        var isForced = move.ForcesNewTasks || isThere && (before!.RolloutState == "FAILED" || move.IsFirst && service.DesiredCount == 0);
        var port = MovedPort(service);
        await fence(cancel);
        var sent = ServiceCalls.Primary(await calls.Update(new(move.Cluster, move.Service)
        {
            TaskDefinition = move.TaskDefinition, LoadBalancers = port, ForceNewDeployment = isForced ? true : null,
            DesiredCount = count == service.DesiredCount ? null : count,
        }, before?.Id, cancel));
        var isNew = isForced || !isThere || port is not null;
        return new RolloutAim(move, move.TaskDefinition)
        {
            Revision = sent?.TaskDefinition == move.TaskDefinition && (!isNew || sent.Id != before?.Id) ? sent.Id : null,
            Known = newest?.ServiceDeploymentArn, MakesDeployment = isNew, Since = Newest(service),
        };
    }

    // The port moves with the definition that listens on it; what else ECS says of the balancer is said as it is, since it replaces all.
    private List<ServiceLoadBalancer>? MovedPort(EcsService service)
    {
        if (move is not { TargetGroup: { } group, ContainerPort: { } port })
        {
            return null;
        }

        var there = service.LoadBalancers ?? [];
        if (there.Any(b => b.ContainerName == move.Subject && b.ContainerPort == port))
        {
            return null;
        }

        return there.Any(b => b.ContainerName == move.Subject)
            ? [.. there.Select(b => b.ContainerName == move.Subject ? b with { ContainerPort = port } : b)]
            : [.. there, new ServiceLoadBalancer(group, move.Subject, port)];
    }

    private static double Newest(EcsService service) => service.Events is [_, ..] ? service.Events.Max(e => e.CreatedAt) : 0;
}
