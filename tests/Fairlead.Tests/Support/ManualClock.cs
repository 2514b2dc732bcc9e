namespace Fairlead.Tests.Support;

/// <summary>A clock that goes only when it is told to; its timers then call at once, one after the other.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarms.Add(alarm);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Advance(TimeSpan time)
    {
        var end = now + time;
        while (alarms.Where(a => a.At <= end).MinBy(a => a.At) is { } next)
        {
            now = next.At!.Value;
            next.Ring();
        }

        now = end;
    }

    private sealed class Alarm(ManualClock clock, Action call) : ITimer
    {
        public DateTimeOffset? At { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            At = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
            return clock.alarms.Contains(this);
        }

        public void Ring()
        {
            At = null;
            call();
        }

        public void Dispose() => clock.alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
