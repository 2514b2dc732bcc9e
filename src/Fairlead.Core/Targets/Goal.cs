using Fairlead.Core.Model;

namespace Fairlead.Core.Targets;

/// <summary>
/// What somebody wants of an app, as data: which names, which images, whether jobs run, whether a release is made, whether tasks are
/// forced new. The named constructors are the verbs of the command line; no target asks which of them made it.
/// </summary>
public sealed record Goal
{
    private Goal(App app, ReleaseIdentity identity)
    {
        App = app;
        Identity = identity;
    }

    /// <summary>The app as it should be.</summary>
    public App App { get; init; }

    /// <summary>What a release that is made is called by.</summary>
    public ReleaseIdentity Identity { get; }

    /// <summary>Only these services, jobs and resources may change; empty means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Where the images come from that may change.</summary>
    public ImageSource Images { get; init; } = ImageSource.Build;

    /// <summary>Images to use instead, by image name: references that a registry or the engine knows.</summary>
    public IReadOnlyDictionary<string, string> References { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The release whose images are used, where <see cref="Images"/> says so.</summary>
    public Release? Recorded { get; init; }

    /// <summary>Fetch base images anew.</summary>
    public bool Pull { get; init; }

    /// <summary>The jobs of a deploy run.</summary>
    public bool RunsJobs { get; init; }

    public MakesRelease MakesRelease { get; init; }

    /// <summary>What a release that is made says of itself: <c>back to release 3</c>.</summary>
    public string? Remark { get; init; }

    /// <summary>Tasks are replaced though nothing of them differs.</summary>
    public bool ForcesNewTasks { get; init; }

    /// <summary>Databases whose owner gets a new password; who uses one is told it, and restarted.</summary>
    public IReadOnlyList<string> Rotates { get; init; } = [];

    /// <summary>Names whose data may be replaced or removed.</summary>
    public IReadOnlyList<string> AllowReplace { get; init; } = [];

    /// <summary>Full paths of files of ours that may lie among the source and are no part of it: a plan that is kept.</summary>
    public IReadOnlyList<string> NotSource { get; init; } = [];

    /// <summary>Decide by the file alone; such a plan can be read, not applied.</summary>
    public bool Offline { get; init; }

    /// <summary>Single steps and the security report are wanted too, as <c>plan -v</c> and <c>--json</c> show them.</summary>
    public bool WithDetails { get; init; }

    /// <summary>What an offline plan takes for what is there: rendered earlier. Null: nothing is there yet.</summary>
    public Rendering? Against { get; init; }

    /// <summary>What is not named stays, also what the app no longer has.</summary>
    public bool TouchesAll => Only.Count == 0 && MakesRelease != MakesRelease.Never;

    /// <summary>Make the world like the file.</summary>
    public static Goal Deploy(App app, ReleaseIdentity identity) =>
        new(app, identity) { RunsJobs = true, MakesRelease = MakesRelease.IfChanged };

    /// <summary>Only what services and jobs stand on; no release is made of it.</summary>
    public static Goal Resources(App app, ReleaseIdentity identity) => new(app, identity)
    {
        Only = [.. app.Resources.Select(r => r.Name)],
        MakesRelease = MakesRelease.Never,
    };

    /// <summary>Back to a release on record, with its images and today's secret values; no job runs, the data stays as it is.</summary>
    /// <param name="app">The app as the release has it on record.</param>
    /// <param name="to">The release.</param>
    /// <param name="by">Who wants it.</param>
    public static Goal Rollback(App app, Release to, string by) => new(app, new ReleaseIdentity(to.Commit, to.Tag, by))
    {
        Images = ImageSource.Recorded,
        Recorded = to,
        MakesRelease = MakesRelease.Always,
        Remark = $"back to release {to.Number}",
    };

    /// <summary>New tasks of the release that serves, with today's secret values.</summary>
    /// <param name="app">The app as the release has it on record.</param>
    /// <param name="live">The release that serves.</param>
    /// <param name="services">Empty means all.</param>
    public static Goal Restart(App app, Release live, IReadOnlyList<string> services) =>
        new(app, new ReleaseIdentity(live.Commit, live.Tag, live.By))
    {
        Only = services,
        Images = ImageSource.Recorded,
        Recorded = live,
        MakesRelease = MakesRelease.Never,
        ForcesNewTasks = true,
    };

    /// <summary>A new password for a database, and new tasks of all that use it.</summary>
    /// <param name="app">The app as the release has it on record.</param>
    /// <param name="live">The release that serves.</param>
    /// <param name="database">Its name.</param>
    public static Goal Rotate(App app, Release live, string database) => Restart(app, live,
        [database, .. app.Workloads.Where(w => app.GrantsOf(w).Any(g => g.Target == database)).Select(w => w.Name)]) with
        {
            Rotates = [database],
        };

    /// <summary>May the service, job or resource of this name change?</summary>
    public bool Touches(string name) => Only.Count == 0 || Only.Contains(name, StringComparer.Ordinal);
}

public enum ImageSource
{
    /// <summary>Built from the source, unless that was built before.</summary>
    Build,

    /// <summary>The newest that was built.</summary>
    Newest,

    /// <summary>Those of a release on record.</summary>
    Recorded,
}

public enum MakesRelease
{
    /// <summary>Where anything differs from the release that serves.</summary>
    IfChanged,
    Always,
    Never,
}

/// <summary>Which state of the source a release is made of.</summary>
/// <param name="Commit">The commit, with <c>-dirty</c> where files differ from it; null outside version control.</param>
/// <param name="Tag">A tag on exactly this commit.</param>
/// <param name="By">Who deploys.</param>
public sealed record ReleaseIdentity(string? Commit, string? Tag, string By)
{
    /// <summary>The branch that is checked out; null where none is, or outside version control.</summary>
    public string? Branch { get; init; }

    /// <summary>Why the commit is not known, where there is a repository all the same.</summary>
    public string? Doubt { get; init; }
}
