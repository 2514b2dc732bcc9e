using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>Waits until new tasks have shown that they work, or finds out why they do not.</summary>
internal sealed class HealthWatch(Engine engine, Balancer balancer, LifeSigns life, Sink sink)
{
    private const int MostExits = 3;
    private readonly Dictionary<string, int> restartsBefore = new(StringComparer.Ordinal);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan SteadyTime = TimeSpan.FromSeconds(2);

    public async Task Wait(WaitHealthy step, CancellationToken cancel)
    {
        sink.Began(step.Service, Activity.Check);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var waiting = step.Tasks.ToList();
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        sink.Progressed(step.Service, 0, step.Tasks.Count);
        while (true)
        {
            foreach (var task in waiting.ToList())
            {
                var details = await engine.Find(task.Handle, cancel);
                await ThrowIfDead(step, task, details, cancel);
                if (await Works(step.Proof, task, details!, reasons, cancel))
                {
                    waiting.Remove(task);
                    sink.Progressed(step.Service, step.Tasks.Count - waiting.Count, step.Tasks.Count);
                }
            }

            if (waiting.Count == 0)
            {
                return;
            }

            if (clock.Elapsed > step.Limit)
            {
                throw await NotHealthy(step, waiting[0], reasons, cancel);
            }

            await Task.Delay(Beat, cancel);
        }
    }

    private async Task<bool> Works(Proof proof, Newcomer task, ContainerDetails details, Dictionary<string, string> reasons, CancellationToken cancel)
    {
        switch (proof)
        {
            case Proof.Balancer:
                foreach (var slot in task.Slots)
                {
                    var status = (await balancer.Status(slot.Proxy, slot.Backend, cancel)).GetValueOrDefault(slot.Server);
                    if (status is null || !status.IsGood || status.State != "DRAIN")
                    {
                        reasons[task.Handle] = status?.Reason(task.Port) ?? "the load balancer does not know it";
                        return false;
                    }
                }

                return details.State.Running && (details.State.Health is null || IsHealthy(task, details, reasons));
            case Proof.Container:
                return IsHealthy(task, details, reasons);
            default:
                reasons[task.Handle] = $"it is {details.State.Status}";
                return details.State.Running && DateTimeOffset.TryParse(details.State.StartedAt, out var started) && sink.Now - started > SteadyTime;
        }
    }

    private static bool IsHealthy(Newcomer task, ContainerDetails details, Dictionary<string, string> reasons)
    {
        reasons[task.Handle] = details.State.Health is { } health ? $"its health check is {health.Status}: {health.Log?.LastOrDefault()?.Output?.Trim()}" : "it has no health check";
        return details.State.Health?.Status == "healthy";
    }

    private async Task ThrowIfDead(WaitHealthy step, Newcomer task, ContainerDetails? details, CancellationToken cancel)
    {
        if (details is null)
        {
            throw new FailureException(new Failure($"{step.Service}: the new version was removed while it was starting", $"{task.Handle} is gone") { Place = step.Place, Next = "fairlead deploy" });
        }

        var death = life.Of(task.Handle);
        restartsBefore.TryAdd(task.Handle, step.Adopted.Contains(task.Handle) ? details.RestartCount : 0);
        var exits = Math.Max(death.Times, details.RestartCount - restartsBefore[task.Handle]);
        var outOfMemory = death.OutOfMemory || details.State.OOMKilled;
        if (exits < MostExits && !(outOfMemory && exits > 0))
        {
            return;
        }

        var why = outOfMemory ? await Memory(task.Handle, cancel) : $"it exited with code {death.ExitCode ?? details.State.ExitCode}, {exits} times";
        throw new FailureException(new Failure($"{step.Service}: the new version does not stay up", why)
        {
            Evidence = await LogTail.Read(engine, task.Handle, cancel),
            Place = step.StartPlace,
            Next = outOfMemory ? $"raise 'memory' of {step.Service}, then: fairlead deploy" : "fix it, then: fairlead deploy",
        });
    }

    private async Task<string> Memory(string handle, CancellationToken cancel)
    {
        var limit = (await engine.Find(handle, cancel))?.HostConfig?.Memory ?? 0;
        return $"killed: out of memory, the limit is {new Size(limit)}";
    }

    private async Task<FailureException> NotHealthy(WaitHealthy step, Newcomer task, Dictionary<string, string> reasons, CancellationToken cancel)
    {
        var memory = life.Of(task.Handle).OutOfMemory ? "; " + await Memory(task.Handle, cancel) : "";
        return new FailureException(new Failure($"{step.Service}: the new version did not become healthy within {DurationText.Render(step.Limit)}", reasons.GetValueOrDefault(task.Handle, "no check was good") + memory)
        {
            Evidence = await LogTail.Read(engine, task.Handle, cancel),
            Place = step.Place,
            Next = "fix it, or give it more time with health: {grace: 2m}, then: fairlead deploy",
        });
    }
}
