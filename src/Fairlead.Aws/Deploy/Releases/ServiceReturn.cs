using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>Brings a service back to what it ran before, however far it got.</summary>
internal sealed class ServiceReturn(AwsConnection aws, EventStream events, ServiceMoved from)
{
    /// <summary>Until somebody who knows its number says it.</summary>
    public const string ServesOn = "the version before serves on";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly ServiceCalls calls = new(aws, events, from.Move);

    /// <summary>As a way of its own: it is watched like every other.</summary>
    public ServiceMove Way => from.Move with
    {
        TaskDefinition = from.Before ?? from.Move.TaskDefinition, Count = from.Move.Count is null ? null : from.CountBefore,
        ContainerPort = from.PortBefore, ForcesNewTasks = false, IsFirst = false, LastTime = null, Urls = [],
    };

    /// <summary>It has served nothing before: nothing runs again.</summary>
    public async Task Empty(Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        if ((await calls.Describe(cancel)).DesiredCount != 0)
        {
            await fence(cancel);
            await calls.Update(new(from.Move.Cluster, from.Move.Service) { DesiredCount = 0 }, null, cancel);
        }
    }

    /// <summary>After a failure. Says what serves then.</summary>
    public async Task<string> Undo(RolloutWatch watch, RolloutTrouble trouble, Func<CancellationToken, Task> fence,
        CancellationToken cancel)
    {
        var began = events.Now;
        events.Started(from.Move.Subject, Activity.RollBack);
        if (from.Move.IsFirst)
        {
            await Empty(fence, cancel);
            events.Completed(from.Move.Subject, Activity.RollBack, began);
            return "it is the first: nothing served before, and its count is 0 again";
        }

        var isSent = trouble.Kind == TroubleKind.GivenUp;
        if (from is { Before: not null, Move.Strategy: Strategy.Replace })
        {
            // ECS would start the old while the last of the new still ends.
            await calls.Empty(fence, cancel);
            await Send(fence, cancel);
            isSent = true;
        }
        else if (!isSent)
        {
            isSent = watch.DeploymentArn is { } deployment && await Stop(deployment, cancel);
        }

        if (!isSent)
        {
            if (from.Before is null || from.Before == from.Move.TaskDefinition)
            {
                return Standing(await calls.Describe(cancel), "");
            }

            await Send(fence, cancel);
        }

        var outcome = await Await(watch, fence, cancel);
        if (outcome == ServesOn)
        {
            events.Completed(from.Move.Subject, Activity.RollBack, began);
        }

        return outcome;
    }

    private Task Send(Func<CancellationToken, Task> fence, CancellationToken cancel) => Send(Way, fence, cancel);

    private async Task Send(ServiceMove way, Func<CancellationToken, Task> fence, CancellationToken cancel) =>
        await new RolloutStart(aws, events, way with { Strategy = Strategy.Rolling, Count = way.Strategy == Strategy.Replace
            ? from.CountBefore : way.Count }).Begin(await calls.Describe(cancel), fence, cancel);

    // API Reference, StopServiceDeployment: what is over can not be stopped, and without a version before there is no way back.
    private async Task<bool> Stop(string deployment, CancellationToken cancel)
    {
        try
        {
            await aws.Ecs.StopServiceDeployment(new(deployment, "ROLLBACK"), cancel);
            return true;
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "ConflictException" or "ServiceDeploymentNotFoundException"
            or "InvalidParameterException")
        {
            return false;
        }
    }

    private async Task<string> Await(RolloutWatch watch, Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        var end = events.Now + Longest;
        var isSent = false;
        while (true)
        {
            var service = await calls.Describe(cancel);
            var primary = ServiceCalls.Primary(service);
            if (IsBack(primary, watch.NewRevision))
            {
                return await RestoreCount(service, fence, cancel);
            }

            if (!isSent && from.Before is not null && watch.DeploymentArn is { } deployment
                && (await calls.Deployment(deployment, cancel))?.Status is "ROLLBACK_FAILED" or "SUCCESSFUL")
            {
                isSent = true;
                await Send(fence, cancel);
            }

            if (events.Now >= end)
            {
                return Standing(service, " of the version before");
            }

            await Task.Delay(ServiceCalls.Interval, events.Clock, cancel);
        }
    }

    private static string Standing(EcsService service, string whose) =>
        $"{ServiceCalls.Primary(service)?.RunningCount ?? 0} of {service.DesiredCount} tasks{whose} run";

    // A version that only reads other values has the same definition.
    private bool IsBack(EcsDeployment? primary, string? failed) => primary is not null && primary.Id != failed
        && primary.RunningCount >= primary.DesiredCount && primary.RolloutState != "FAILED"
        && (from.Before is null ? primary.TaskDefinition != from.Move.TaskDefinition : primary.TaskDefinition == from.Before);

    private async Task<string> RestoreCount(EcsService service, Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        if (from.Move.Count is not null && service.DesiredCount != from.CountBefore)
        {
            await fence(cancel);
            await calls.Update(new(from.Move.Cluster, from.Move.Service) { DesiredCount = from.CountBefore }, null, cancel);
        }

        return from.CountBefore == 0 ? "nothing of it runs, as before" : ServesOn;
    }
}
