namespace Fairlead.Core.Targets;

/// <summary>What was deployed, complete enough to be deployed again without a checkout or a build. Holds no secret values.</summary>
public sealed record Release
{
    /// <summary>Counts from 1 in each environment.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public string? Commit { get; init; }

    public string? Tag { get; init; }

    public required ReleaseResult Result { get; init; }

    /// <summary>Why it failed, or which release it went back to.</summary>
    public string? Remark { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>The app file as the environment saw it.</summary>
    public required string Document { get; init; }

    public required IReadOnlyList<ReleaseImage> Images { get; init; }

    /// <summary>For each service and job, the target's hash of everything that makes its containers what they are.</summary>
    public IReadOnlyDictionary<string, string> Configs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The image of a name of the file; null when the release had none of that name.</summary>
    public ReleaseImage? FindImage(string name) => Images.FirstOrDefault(i => i.Name == name);
}

public enum ReleaseResult
{
    Succeeded,
    Failed,
}

/// <param name="Name">The name in the file.</param>
/// <param name="Reference">How the target starts it.</param>
/// <param name="Id">The content it stands for: an image id or digest.</param>
public sealed record ReleaseImage(string Name, string Reference, string Id);

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
