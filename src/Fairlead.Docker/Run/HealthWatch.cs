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
    private static readonly TimeSpan BakeBeat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstReason = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SteadyTime = TimeSpan.FromSeconds(2);

    // The events can be missed, where the engine restarts.
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(2);

    /// <summary>How long it took.</summary>
    public async Task<TimeSpan> Wait(WaitHealthy step, CancellationToken cancel)
    {
        events.Started(step.Service, Activity.Check, lastTime: step.LastTime);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var waiting = step.Tasks.Select(t => new Waiting(t, step.Adopted.Contains(t.Handle))).ToList();
        events.Progressed(step.Service, 0, step.Tasks.Count);
        string? told = null;
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
                return clock.Elapsed;
            }

            told = await TellReason(step, waiting[0], told, clock.Elapsed, cancel);
            if (clock.Elapsed > step.Limit)
            {
                throw await NotHealthy(step, waiting[0], cancel);
            }

            await Task.Delay(Beat, cancel);
        }
    }

    // Nobody should have to wait for the end of the grace to learn what is known by now.
    private async Task<string?> TellReason(WaitHealthy step, Waiting waiting, string? told, TimeSpan now, CancellationToken cancel)
    {
        if (now < FirstReason || waiting.Reason is not { } reason || reason == told)
        {
            return told;
        }

        if (reason.StartsWith("nothing listens", StringComparison.Ordinal)
            && await Listeners.IsOnLoopbackOnly(engine, waiting.Task.Handle, waiting.Task.Port, cancel))
        {
            waiting.Hint = $"; it listens on 127.0.0.1:{waiting.Task.Port}, where only itself can reach it: let it listen on 0.0.0.0";
        }

        events.Started(step.Service, Activity.Check, $"({reason}{waiting.Hint})", step.LastTime);
        return reason;
    }

    /// <summary>New tasks get the requests already; one that ends or fails its checks is a failure, however often it comes back.</summary>
    public async Task Bake(Bake step, CancellationToken cancel)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var ends = step.Tasks.ToDictionary(t => t.Handle, t => seen.Seen(t.Handle).Times, StringComparer.Ordinal);
        while (clock.Elapsed < step.Time)
        {
            foreach (var task in step.Tasks)
            {
                if (seen.Seen(task.Handle) is var exit && exit.Times > ends[task.Handle])
                {
                    var why = $"it exited with code {exit.ExitCode}, {Words(clock.Elapsed)} after it got work";
                    throw await DidNotStand(step, task, why, cancel);
                }

                if (await FailedCheck(task, cancel) is { } reason)
                {
                    throw await DidNotStand(step, task, $"its checks failed, {Words(clock.Elapsed)} after it got work: {reason}", cancel);
                }
            }

            var left = step.Time - clock.Elapsed;
            await Task.Delay(left < BakeBeat ? (left < TimeSpan.Zero ? TimeSpan.Zero : left) : BakeBeat, cancel);
        }

        foreach (var task in step.Tasks)
        {
            var details = await engine.Find(task.Handle, cancel);
            if (details is not { State.Running: true, State.Health: null or { Status: "healthy" or "starting" } })
            {
                var why = details is null ? "it was removed"
                    : details.State.Running ? $"its health check is {details.State.Health?.Status}"
                    : $"it exited with code {details.State.ExitCode}";
                throw await DidNotStand(step, task, why, cancel);
            }
        }
    }

    private async Task<string?> FailedCheck(NewTask task, CancellationToken cancel)
    {
        foreach (var slot in task.Slots)
        {
            var status = (await proxies.Status(slot.Proxy, slot.Backend, cancel)).GetValueOrDefault(slot.Server);
            if (status is { IsDown: true })
            {
                return status.Reason(task.Port);
            }
        }

        return null;
    }

    private async Task<FailureException> DidNotStand(Bake step, NewTask task, string why, CancellationToken cancel) =>
        new(new Failure($"{step.Service}: the new version did not stand", why)
        {
            Evidence = await LogTail.Read(engine, task.Handle, cancel),
            Place = step.Place,
            Next = "fix it, then: fairlead deploy",
        });

    private static string Words(TimeSpan time) => $"{time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s";

    private async Task<bool> Works(WaitHealthy step, Waiting waiting, TimeSpan now, CancellationToken cancel)
    {
        var isGood = step.Readiness != Readiness.LoadBalancer || await IsGood(waiting, cancel);
        var happened = seen.Seen(waiting.Task.Handle).Events;
        var at = waiting.LookedAt;
        var isDue = happened != waiting.EventsSeen || now - at > LongestUnseen
            || (isGood && (!waiting.WasGood || (step.Readiness == Readiness.Steady && now - at > Beat * 5)));
        waiting.WasGood = isGood;
        if (isGood && happened == 0 && step.Readiness == Readiness.LoadBalancer && !waiting.Task.HasOwnCheck)
        {
            return true; // it answers, and nothing has happened to it
        }

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
                // A good check before the balancer has taken it in is no reason for anything.
                waiting.Reason = status is null ? "the load balancer does not know it"
                    : status.IsGood ? null : status.Reason(waiting.Task.Port);
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
            throw new FailureException(new Failure($"{step.Service}: the new version was removed while it was starting",
                $"{handle} is gone")
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

        var why = isOutOfMemory ? Memory(details) : Exited(exit.ExitCode ?? details.State.ExitCode, exits);
        throw new FailureException(new Failure($"{step.Service}: the new version does not stay up", why)
        {
            Evidence = await LogTail.Read(engine, handle, cancel),
            Place = step.StartPlace,
            Next = isOutOfMemory ? $"raise 'memory' of {step.Service}, then: fairlead deploy"
                : (exit.ExitCode ?? details.State.ExitCode) == 0 ? $"what ends by itself is a job: write {step.Service} under 'jobs'"
                : "fix it, then: fairlead deploy",
        });
    }

    private static string Exited(int code, int times) =>
        $"it exited with code {code}{(times == 1 ? "" : $", {times} times")}{EngineRefusal.OfCode(code)}";

    private static string Memory(ContainerDetails? details) =>
        $"killed: out of memory, the limit is {new Size(details?.HostConfig?.Memory ?? 0)}";

    private async Task<FailureException> NotHealthy(WaitHealthy step, Waiting waiting, CancellationToken cancel)
    {
        var handle = waiting.Task.Handle;
        var exit = seen.Seen(handle);
        var ended = exit.OutOfMemory ? "; " + Memory(await engine.Find(handle, cancel))
            : exit.Times > 0 ? "; " + Exited(exit.ExitCode ?? 0, exit.Times)
            : "";
        var what = $"{step.Service}: the new version did not become healthy within {DurationText.Render(step.Limit)}";
        return new FailureException(new Failure(what, (waiting.Reason ?? "no check was good") + waiting.Hint + ended)
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

        /// <summary>What was found out about that.</summary>
        public string Hint { get; set; } = "";
    }
}
