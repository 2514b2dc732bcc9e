using Fairlead.Core.Model;

namespace Fairlead.Core.Targets;

/// <summary>What jobs have brought databases up to, by the releases on record. A migration that ran is never taken back.</summary>
public sealed class MigrationHistory(IReadOnlyCollection<Release> releases)
{
    /// <summary>
    /// The hash of the migrations that the job's database has had, of the newest release that knows one, whatever became of it; null where
    /// none does.
    /// </summary>
    public string? FindHash(string job) => releases.OrderByDescending(r => r.Number)
        .Select(r => r.FindWorkload(job)?.Migrations).FirstOrDefault(h => h is not null);

    /// <summary>Jobs that have brought a database further than a release knows it, or elsewhere.</summary>
    public IReadOnlyList<string> CrossedBy(Release back) => [.. releases.SelectMany(r => r.Workloads)
        .Where(w => w.Migrations is not null).Select(w => w.Name).Distinct(StringComparer.Ordinal)
        .Where(job => back.FindWorkload(job) is not { } then || (then.Migrations is { } hash && hash != FindHash(job)))];

    /// <summary>Jobs before a deploy of which nobody knows whether they changed a database since a release.</summary>
    /// <param name="app">The app as that release has it.</param>
    /// <param name="back">The release.</param>
    public IReadOnlyList<Job> UnknownSince(App app, Release back) => [.. app.Jobs.Where(j => j.When == When.BeforeDeploy
        && back.FindWorkload(j.Name)?.Migrations is null && HasRunAnother(j, back))];

    // Another image, or other words: it may have done something else since.
    private bool HasRunAnother(Job job, Release back) => releases.Any(r => r.Number > back.Number
        && r.FindWorkload(job.Name) is { } later
        && (later.Config != back.FindWorkload(job.Name)?.Config || r.FindImage(job.Image)?.Id != back.FindImage(job.Image)?.Id));
}
