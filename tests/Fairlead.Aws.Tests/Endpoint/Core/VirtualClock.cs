namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>
/// The time of a scripted AWS: what happens there stands in a queue, and happens when a test lets time go on. A client that uses this clock
/// waits in the same time. When it <see cref="Jumps"/>, time goes to the next wait's end as soon as nobody has anything else to do.
/// </summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    // What is longer is no wait but a limit of a call, or a deadline: time does not jump to it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(60);

    // Of real time, in which a client that goes on would have shown itself.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(2);

    // A heartbeat is no reason to hurry: while a client works out what comes next, only short waits pass.
    private static readonly TimeSpan LongerWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongerQuiet = TimeSpan.FromMilliseconds(100);

    private readonly PriorityQueue<VirtualEvent, (long Due, long Number)> queue = new();
    private readonly HashSet<VirtualTimer> timers = [];
    private long now = start.UtcTicks;
    private long number;
    private long touched;
    private int requests;

    /// <summary>Whoever reads or changes the state of the endpoint holds it.</summary>
    public Lock Gate { get; } = new();

    public bool Jumps { get; init; }

    public TimeSpan Passed => GetUtcNow() - start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref now), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public VirtualEvent After(TimeSpan delay, Action act)
    {
        lock (Gate)
        {
            var due = now + Math.Max(0, delay.Ticks);
            var one = new VirtualEvent(due, act);
            queue.Enqueue(one, (due, number++));
            return one;
        }
    }

    /// <summary>Lets time pass; what is due in it happens in its order.</summary>
    public void Advance(TimeSpan by)
    {
        lock (Gate)
        {
            RunTo(now + by.Ticks);
        }
    }

    /// <summary>Goes from event to event until something is so.</summary>
    /// <returns>Whether it became so within the limit.</returns>
    public bool AdvanceUntil(Func<bool> isSo, TimeSpan limit)
    {
        lock (Gate)
        {
            var end = now + limit.Ticks;
            while (!isSo())
            {
                if (!queue.TryPeek(out _, out var next) || next.Due > end)
                {
                    return false;
                }

                RunTo(next.Due);
            }

            return true;
        }
    }

    /// <summary>Time goes so many times as fast as real time, until this is disposed: for a process that waits in its own.</summary>
    public ITimer Run(double pace)
    {
        var began = System.GetTimestamp();
        var from = Passed;
        return System.CreateTimer(_ =>
        {
            lock (Gate)
            {
                RunTo((start + from + System.GetElapsedTime(began) * pace).UtcTicks);
            }
        }, null, Quiet, Quiet);
    }

    /// <summary>A request is being answered: meanwhile time does not jump.</summary>
    public void Begin() => Interlocked.Increment(ref requests);

    public void End()
    {
        Interlocked.Decrement(ref requests);
        Touch();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private void RunTo(long end)
    {
        while (queue.TryPeek(out var one, out var next) && next.Due <= end)
        {
            queue.Dequeue();
            Interlocked.Exchange(ref now, Math.Max(now, next.Due));
            one.Run();
        }

        Interlocked.Exchange(ref now, Math.Max(now, end));
    }

    private void Touch()
    {
        if (!Jumps)
        {
            return;
        }

        JumpAfter(Quiet, Interlocked.Increment(ref touched));
    }

    private void JumpAfter(TimeSpan quiet, long mine)
    {
        ITimer? real = null;
        real = System.CreateTimer(_ =>
        {
            real?.Dispose();
            JumpIfQuiet(mine, quiet);
        }, null, quiet, Timeout.InfiniteTimeSpan);
    }

    private void JumpIfQuiet(long mine, TimeSpan quiet)
    {
        lock (Gate)
        {
            if (mine != Interlocked.Read(ref touched) || Volatile.Read(ref requests) > 0
                || timers.Any(t => t.Wait > LongestWait && t.Wait <= LongestCall))
            {
                return;
            }

            var waits = timers.Where(t => t.Wait <= LongestWait).Select(t => t.Due).ToList();
            if (waits.Count > 0 && quiet < LongerQuiet && timers.Where(t => t.Wait <= LongestWait).MinBy(t => t.Due)!.Wait > LongerWait)
            {
                JumpAfter(LongerQuiet, mine);
            }
            else if (waits.Count > 0)
            {
                RunTo(waits.Min());
            }
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, Action call) : ITimer
    {
        private VirtualEvent? pending;

        public TimeSpan Wait { get; private set; }

        public long Due => pending?.Due ?? long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.Gate)
            {
                Forget();
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Wait = dueTime;
                    pending = clock.After(dueTime, Ring);
                    clock.timers.Add(this);
                }
            }

            clock.Touch();
            return true;
        }

        public void Dispose()
        {
            lock (clock.Gate)
            {
                Forget();
            }

            clock.Touch();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Forget()
        {
            pending?.Cancel();
            pending = null;
            clock.timers.Remove(this);
        }

        // Outside of the gate: who waited may ask the endpoint at once.
        private void Ring()
        {
            clock.timers.Remove(this);
            pending = null;
            ThreadPool.QueueUserWorkItem(static a => a(), call, preferLocal: false);
        }
    }
}

/// <summary>Something that will happen, unless it is cancelled.</summary>
internal sealed class VirtualEvent(long due, Action act)
{
    private bool isCancelled;

    public long Due => due;

    public void Cancel() => isCancelled = true;

    public void Run()
    {
        if (!isCancelled)
        {
            act();
        }
    }
}
