using System.Globalization;
using System.Net;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>
/// Runs scheduled jobs while somebody is attached, as the release that serves at that moment has them. A run's container is named after
/// the minute it was due, so two schedulers start it once. A job with a period that has not run for longer than that is due at once.
/// </summary>
/// <param name="live">What the release that serves is made of.</param>
internal sealed class Scheduler(Engine engine, Scope scope, Func<Observed, CancellationToken, Task<Desired>> live, Sink sink)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, int> sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset?> due = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> mine = new(StringComparer.Ordinal);
    private int release;

    public async Task Run(CancellationToken cancel)
    {
        await using var life = await LifeSigns.Watch(engine, scope, cancel);
        await Reread(await new Observer(engine).Observe(scope.Id, cancel), cancel);
        while (true)
        {
            if (due.Values.Any(d => d <= sink.Now))
            {
                await Begin(life, cancel);
            }

            var next = due.Values.Min() - sink.Now ?? LongestSleep;
            await Task.Delay(next < TimeSpan.Zero ? TimeSpan.Zero : next < LongestSleep ? next : LongestSleep, cancel);
        }
    }

    private async Task Begin(LifeSigns life, CancellationToken cancel)
    {
        var now = sink.Now;
        try
        {
            var observed = await new Observer(engine).Observe(scope.Id, cancel);
            var desired = await Reread(observed, cancel);
            foreach (var job in desired.App.Jobs.Where(j => due.GetValueOrDefault(j.Name) <= now))
            {
                var at = due[job.Name]!.Value;
                var busy = mine.GetValueOrDefault(job.Name) is { IsCompleted: false } || observed.Of(Role.Job, job.Name).Any(c => c.Runs);
                mine[job.Name] = Once(job, desired, observed, busy, at, life, cancel);

                // A run that was overdue counts for the period it begins in.
                var overdue = job.Schedule is Every && job.Schedule.Next(at.AddTicks(-1)) != at;
                due[job.Name] = job.Schedule!.Next(overdue ? now + (((Every)job.Schedule).Period / 2) : now);
            }
        }
        catch (Exception e) when (e is FailureException or HttpRequestException)
        {
            sink.Warned("schedules", $"could not look what is due: {e.Message}");
            due.Where(d => d.Value <= now).ToList().ForEach(d => due[d.Key] = now + LongestSleep);
        }
    }

    // Another release may have other jobs and other schedules.
    private async Task<Desired> Reread(Observed observed, CancellationToken cancel)
    {
        var desired = await live(observed, cancel);
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
        sequences[job.Name] = JobsPlan.NextSequence(observed, job.Name);
        return job.Schedule is Every every && (last is null || last + every.Period <= sink.Now) ? sink.Now : job.Schedule!.Next(sink.Now);
    }

    private async Task Once(Job job, Desired desired, Observed observed, bool busy, DateTimeOffset at, LifeSigns life, CancellationToken cancel)
    {
        try
        {
            var container = desired.Job(job, release, "s" + at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), JobCauses.Schedule);
            var terms = JobsPlan.Terms(job, observed, release, JobCauses.Schedule, container.Config) with { Sequence = sequences[job.Name]++ };
            await Leftovers(job, observed, cancel);
            if (busy && !job.MayOverlap)
            {
                sink.Warned(job.Name, "still runs; this time is skipped");
                await JobWatch.Record(engine, scope, terms, new JobRun { Job = job.Name, Started = sink.Now, Cause = JobCauses.Schedule, Result = RunResult.Skipped }, cancel);
                return;
            }

            await Start(job.Name, container, terms, life, cancel);
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // Another scheduler has this run.
        }
        catch (Exception e) when (e is FailureException or HttpRequestException)
        {
            sink.Warned(job.Name, $"could not run: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // Detached: the container goes on, and whoever attaches next cleans up behind it.
        }
    }

    private async Task Start(string job, ContainerSpec container, JobTerms terms, LifeSigns life, CancellationToken cancel)
    {
        var began = sink.Now;
        await engine.Create(container.Name, container.ToRequest(), cancel);
        try
        {
            await engine.Start(container.Name, cancel);
            sink.Began(job, Activity.Run, JobCauses.Schedule);
            var run = await new JobWatch(engine, scope, life, sink).Finish(new WaitJob(job, container.Name, terms), cancel);
            if (run.Result == RunResult.Succeeded)
            {
                sink.Ended(job, Activity.Run, began);
            }
            else
            {
                sink.Warned(job, run.Result == RunResult.TimedOut ? "ran out of time" : $"exited with code {run.ExitCode}");
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
        foreach (var ended in observed.Of(Role.Job, job.Name).Where(c => c is { State: "exited", Cause: JobCauses.Schedule }))
        {
            var terms = JobsPlan.Terms(job, observed, ended.Release, JobCauses.Schedule, ended.Config) with { Sequence = sequences[job.Name]++ };
            var run = new JobRun
            {
                Job = job.Name,
                Started = ended.Created,
                ExitCode = ended.ExitCode,
                Cause = JobCauses.Schedule,
                Result = ended.ExitCode == 0 ? RunResult.Succeeded : RunResult.Failed,
                LastLines = await LogTail.Read(engine, ended.Handle, cancel),
            };
            await JobWatch.Record(engine, scope, terms, run, cancel);
            await engine.Remove(ended.Handle, cancel);
        }
    }
}
