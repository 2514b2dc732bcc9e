using Fairlead.Cli.Output;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Why something does not work, or did not.</summary>
/// <param name="LastLines">What it said at its end.</param>
/// <param name="Next">One step to take.</param>
internal sealed record Trouble(string Subject, string What, IReadOnlyList<string> LastLines, string Next)
{
    /// <summary>What is over since a good deploy is no news.</summary>
    public static IEnumerable<Trouble> Find(
        DateTimeOffset now, Status status, IReadOnlyList<Release> releases, IReadOnlyList<JobRun> runs)
    {
        foreach (var notice in status.Notices.Where(n => n.IsBroken || n.IsUnfinished))
        {
            var tasks = status.Services.Where(s => s.Name == notice.Subject).SelectMany(s => s.Tasks)
                .Where(t => t.Health != TaskHealth.Healthy && t.Detail is not null).Select(t => $"{t.Name}: {t.Detail}");
            yield return new Trouble(notice.Subject, notice.What, [.. tasks], notice.Next ?? "fairlead status");
        }

        var live = Release.Live(releases);
        if (releases.Where(r => r.State == ReleaseState.Failed && r.Number > (live?.Number ?? 0)).MaxBy(r => r.Number) is { } failed)
        {
            var when = $"the deploy of {Words.Ago(failed.At, now)} by {failed.By} failed";
            var what = $"{when}: {failed.Remark}";
            yield return new Trouble($"release {failed.Number}", what, failed.LastLines, "fix it, then: fairlead deploy");
        }

        foreach (var last in runs.GroupBy(r => r.Job, StringComparer.Ordinal).Select(g => g.First())
            .Where(r => r.Result is RunResult.Failed or RunResult.TimedOut))
        {
            var what = $"its last run, {Words.Ago(last.Started, now)}, {Words.Result(last)} ({last.Cause})";
            yield return new Trouble(last.Job, what, last.LastLines, $"fairlead run {last.Job}");
        }
    }
}
