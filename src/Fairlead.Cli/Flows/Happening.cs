using Fairlead.Cli.Output;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>One thing that happened to an app, as it is on record.</summary>
/// <param name="At">When it began.</param>
/// <param name="Subject">A release or a job.</param>
/// <param name="By">Who or what began it.</param>
internal sealed record Happening(DateTimeOffset At, string Subject, string What, string Result, string By)
{
    public bool IsBad { get; init; }

    /// <summary>Releases and runs as one list, oldest first.</summary>
    public static IEnumerable<Happening> Find(DateTimeOffset now, IReadOnlyList<Release> releases, IReadOnlyList<JobRun> runs) =>
        releases.Select(Read).Concat(runs.Select(r => Read(r, now))).OrderBy(h => h.At);

    private static Happening Read(Release release)
    {
        var (what, remark) = (release.Commit is { } commit ? $"deploy of {commit}" : "deploy", release.Remark);
        var result = release.State switch
        {
            ReleaseState.Succeeded => $"live after {Words.Took(release.Took)}",
            ReleaseState.Failed => $"failed: {remark}",
            ReleaseState.Superseded => "another deploy went ahead",
            ReleaseState.Held => "waits for traffic",
            _ => "is under way, or was interrupted",
        };
        return new Happening(release.At, $"release {release.Number}",
            release.State == ReleaseState.Succeeded && remark is not null ? remark : what, result, release.By)
        {
            IsBad = release.State == ReleaseState.Failed,
        };
    }

    private static Happening Read(JobRun run, DateTimeOffset now) => new(run.Started, run.Job, "run",
        run.Took is { } took ? $"{Words.Result(run)} after {Words.Took(took)}"
            : run.Result == RunResult.Running ? $"running for {Words.Took(now - run.Started)}" : Words.Result(run), run.Cause)
    {
        IsBad = run.Result is RunResult.Failed or RunResult.TimedOut,
    };
}
