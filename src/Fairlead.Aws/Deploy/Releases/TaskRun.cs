using Fairlead.Aws.Api;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>Follows a task that was started until it has stopped, and stops it when its time is over.</summary>
internal sealed class TaskRun(AwsConnection aws, EventStream events, OneOffTask task, Func<string, string> clean)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // ECS does not see a new task everywhere at once.
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(15);

    // Two minutes is the longest stop time-out on Fargate, and then the network interface goes.
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(5);

    private readonly TaskLog log = new(aws, task.LogGroup, task.Container, clean);
    private readonly DateTimeOffset began = events.Now;
    private DateTimeOffset seenAt = events.Now;
    private DateTimeOffset? runningSince;
    private DateTimeOffset? stopAsked;
    private string? whyStopped;
    private bool isLate;

    public async Task<TaskOutcome> Follow(string arn, Action<string> onLine, CancellationToken cancel)
    {
        while (true)
        {
            var now = (await aws.Ecs.DescribeTasks(new(task.Cluster, [arn]), cancel)).Tasks is [var found, ..] ? found : null;
            seenAt = now is null ? seenAt : events.Now;
            ThrowIfLost(now);
            if (now?.LastStatus is not (null or "PROVISIONING" or "PENDING"))
            {
                runningSince ??= events.Now;
                await log.Read(arn, onLine, cancel);
            }

            if (now is { LastStatus: "STOPPED" })
            {
                await log.ReadRest(arn, onLine, events.Clock, cancel);
                return Outcome(now);
            }

            await StopIfLate(arn, cancel);
            await Task.Delay(Interval, events.Clock, cancel);
        }
    }

    private void ThrowIfLost(EcsTask? now)
    {
        if (now is not null ? stopAsked is { } asked && now.LastStatus != "STOPPED" && events.Now - asked > LongestStop
            : events.Now - seenAt > LongestUnseen)
        {
            throw new FailureException(new Failure($"{task.Subject}: what became of it is not known",
                now is null ? "ECS does not know its task any more: it forgets one an hour after it stopped"
                    : $"it was told to stop {DurationText.Render(LongestStop)} ago, and is {now.LastStatus}")
            {
                Evidence = log.LastLines, Place = task.Place, Next = $"fairlead logs {task.Container}",
            });
        }
    }

    private async Task StopIfLate(string arn, CancellationToken cancel)
    {
        if (stopAsked is not null)
        {
            return;
        }

        whyStopped = runningSince is { } since
            ? events.Now - since > task.Timeout ? $"it ran longer than {DurationText.Render(task.Timeout)} and was stopped" : null
            : events.Now - began > LongestStart ? $"it did not start within {DurationText.Render(LongestStart)}" : null;
        if (whyStopped is null)
        {
            return;
        }

        (stopAsked, isLate) = (events.Now, runningSince is not null);
        await aws.Ecs.StopTask(new(task.Cluster, arn, whyStopped), cancel);
    }

    private TaskOutcome Outcome(EcsTask now)
    {
        var container = now.Containers?.FirstOrDefault(c => c.Name == task.Container);
        var took = now is { StartedAt: { } from, StoppedAt: { } to } ? TimeSpan.FromSeconds(Math.Max(0, to - from)) : TimeSpan.Zero;
        if (whyStopped is null && container?.ExitCode == 0 && now.StopCode is null or "EssentialContainerExited")
        {
            return new TaskOutcome(0, null, log.LastLines, took, now.TaskArn);
        }

        var read = StopReason.Read(now, task.Container);
        return new TaskOutcome(container?.ExitCode, whyStopped ?? clean(read.Why), log.LastLines, took, now.TaskArn)
        {
            IsTimedOut = isLate, Next = whyStopped is null ? read.Next : $"raise 'timeout' of {task.Container}, or make it faster",
        };
    }
}
