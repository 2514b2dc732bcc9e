using Perfolizer.Horology;

namespace Fairlead.Benchmarks;

/// <summary>The processor time of this process, all its threads: what else the machine does meanwhile hardly counts.</summary>
internal sealed class ProcessorClock : IClock
{
    public string Title => "processor time";

    public bool IsAvailable => true;

    public Frequency Frequency { get; } = new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
