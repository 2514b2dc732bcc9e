namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>
/// The time of a scripted AWS: what happens there stands in a queue, and happens when a test lets time go on. A client that uses this clock
/// waits in the same time. When it <see cref="Jumps"/>, time goes to the next wait's end as soon as nobody has anything else to do, which
/// is known by counting who is at work: <see cref="VirtualClock.Enter"/>.
/// </summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider, IThreadPoolWorkItem
{
    // What is longer is no wait but a limit of a call, or a deadline: time does not jump to it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);

    // Threads take it on and off as they take up and lay down what began in it, so whoever works in a clock's time can be counted.
    private static readonly AsyncLocal<VirtualClock?> Worker = new(static change =>
    {
        change.CurrentValue?.Begin();
        change.PreviousValue?.End();
    });

    private static int looks;

    private readonly PriorityQueue<VirtualEvent, (long Due, long Number)> queue = new();
    private readonly HashSet<VirtualTimer> timers = [];
    private long now = start.UtcTicks;
    private long number;
    private long begun;
    private int busy;
    private int isLooking;

    /// <summary>Whoever reads or changes the state of the endpoint holds it.</summary>
    public Lock Gate { get; } = new();

    public bool Jumps { get; init; }

    public TimeSpan Passed => GetUtcNow() - start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref now), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref now);

    /// <summary>
    /// From here on the caller, and all that it begins, works in this time, which stands still meanwhile. Called by every door through
    /// which tests come in.
    /// </summary>
    public void Enter()
    {
        if (Jumps)
        {
            Worker.Value = this;
        }
    }

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
        }, null, Pace, Pace);
    }

    /// <summary>Somebody is at work: meanwhile time does not jump.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref begun);
        Interlocked.Increment(ref busy);
    }

    public void End()
    {
        if (Interlocked.Decrement(ref busy) == 0)
        {
            WaitForQuiet();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (Jumps && Worker.Value != this)
        {
            throw new InvalidOperationException("Whoever waits in a clock that jumps enters it first: nobody knows that he is at work.");
        }

        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    // On a thread of the pool: nobody is at work, and nothing stands in the pool's queue that could be work.
    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Decrement(ref looks);
        Interlocked.Exchange(ref isLooking, 0);
        var before = Interlocked.Read(ref begun);

        // Who has just taken something from the queue, and is not counted yet, goes first.
        Thread.Yield();
        if (Volatile.Read(ref busy) > 0)
        {
            return;
        }

        if (ThreadPool.PendingWorkItemCount > Volatile.Read(ref looks))
        {
            WaitForQuiet();
            return;
        }

        Thread.Yield();
        lock (Gate)
        {
            if (Volatile.Read(ref busy) == 0 && Interlocked.Read(ref begun) == before)
            {
                Jump();
            }
        }
    }

    private void WaitForQuiet()
    {
        if (Jumps && Interlocked.Exchange(ref isLooking, 1) == 0)
        {
            Interlocked.Increment(ref looks);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    // To the end of one wait: of several that end at the same moment, the first comes first in every run.
    private void Jump()
    {
        var end = timers.Where(t => t.Wait <= LongestWait).Select(t => t.Due).DefaultIfEmpty(now).Min();
        while (Volatile.Read(ref busy) == 0 && queue.TryPeek(out _, out var next) && next.Due <= end)
        {
            RunNext();
        }
    }

    private void RunTo(long end)
    {
        while (queue.TryPeek(out _, out var next) && next.Due <= end)
        {
            RunNext();
        }

        Interlocked.Exchange(ref now, Math.Max(now, end));
    }

    private void RunNext()
    {
        var one = queue.Dequeue();
        if (!one.IsCancelled)
        {
            Interlocked.Exchange(ref now, Math.Max(now, one.Due));
            one.Run();
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, Action call) : ITimer
    {
        private VirtualEvent? pending;

        public TimeSpan Wait { get; private set; }

        public long Due => pending?.Due ?? long.MaxValue;

        // A call that is limited is one that is on its way.
        private bool IsCall => Wait > LongestWait && Wait <= LongestCall;

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
                    if (IsCall)
                    {
                        clock.Begin();
                    }
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.Gate)
            {
                Forget();
            }
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
            if (clock.timers.Remove(this) && IsCall)
            {
                clock.End();
            }
        }

        // Outside of the gate: who waited may ask the endpoint at once.
        private void Ring()
        {
            clock.Begin();
            Forget();
            ThreadPool.UnsafeQueueUserWorkItem(static t =>
            {
                t.Call();
                t.End();
            }, this, preferLocal: false);
        }

        private void Call() => call();

        private void End() => clock.End();
    }
}

/// <summary>Something that will happen, unless it is cancelled.</summary>
internal sealed class VirtualEvent(long due, Action act)
{
    public long Due => due;

    public bool IsCancelled { get; private set; }

    public void Cancel() => IsCancelled = true;

    public void Run() => act();
}
