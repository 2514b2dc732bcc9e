using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>
/// Moves services to task definitions and waits until ECS says that they run. Killed anywhere and begun again it comes to the same: what
/// is on its way is gone on with, and what is there costs one look.
/// </summary>
/// <param name="clean">Takes secrets out of what others wrote.</param>
internal sealed class EcsRollout(AwsConnection aws, EventStream events, Func<string, string> clean)
{
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(15);

    /// <param name="fence">Called right before each change of the service: throws where somebody else deploys now.</param>
    /// <exception cref="FailureException">It does not run: why, what shows it, and what serves.</exception>
    public async Task<ServiceMoved> Move(ServiceMove move, Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        var began = events.Now;
        events.Started(move.Subject, Activity.Ready, lastTime: move.LastTime);
        var service = await Settle(move, cancel);
        var moved = new ServiceMoved(move, Before(move, service), CountBefore(move, service), TimeSpan.Zero)
        {
            PortBefore = service.LoadBalancers?.FirstOrDefault(b => b.ContainerName == move.Subject)?.ContainerPort,
        };
        if (await new RolloutStart(aws, events, move).Begin(service, fence, cancel) is { } aim)
        {
            var watch = new RolloutWatch(aws, events, aim, new TaskEvidence(aws, clean));
            if (await watch.Wait(cancel) is { } trouble)
            {
                throw await Undo(moved, watch, trouble, fence, cancel);
            }

            moved = moved with { HealthyAfter = watch.HealthyAfter ?? events.Now - began };
        }

        events.Completed(move.Subject, Activity.Ready, began);
        return moved;
    }

    /// <summary>All or nothing: another service of the same deploy failed.</summary>
    public async Task MoveBack(ServiceMoved moved, CancellationToken cancel)
    {
        var began = events.Now;
        var back = new ServiceReturn(aws, events, moved);
        events.Started(moved.Move.Subject, Activity.RollBack);
        if (moved.Move.IsFirst)
        {
            await back.Empty(static _ => Task.CompletedTask, cancel);
        }
        else if (moved.Before is not null)
        {
            var service = await Settle(back.Way, cancel);
            var aim = await new RolloutStart(aws, events, back.Way).Begin(service, static _ => Task.CompletedTask, cancel);
            var evidence = new TaskEvidence(aws, clean);
            var watch = aim is null ? null : new RolloutWatch(aws, events, aim with { IsNew = false }, evidence);
            if (watch is not null && await watch.Wait(cancel) is { } trouble)
            {
                var failure = await new RolloutReport(back.Way, watch, evidence, clean).Make(trouble, cancel);
                throw new FailureException(failure with
                {
                    What = $"{moved.Move.Subject}: the version before did not come back", Next = "fairlead status",
                });
            }
        }

        events.Completed(moved.Move.Subject, Activity.RollBack, began);
    }

    private async Task<FailureException> Undo(ServiceMoved moved, RolloutWatch watch, RolloutTrouble trouble,
        Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        // Before anything is taken back: what shows the cause goes with it.
        var failure = await new RolloutReport(moved.Move, watch, new TaskEvidence(aws, clean), clean).Make(trouble, cancel);
        if (trouble.Kind == TroubleKind.Superseded)
        {
            return new FailureException(failure);
        }

        try
        {
            var outcome = await new ServiceReturn(aws, events, moved).Undo(watch, trouble, fence, cancel);
            return new FailureException(failure with { Outcome = outcome });
        }
        catch (FailureException e)
        {
            return new FailureException(failure with { Outcome = $"it was not taken back: {e.Failure.What}, {e.Failure.Why}" }, e);
        }
    }

    // C4: while ECS goes back, a new deployment would be held up or lost.
    private async Task<EcsService> Settle(ServiceMove move, CancellationToken cancel)
    {
        var calls = new ServiceCalls(aws, events, move);
        var end = events.Now + LongestSettling;
        while (true)
        {
            var service = await calls.Describe(cancel);
            var isOnTheWay = ServiceCalls.Primary(service) is { RolloutState: "IN_PROGRESS" } primary
                && primary.TaskDefinition != move.TaskDefinition;
            if (!isOnTheWay || events.Now >= end || (await calls.NewestDeployment(cancel))?.Status
                is not ("ROLLBACK_IN_PROGRESS" or "ROLLBACK_REQUESTED" or "STOP_REQUESTED"))
            {
                return service;
            }

            events.Started(move.Subject, Activity.Ready, "waiting until ECS is back at the version before", move.LastTime);
            await Task.Delay(ServiceCalls.Interval, events.Clock, cancel);
        }
    }

    // What ran before, as far as the service still says so; else what the last release says.
    private static string? Before(ServiceMove move, EcsService service)
    {
        if (move.IsFirst)
        {
            return null;
        }

        var primary = ServiceCalls.Primary(service);
        var others = (service.Deployments ?? []).Where(d => d.Status != "PRIMARY" && d.RunningCount > 0);
        return primary is { RolloutState: "COMPLETED" } && primary.TaskDefinition != move.TaskDefinition ? primary.TaskDefinition
            : others.FirstOrDefault(d => d.RolloutState == "COMPLETED")?.TaskDefinition ?? others.FirstOrDefault()?.TaskDefinition
                ?? move.Before ?? (move.ForcesNewTasks ? primary?.TaskDefinition : null);
    }

    private static int CountBefore(ServiceMove move, EcsService service) => move.IsFirst ? 0
        : RolloutStart.CountOf(move, service) is { } count && service.DesiredCount == 0 && move.Strategy == Core.Model.Strategy.Replace
            ? count : service.DesiredCount;
}
