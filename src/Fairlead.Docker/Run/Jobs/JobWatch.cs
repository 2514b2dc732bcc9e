using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.State;

namespace Fairlead.Docker.Run.Jobs;

/// <summary>Waits for a job's container: streams its log, stops it when its time is over, tries again, and keeps the result.</summary>
internal sealed class JobWatch(Engine engine, Records records, ContainerEvents seen, EventStream events)
{
    /// <summary>Throws when the job failed; its run is on record then, and its container gone. An interrupt ends the job too.</summary>
    public async Task Wait(WaitJob step, string image, CancellationToken cancel)
    {
        JobRun run;
        try
        {
            run = await Finish(step, image, cancel);
        }
        catch (OperationCanceledException)
        {
            await engine.Stop(step.Handle, step.Terms.Stop, CancellationToken.None);
            await engine.Remove(step.Handle, CancellationToken.None);
            throw;
        }

        if (run.Result == RunResult.Succeeded)
        {
            return;
        }

        await engine.Remove(step.Handle, cancel);

        var why = run.Result == RunResult.TimedOut ? $"it ran longer than {DurationText.Render(step.Terms.Limit)} and was stopped"
            : seen.Seen(step.Handle).OutOfMemory ? "killed: out of memory"
            : $"it exited with code {run.ExitCode}";
        throw new FailureException(new Failure($"{step.Job}: the job failed",
            run.Attempts > 1 ? $"{why}, after {run.Attempts} attempts" : why)
        {
            Evidence = run.LastLines,
            Place = step.Terms.Place,
            Next = "fix it, then: fairlead deploy",
        });
    }

    /// <summary>The recorded run, whatever its result.</summary>
    public async Task<JobRun> Finish(WaitJob step, string image, CancellationToken cancel)
    {
        var began = events.Now;
        for (var attempt = 1; ; attempt++)
        {
            var (code, timedOut) = await Attempt(step, cancel);
            var result = timedOut ? RunResult.TimedOut : code == 0 ? RunResult.Succeeded : RunResult.Failed;
            if (result == RunResult.Succeeded || attempt > step.Terms.Retries)
            {
                var run = new JobRun
                {
                    Job = step.Job,
                    Started = began,
                    Took = events.Now - began,
                    ExitCode = code,
                    Cause = step.Terms.Cause,
                    Result = result,
                    Attempts = attempt,
                    LastLines = await LogTail.Read(engine, step.Handle, cancel),
                };
                return await records.Write(step.Terms.Record(run, image), step.Terms.Marker, cancel);
            }

            events.Output(step.Job, $"attempt {attempt} ended with {(timedOut ? "its time over" : $"code {code}")}; trying again");
            await engine.Start(step.Handle, cancel);
        }
    }

    private async Task<(int Code, bool TimedOut)> Attempt(WaitJob step, CancellationToken cancel)
    {
        var started = events.Now;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        over.CancelAfter(step.Terms.Limit);
        using var logs = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var following = Follow(step, started, logs.Token);
        try
        {
            var code = await engine.Wait(step.Handle, over.Token);
            await following;
            return (code, false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await engine.Stop(step.Handle, step.Terms.Stop, cancel);
            await logs.CancelAsync();
            return (await engine.Wait(step.Handle, cancel), true);
        }
        finally
        {
            await logs.CancelAsync();
        }
    }

    private async Task Follow(WaitJob step, DateTimeOffset since, CancellationToken cancel)
    {
        try
        {
            await using var log = await engine.Logs(step.Handle, follow: true, since.AddSeconds(-1), tail: null, cancel);
            await foreach (var line in Frames.Lines(log, cancel))
            {
                events.Output(step.Job, line.Text);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or EngineException or HttpRequestException)
        {
            // The log ends with the container; what it wrote last is read again for the record.
        }
    }
}
