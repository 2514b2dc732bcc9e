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

    public required ReleaseState State { get; init; }

    /// <summary>Why it failed, or which release it went back to.</summary>
    public string? Remark { get; init; }

    /// <summary>Of one that failed: the last lines of what made it fail.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];

    public required TimeSpan Took { get; init; }

    /// <summary>The app file as the environment saw it.</summary>
    public required string Document { get; init; }

    public required IReadOnlyList<ReleaseImage> Images { get; init; }

    /// <summary>For each service and job, what makes its containers what they are.</summary>
    public IReadOnlyList<ReleaseWorkload> Workloads { get; init; } = [];

    /// <summary>The release that serves, of all on record; null before the first.</summary>
    public static Release? Live(IEnumerable<Release> releases) =>
        releases.Where(r => r.State == ReleaseState.Succeeded).MaxBy(r => r.Number);

    /// <summary>The image of a name of the file; null when the release had none of that name.</summary>
    public ReleaseImage? FindImage(string name) => Images.FirstOrDefault(i => i.Name == name);

    /// <summary>The service or job of a name; null when the release had none of that name.</summary>
    public ReleaseWorkload? FindWorkload(string name) => Workloads.FirstOrDefault(w => w.Name == name);
}

public enum ReleaseState
{
    /// <summary>Is being rolled out.</summary>
    Running,

    /// <summary>Is there and waits to be given traffic.</summary>
    Held,
    Succeeded,
    Failed,

    /// <summary>Another deploy went ahead of it.</summary>
    Superseded,
}

/// <param name="Name">The name in the file.</param>
/// <param name="Reference">How the target starts it.</param>
/// <param name="Id">The content it stands for: an image id or digest; empty until it is built or fetched.</param>
public sealed record ReleaseImage(string Name, string Reference, string Id);

/// <summary>A service or job of a release.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Config">The target's hash of everything but the image that makes its containers what they are.</param>
/// <param name="Image">Which of the release's images it runs.</param>
public sealed record ReleaseWorkload(string Name, string Config, string Image)
{
    /// <summary>What the target registered for it, where it registers something.</summary>
    public string? TaskDefinition { get; init; }

    /// <summary>The versions of the secret values it was started with, by name, where the store keeps versions.</summary>
    public IReadOnlyDictionary<string, string>? SecretVersions { get; init; }

    /// <summary>Of a job: the hash of the migrations that the database has had; null where the file does not say where they lie.</summary>
    public string? Migrations { get; init; }

    /// <summary>How long its new tasks last took to become healthy; null where no deploy has measured it yet.</summary>
    public TimeSpan? HealthyAfter { get; init; }

    /// <summary>What a release sets and a stack keeps as it is: count, weights, revision.</summary>
    public IReadOnlyDictionary<string, string>? LiveParameters { get; init; }
}
