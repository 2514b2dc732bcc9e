namespace Fairlead.Core.Targets;

/// <summary>One run of a job.</summary>
public sealed record JobRun
{
    public required string Job { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Null while it runs.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>Null while it runs, and for runs that never started.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it ran: "schedule", "by hand", "release 3".</summary>
    public required string Cause { get; init; }

    public required RunResult Result { get; init; }

    public int Attempts { get; init; } = 1;

    /// <summary>The last lines it wrote.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];
}

public enum RunResult
{
    Running,
    Succeeded,
    Failed,
    TimedOut,

    /// <summary>Was due while another run still ran.</summary>
    Skipped,
}
