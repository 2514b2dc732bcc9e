using System.Collections.Concurrent;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Plan;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;
using Fairlead.Core.Yaml;

namespace Fairlead.Aws.Deploy;

/// <summary>Keeps the record of one deploy: that it began, and what it came to.</summary>
internal sealed class DeployLedger
{
    private readonly ReleaseWork work;
    private readonly EventStream events;
    private readonly Release draft;

    private DeployLedger(ReleaseRecords records, ReleaseWork work, EventStream events, Release draft)
    {
        (Records, this.work, this.events, this.draft) = (records, work, events, draft);
        Secrets = new ConcurrentDictionary<string, long>(Before.Secrets, StringComparer.Ordinal);
        Rotating = new ConcurrentDictionary<string, string>(Before.Rotating, StringComparer.Ordinal);
        Databases = new ConcurrentDictionary<string, string>(Before.Databases, StringComparer.Ordinal);
        ScheduledSince = new ConcurrentDictionary<string, DateTimeOffset>(Before.ScheduledSince, StringComparer.Ordinal);
    }

    public ReleaseRecords Records { get; }

    public int Number => draft.Number;

    /// <summary>The release is on record as one that serves.</summary>
    public bool HasSucceeded { get; private set; }

    public ConcurrentDictionary<string, long> Secrets { get; }

    public ConcurrentDictionary<string, DateTimeOffset> ScheduledSince { get; }

    /// <summary>What this deploy has seen in the firewall; none at its beginning, since a change of a stack may undo what was
    /// written.</summary>
    public ConcurrentDictionary<string, string> Passwords { get; } = new(StringComparer.Ordinal);

    /// <summary>What was made inside of databases.</summary>
    public ConcurrentDictionary<string, string> Databases { get; }

    /// <summary>Databases that are about to get a new password.</summary>
    public ConcurrentDictionary<string, string> Rotating { get; }

    private EnvironmentRecord Before => work.Before.Record;

    private int LastRelease => work.MakesRelease ? Number : Before.LastRelease;

    /// <summary>
    /// Takes the next number, which no other deploy can take then, and says that a deploy is under way: whoever is killed from here on
    /// leaves it said.
    /// </summary>
    public static async Task<DeployLedger> Begin(ReleaseRecords records, ReleaseWork work, DateTimeOffset began, EventStream events,
        CancellationToken cancel)
    {
        const int mostTaken = 100;
        var identity = work.Goal.Identity;
        for (var number = work.Number; number < work.Number + mostTaken; number++)
        {
            var taken = new Release
            {
                Number = number, At = began, By = identity.By, Commit = identity.Commit, Tag = identity.Tag, State = ReleaseState.Running,
                Took = TimeSpan.Zero, Remark = work.Goal.Remark, Document = YamlWriter.Write(work.Wanted.App.Document),
                Images = [.. work.Images.Values],

                // Whether it ends well or not, they may have migrated by then.
                Workloads = [.. work.Jobs.Where(j => j.Migrations is { Hash: not null })
                    .Select(j => new ReleaseWorkload(j.Name, "", j.Image) { Migrations = j.Migrations!.Hash })],
            };
            if (!work.MakesRelease || await records.Begin(taken, cancel))
            {
                var ledger = new DeployLedger(records, work, events, taken);
                await ledger.SayBegun(cancel);
                return ledger;
            }
        }

        throw new FailureException("no number is free for this release", $"{mostTaken} are taken from {work.Number} on",
            "fairlead releases");
    }

    /// <summary>Notes which version of its document a database had before it gets a new password.</summary>
    public async Task SayRotating(string database, string version, CancellationToken cancel)
    {
        Rotating[database] = version;
        await Records.Write(Begun with { Rotating = Rotating.ToDictionary() }, cancel);
    }

    public async Task<Release?> Succeed(ReleaseRun run, IReadOnlyList<ReleaseWorkload> workloads,
        IReadOnlyDictionary<string, RecordedStack> stacks, CancellationToken cancel)
    {
        var made = draft with
        {
            State = ReleaseState.Succeeded, Took = events.Now - draft.At, Images = run.Images, Workloads = workloads,
        };
        if (work.MakesRelease)
        {
            await Records.Write(made, cancel);
            events.Add(new Released(events.Now, made));
        }

        await Records.Write(After(stacks) with
        {
            Live = work.MakesRelease ? made : Renewed(workloads),
            LastRelease = LastRelease,
            Rotating = Rotating.Where(r => !work.Rotated.Contains(r.Key)).ToDictionary(),
            Created = [.. Before.Created.Union(run.Created, StringComparer.Ordinal)],
            Documents = ReleaseDecision.DocumentsOf(work.Wanted.App, Secrets), Rules = work.Wanted.Rules,
        }, cancel);
        HasSucceeded = true;
        return work.MakesRelease ? made : null;
    }

    /// <summary>What was changed stays on record; what failed is asked of AWS by the next.</summary>
    public async Task Fail(IReadOnlyDictionary<string, RecordedStack> stacks, Exception why, CancellationToken cancel)
    {
        var failure = (why as FailureException)?.Failure;
        if (work.MakesRelease)
        {
            await Records.Write(draft with
            {
                State = ReleaseState.Failed, Took = events.Now - draft.At, LastLines = failure?.Evidence ?? [],
                Remark = failure is null ? why.Message : $"{failure.What}: {failure.Why}",
            }, cancel);
        }

        await Records.Write(After(stacks) with
        {
            InProgress = Number, LastRelease = work.MakesRelease ? Number : Before.LastRelease,
        }, cancel);
    }

    /// <summary>What was switched after the release is on record, and what is gone is no more.</summary>
    public async Task Settle(IReadOnlyCollection<string> gone, IReadOnlyDictionary<string, RecordedStack> stacks,
        IReadOnlyDictionary<string, string> subscriptions, CancellationToken cancel)
    {
        if (await Records.FindEnvironment(cancel) is { } now)
        {
            await Records.Write(now with
            {
                Stacks = now.Stacks.Where(s => !gone.Contains(s.Key)).Select(s => KeyValuePair.Create(s.Key,
                    stacks.GetValueOrDefault(s.Key, s.Value))).ToDictionary(StringComparer.Ordinal),
                Subscriptions = subscriptions,
            }, cancel);
        }
    }

    // Of a restart: the same release, with the versions of secrets that its tasks read anew.
    private Release? Renewed(IReadOnlyList<ReleaseWorkload> workloads) => Before.Live is not { } live ? null : live with
    {
        Workloads = [.. live.Workloads.Select(w => workloads.FirstOrDefault(n => n.Name == w.Name) is { } now
            ? w with { SecretVersions = now.SecretVersions, HealthyAfter = now.HealthyAfter } : w)],
    };

    private EnvironmentRecord After(IReadOnlyDictionary<string, RecordedStack> done)
    {
        var stacks = work.Before.Stacks.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, stack) in done)
        {
            stacks[name] = stack;
        }

        return Before with
        {
            Stacks = stacks, InProgress = null, LookedUp = work.Before.LookedUp, Secrets = Secrets.ToDictionary(),
            ScheduledSince = ScheduledSince.ToDictionary(), Passwords = Passwords.ToDictionary(),
            Rotating = Rotating.ToDictionary(),
            Databases = Databases.Where(d => work.Wanted.App.Resources.Find(d.Key) is Postgres database
                && DatabaseContents.IsNeeded(database)).ToDictionary(StringComparer.Ordinal),
        };
    }

    private EnvironmentRecord Begun => Before with
    {
        InProgress = Number, LastRelease = LastRelease, Passwords = Passwords.ToDictionary(),
    };

    // A deploy that was killed is told of as one that failed.
    private async Task SayBegun(CancellationToken cancel)
    {
        await Records.Write(Begun, cancel);
        if (Before.InProgress is { } killed && killed != Number
            && await Records.Find(killed, cancel) is { State: ReleaseState.Running } left)
        {
            await Records.Write(left with { State = ReleaseState.Failed, Remark = $"was interrupted; release {Number} went on" }, cancel);
        }
    }
}
