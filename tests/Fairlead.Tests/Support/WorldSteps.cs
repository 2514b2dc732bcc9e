using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run;

namespace Fairlead.Tests.Support;

/// <summary>How a simulated deploy ends before its end.</summary>
internal enum Mishap
{
    None,

    /// <summary>The step is refused, or what it waits for does not come.</summary>
    Fails,

    /// <summary>Ctrl-C.</summary>
    Interrupted,

    /// <summary>kill -9.</summary>
    Killed,
}

/// <summary>
/// Carries out steps in the world, one at a time, in an order that chance decides among those that could come next; and lets one of them
/// go wrong. Everything runs on one thread, so that a seed always gives the same.
/// </summary>
internal sealed class WorldSteps : SynchronizationContext, IStepRunner, IDisposable
{
    private readonly Queue<(SendOrPostCallback Call, object? State)> ready = new();
    private readonly List<TaskCompletionSource> waiting = [];
    private readonly CancellationTokenSource interrupt = new();
    private readonly World world;
    private readonly DockerPlan plan;
    private readonly Random random;
    private readonly Mishap mishap;
    private int left;

    /// <param name="mishap">What happens.</param>
    /// <param name="before">Before which step, from 0 on.</param>
    public WorldSteps(World world, DockerPlan plan, Random random, Mishap mishap, int before)
    {
        (this.world, this.plan, this.random, this.mishap) = (world, plan, random, mishap);
        left = mishap == Mishap.None ? int.MaxValue : before;
        Images = new BuiltImages(plan.Images, []);
    }

    public BuiltImages Images { get; }

    public Release? Recorded { get; private set; }

    /// <summary>The step that went wrong.</summary>
    public Step? Hit { get; private set; }

    public void Dispose() => interrupt.Dispose();

    /// <summary>Carries the plan out as far as it comes.</summary>
    /// <returns>What it ended with; null where it came to its end, or was killed.</returns>
    public async Task<Exception?> Carry()
    {
        Exception? thrown = null;
        await foreach (var _ in EventStream.Run(new FastClock(), Work, CancellationToken.None))
        {
            // What is told while it happens is asked of other tests.
        }

        return thrown;

        Task Work(EventStream events, CancellationToken cancel)
        {
            thrown = Carry(events);
            return Task.CompletedTask;
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (ready)
        {
            ready.Enqueue((d, state));
            Monitor.Pulse(ready);
        }
    }

    async Task IStepRunner.Run(Step step, Lane lane, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var turn = new TaskCompletionSource();
        waiting.Add(turn);
        await turn.Task;
        if (StepRunner.CanBeGivenUp(step))
        {
            cancel.ThrowIfCancellationRequested();
        }

        if (!cancel.IsCancellationRequested && cancel.CanBeCanceled && left-- == 0)
        {
            Hit = step;
            await GoWrong(step, cancel);
        }

        if (step is CreateContainer create && world.Strangers.Contains(create.Spec.Name))
        {
            throw new FailureException("already there", "somebody else made it", "docker inspect");
        }

        world.Apply(step);
        if (step is RecordRelease)
        {
            Recorded = world.Releases[^1];
        }
    }

    Task IStepRunner.RecordFailure(DockerPlan of, Failure failure)
    {
        if (of.Release is { } draft && Recorded is null && world.Containers.Any(c => c is { Role: Role.Proxy, Runs: true }))
        {
            world.Fail(draft with { State = ReleaseState.Failed, Remark = $"{failure.What}: {failure.Why}" });
        }

        return Task.CompletedTask;
    }

    private Exception? Carry(EventStream events)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var executor = new Executor(this, events, _ => Task.FromResult(world.Status()));
            var work = executor.Apply(plan, _ => { }, interrupt.Token);
            Pump(work);
            return work.IsFaulted ? work.Exception.InnerException : work.IsCanceled ? new OperationCanceledException() : null;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    // Until it has ended, or nothing more comes of it.
    private void Pump(Task work)
    {
        while (!work.IsCompleted && !(Hit is not null && mishap == Mishap.Killed))
        {
            if (Next() is { } next)
            {
                next.Call(next.State);
            }
            else
            {
                var turn = waiting[random.Next(waiting.Count)];
                waiting.Remove(turn);
                turn.SetResult();
            }
        }
    }

    private (SendOrPostCallback Call, object? State)? Next()
    {
        lock (ready)
        {
            // A pause of the executor ends on another thread.
            while (ready.Count == 0 && waiting.Count == 0)
            {
                Monitor.Wait(ready, TimeSpan.FromSeconds(30)).ShouldBeTrue("the work stands still");
            }

            return ready.TryDequeue(out var next) ? next : null;
        }
    }

    private async Task GoWrong(Step step, CancellationToken cancel)
    {
        switch (mishap)
        {
            case Mishap.Fails:
                throw new FailureException($"could not {step}", "chance wanted it", "again");
            case Mishap.Interrupted:
                await interrupt.CancelAsync();
                if (StepRunner.CanBeGivenUp(step))
                {
                    cancel.ThrowIfCancellationRequested();
                }

                break;
            default:
                await new TaskCompletionSource().Task; // for ever
                break;
        }
    }

    /// <summary>Half a minute passes whenever somebody looks.</summary>
    private sealed class FastClock : TimeProvider
    {
        private long now;

        public override long GetTimestamp() => now += TimestampFrequency * 30;
    }
}
