namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>
/// A clock for which waits pass at once, and are counted. What is longer than half a minute is no wait but a limit, and is reached only
/// when the test says so.
/// </summary>
internal sealed class JumpingClock : TimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly List<LimitTimer> limits = [];
    private DateTimeOffset now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How long was waited, one after the other.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <summary>All limits that stand are reached.</summary>
    public void ReachLimits()
    {
        LimitTimer[] reached;
        lock (gate)
        {
            reached = [.. limits];
            limits.Clear();
        }

        Array.ForEach(reached, l => l.Call());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LimitTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class LimitTimer(JumpingClock clock, Action call) : ITimer
    {
        public void Call() => call();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.limits.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                if (dueTime > LongestWait)
                {
                    clock.limits.Add(this);
                    return true;
                }

                clock.now += dueTime;
                clock.Waits.Add(dueTime);
            }

            ThreadPool.QueueUserWorkItem(static t => t.Call(), this, preferLocal: false);
            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.limits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
