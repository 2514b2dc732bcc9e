using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.Proxy;

namespace Fairlead.Docker.Run;

/// <summary>
/// Waits until new tasks have shown that they work, or finds out why they do not. The load balancer is asked at every beat; the engine
/// only when its events, or the balancer's answer, give a reason to.
/// </summary>
internal sealed class HealthWatch(Engine engine, HaproxyRuntime proxies, ContainerEvents seen, EventStream events)
{
    private const int MostExits = 3;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SteadyTime = TimeSpan.FromSeconds(2);

    // The events can be missed, where the engine restarts.
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(2);

    public async Task Wait(WaitHealthy step, CancellationToken cancel)
    {
        events.Started(step.Service, Activity.Check);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var waiting = step.Tasks.Select(t => new Waiting(t, step.Adopted.Contains(t.Handle))).ToList();
        events.Progressed(step.Service, 0, step.Tasks.Count);
        while (true)
        {
            foreach (var task in waiting.ToList())
            {
                if (await Works(step, task, clock.Elapsed, cancel))
                {
                    waiting.Remove(task);
                    events.Progressed(step.Service, step.Tasks.Count - waiting.Count, step.Tasks.Count);
                }
            }

            if (waiting.Count == 0)
            {
                return;
            }

            if (clock.Elapsed > step.Limit)
            {
                throw await NotHealthy(step, waiting[0], cancel);
            }

            await Task.Delay(Beat, cancel);
        }
    }

    private async Task<bool> Works(WaitHealthy step, Waiting waiting, TimeSpan now, CancellationToken cancel)
    {
        var isGood = step.Readiness != Readiness.LoadBalancer || await IsGood(waiting, cancel);
        var happened = seen.Seen(waiting.Task.Handle).Events;
        var at = waiting.LookedAt;
        var isDue = happened != waiting.EventsSeen || now - at > LongestUnseen
            || (isGood && (!waiting.WasGood || (step.Readiness == Readiness.Steady && now - at > Beat * 5)));
        waiting.WasGood = isGood;
        if (!isDue)
        {
            return false;
        }

        (waiting.LookedAt, waiting.EventsSeen) = (now, happened);
        var details = await engine.Find(waiting.Task.Handle, cancel);
        await ThrowIfDead(step, waiting, details, cancel);
        return isGood && details!.State.Running && step.Readiness switch
        {
            Readiness.LoadBalancer => details.State.Health is null || IsHealthy(waiting, details),
            Readiness.Container => IsHealthy(waiting, details),
            _ => IsSteady(waiting, details),
        };
    }

    private async Task<bool> IsGood(Waiting waiting, CancellationToken cancel)
    {
        foreach (var slot in waiting.Task.Slots)
        {
            var status = (await proxies.Status(slot.Proxy, slot.Backend, cancel)).GetValueOrDefault(slot.Server);
            if (status is null || !status.IsGood || status.State != "DRAIN")
            {
                waiting.Reason = status?.Reason(waiting.Task.Port) ?? "the load balancer does not know it";
                return false;
            }
        }

        return true;
    }

    private static bool IsHealthy(Waiting waiting, ContainerDetails details)
    {
        waiting.Reason = details.State.Health is { } health
            ? $"its health check is {health.Status}: {health.Log?.LastOrDefault()?.Output?.Trim()}"
            : "it has no health check";
        return details.State.Health?.Status == "healthy";
    }

    private bool IsSteady(Waiting waiting, ContainerDetails details)
    {
        waiting.Reason = $"it is {details.State.Status}";
        return DateTimeOffset.TryParse(
            details.State.StartedAt,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var started)
            && events.Now - started > SteadyTime;
    }

    private async Task ThrowIfDead(WaitHealthy step, Waiting waiting, ContainerDetails? details, CancellationToken cancel)
    {
        var handle = waiting.Task.Handle;
        if (details is null)
        {
            throw new FailureException(new Failure($"{step.Service}: the new version was removed while it was starting", $"{handle} is gone")
            {
                Place = step.Place,
                Next = "fairlead deploy",
            });
        }

        var exit = seen.Seen(handle);
        waiting.RestartsBefore ??= waiting.IsAdopted ? details.RestartCount : 0;
        var exits = Math.Max(exit.Times, details.RestartCount - waiting.RestartsBefore.Value);
        var isOutOfMemory = exit.OutOfMemory || details.State.OOMKilled;
        if (exits < MostExits && !(isOutOfMemory && exits > 0))
        {
            return;
        }

        var why = isOutOfMemory ? Memory(details) : $"it exited with code {exit.ExitCode ?? details.State.ExitCode}, {exits} times";
        throw new FailureException(new Failure($"{step.Service}: the new version does not stay up", why)
        {
            Evidence = await LogTail.Read(engine, handle, cancel),
            Place = step.StartPlace,
            Next = isOutOfMemory ? $"raise 'memory' of {step.Service}, then: fairlead deploy" : "fix it, then: fairlead deploy",
        });
    }

    private static string Memory(ContainerDetails? details) =>
        $"killed: out of memory, the limit is {new Size(details?.HostConfig?.Memory ?? 0)}";

    private async Task<FailureException> NotHealthy(WaitHealthy step, Waiting waiting, CancellationToken cancel)
    {
        var handle = waiting.Task.Handle;
        var memory = seen.Seen(handle).OutOfMemory ? "; " + Memory(await engine.Find(handle, cancel)) : "";
        var what = $"{step.Service}: the new version did not become healthy within {DurationText.Render(step.Limit)}";
        return new FailureException(new Failure(what, (waiting.Reason ?? "no check was good") + memory)
        {
            Evidence = await LogTail.Read(engine, handle, cancel),
            Place = step.Place,
            Next = "fix it, or give it more time with health: {grace: 2m}, then: fairlead deploy",
        });
    }

    private sealed class Waiting(NewTask task, bool isAdopted)
    {
        public NewTask Task { get; } = task;

        /// <summary>It ran before.</summary>
        public bool IsAdopted { get; } = isAdopted;

        /// <summary>Since the watch began.</summary>
        public TimeSpan LookedAt { get; set; }

        public int EventsSeen { get; set; }

        public bool WasGood { get; set; }

        public int? RestartsBefore { get; set; }

        /// <summary>Why it does not work yet.</summary>
        public string? Reason { get; set; }
    }
}
