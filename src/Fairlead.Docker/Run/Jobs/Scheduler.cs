using System.Globalization;
using System.Net;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.Observing;
using Fairlead.Docker.Run.State;

namespace Fairlead.Docker.Run.Jobs;

/// <summary>
/// Runs scheduled jobs while somebody is attached, as the release that serves at that moment has them. A run's container is named after
/// the minute it was due, so two schedulers start it once. A job with a period that has not run for longer than that is due at once.
/// </summary>
/// <param name="live">What the release that serves is made of.</param>
internal sealed class Scheduler(
    Engine engine,
    Records records,
    Observer observer,
    Func<App?, Observed, CancellationToken, Task<Plan.Containers>> live,
    EventStream events)
{
    private readonly Scope scope = records.Scope;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, int> sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset?> due = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> mine = new(StringComparer.Ordinal);
    private int release;

    public async Task Run(CancellationToken cancel)
    {
        await using var seen = await ContainerEvents.Watch(engine, scope, cancel);
        await Reread(await observer.Observe(scope.Id, cancel), cancel);
        while (true)
        {
            if (due.Values.Any(d => d <= events.Now))
            {
                await Begin(seen, cancel);
            }

            var next = due.Values.Min() - events.Now ?? LongestSleep;
            await Task.Delay(next < TimeSpan.Zero ? TimeSpan.Zero : next < LongestSleep ? next : LongestSleep, cancel);
        }
    }

    private async Task Begin(ContainerEvents seen, CancellationToken cancel)
    {
        var now = events.Now;
        try
        {
            var observed = await observer.Observe(scope.Id, cancel);
            var desired = await Reread(observed, cancel);
            foreach (var job in desired.App.Jobs.Where(j => due.GetValueOrDefault(j.Name) <= now))
            {
                var at = due[job.Name]!.Value;
                var busy = mine.GetValueOrDefault(job.Name) is { IsCompleted: false } || observed.Named(Role.Job, job.Name)
                    .Any(c => c.Runs);
                mine[job.Name] = Once(job, desired, observed, busy, at, seen, cancel);

                // A run that was overdue counts for the period it begins in.
                var overdue = job.Schedule is Every && job.Schedule.Next(at.AddTicks(-1)) != at;
                due[job.Name] = job.Schedule!.Next(overdue ? now + (((Every)job.Schedule).Period / 2) : now);
            }
        }
        catch (Exception e) when (e is FailureException or HttpRequestException)
        {
            events.Warned("schedules", $"could not look what is due: {e.Message}");
            due.Where(d => d.Value <= now).ToList().ForEach(d => due[d.Key] = now + LongestSleep);
        }
    }

    // Another release may have other jobs and other schedules.
    private async Task<Plan.Containers> Reread(Observed observed, CancellationToken cancel)
    {
        var desired = await live(null, observed, cancel);
        var number = observed.Live!.Number;
        if (release != number)
        {
            release = number;
            var jobs = desired.App.Jobs.Where(j => j.Schedule is not null).ToList();
            due.Keys.Except(jobs.Select(j => j.Name)).ToList().ForEach(gone => due.Remove(gone));
            foreach (var job in jobs.Where(j => !due.ContainsKey(j.Name)))
            {
                due[job.Name] = FirstDue(job, observed);
            }
        }

        return desired;
    }

    private DateTimeOffset? FirstDue(Job job, Observed observed)
    {
        var last = observed.Runs.FirstOrDefault(r => r.Run.Job == job.Name && r.Run.Result != RunResult.Skipped)?.Run.Started;
        sequences[job.Name] = Plan.Jobs.NextSequence(observed, job.Name);
        return job.Schedule is Every every && (last is null || last + every.Period <= events.Now)
            ? events.Now
            : job.Schedule!.Next(events.Now);
    }

    private async Task Once(
        Job job, Plan.Containers desired, Observed observed, bool busy, DateTimeOffset at, ContainerEvents seen, CancellationToken cancel)
    {
        try
        {
            var run = "s" + at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var container = desired.Job(job, release, run, JobCauses.Schedule);
            var terms = Plan.Jobs.Terms(
                job,
                observed,
                release,
                JobCauses.Schedule,
                container.Config) with { Sequence = sequences[job.Name]++ };
            await Leftovers(job, observed, cancel);
            if (busy && !job.MayOverlap)
            {
                events.Warned(job.Name, "still runs; this time is skipped");
                var skipped = new JobRun { Job = job.Name, Started = events.Now, Cause = JobCauses.Schedule, Result = RunResult.Skipped };
                await records.Write(terms.Record(skipped, image: ""), marker: null, cancel);
                return;
            }

            await Start(job.Name, container, terms, seen, cancel);
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // Another scheduler has this run.
        }
        catch (Exception e) when (e is FailureException or HttpRequestException)
        {
            events.Warned(job.Name, $"could not run: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // Detached: the container goes on, and whoever attaches next cleans up behind it.
        }
    }

    private async Task Start(string job, ContainerSpec container, JobTerms terms, ContainerEvents seen, CancellationToken cancel)
    {
        var began = events.Now;
        await ContainerRequest.Create(engine, container, cancel);
        try
        {
            await engine.Start(container.Name, cancel);
            events.Started(job, Activity.Run, JobCauses.Schedule);
            var run = await new JobWatch(engine, records, seen, events)
                .Finish(new WaitJob(job, container.Name, terms), image: "", cancel);
            if (run.Result == RunResult.Succeeded)
            {
                events.Completed(job, Activity.Run, began);
            }
            else
            {
                events.Warned(job, run.Result == RunResult.TimedOut ? "ran out of time" : $"exited with code {run.ExitCode}");
            }
        }
        finally
        {
            if (!cancel.IsCancellationRequested)
            {
                await engine.Remove(container.Name, CancellationToken.None);
            }
        }
    }

    // Containers of runs whose scheduler went away before they ended.
    private async Task Leftovers(Job job, Observed observed, CancellationToken cancel)
    {
        foreach (var ended in observed.Named(Role.Job, job.Name).Where(c => c is { State: "exited", Cause: JobCauses.Schedule }))
        {
            var terms = Plan.Jobs.Terms(
                job,
                observed,
                ended.Release,
                JobCauses.Schedule,
                ended.Config) with { Sequence = sequences[job.Name]++ };
            var run = new JobRun
            {
                Job = job.Name,
                Started = ended.Created,
                ExitCode = ended.ExitCode,
                Cause = JobCauses.Schedule,
                Result = ended.ExitCode == 0 ? RunResult.Succeeded : RunResult.Failed,
                LastLines = await LogTail.Read(engine, ended.Handle, cancel),
            };
            await records.Write(terms.Record(run, ended.ImageId), marker: null, cancel);
            await engine.Remove(ended.Handle, cancel);
        }
    }
}
