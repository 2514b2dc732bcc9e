using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>
/// Carries out the lanes of a plan, each as soon as those that it waits for are done. It decides nothing: when something fails before
/// the point of no return it takes back what the plan says, and passes the failure on.
/// </summary>
/// <param name="observe">What runs at this moment.</param>
internal sealed class Executor(IStepRunner steps, EventStream events, Func<CancellationToken, Task<Status>> observe)
{
    private static readonly TimeSpan RecoverTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UndoTime = TimeSpan.FromMinutes(2);

    private readonly Stack<Lane> undo = new();
    private readonly Lock gate = new();
    private bool isCommitted;

    /// <param name="plan">What is carried out.</param>
    /// <param name="done">Is told of each lane when it is over.</param>
    /// <param name="cancel">Ends it, and takes back what can be.</param>
    public async Task<Outcome> Apply(DockerPlan plan, Action<Lane> done, CancellationToken cancel)
    {
        try
        {
            await RunAll([.. plan.Lanes.Where(l => !steps.Images.IsUnneeded(l))], done, cancel);
            return new Outcome(steps.Recorded, plan.Expected with { Release = steps.Recorded ?? plan.Expected.Release ?? plan.Live });
        }
        catch (Exception thrown)
        {
            // What fails because it was interrupted is no other failure.
            var e = cancel.IsCancellationRequested ? new OperationCanceledException("interrupted", thrown, cancel) : thrown;
            var takenBack = await TakeBack();
            var failure = await AsFailure(e, plan, takenBack);
            await steps.RecordFailure(plan, failure);
            throw e is FailureException or IOException or HttpRequestException or UnauthorizedAccessException
                ? new FailureException(failure, e)
                : e;
        }
    }

    private async Task RunAll(IReadOnlyList<Lane> lanes, Action<Lane> done, CancellationToken cancel)
    {
        // The first failure stops the other lanes, so that nothing goes on behind the user's back.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        foreach (var lane in lanes)
        {
            running[lane.Name] = Run(lane, [.. lane.After.Select(running.GetValueOrDefault).OfType<Task>()]);
        }

        await Task.WhenAll(running.Values);

        async Task Run(Lane lane, Task[] before)
        {
            try
            {
                await Task.WhenAll(before);
                stop.Token.ThrowIfCancellationRequested();
                await Apply(lane, stop.Token);
                done(lane);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private async Task Apply(Lane lane, CancellationToken cancel)
    {
        Begin(lane);
        var start = events.Now;
        if (!lane.IsQuiet)
        {
            events.Started(lane.Subject, lane.Activity);
        }

        foreach (var step in lane.Steps)
        {
            await steps.Run(step, lane, cancel);
        }

        if (lane.Kind == LaneKind.Record)
        {
            Commit();
        }

        if (!lane.IsQuiet)
        {
            events.Completed(lane.Subject, lane.Activity, start, lane.Detail);
        }
    }

    private void Begin(Lane lane)
    {
        if (lane.Commits && lane.Kind != LaneKind.Record)
        {
            Commit();
            return;
        }

        lock (gate)
        {
            if (!isCommitted)
            {
                undo.Push(lane);
            }
        }
    }

    // A release that could not be put on record is none, and is taken back: else the record would say for ever what does not serve.
    private void Commit()
    {
        lock (gate)
        {
            isCommitted = true;
            undo.Clear();
        }
    }

    private async Task<bool> TakeBack()
    {
        var any = false;
        using var limit = new CancellationTokenSource(UndoTime);
        while (undo.TryPop(out var lane))
        {
            if (lane.Undo.Count == 0)
            {
                continue;
            }

            any = true;
            var start = events.Now;
            events.Started(lane.Subject, Activity.RollBack);
            foreach (var step in lane.Undo)
            {
                try
                {
                    await steps.Run(step, lane, limit.Token);
                }
                catch (Exception e) when (e is FailureException or OperationCanceledException)
                {
                    events.Warned(lane.Subject, $"could not {step}: {e.Message}");
                }
            }

            events.Completed(lane.Subject, Activity.RollBack, start);
        }

        return any;
    }

    private async Task<Failure> AsFailure(Exception e, DockerPlan plan, bool takenBack)
    {
        var failure = (e as FailureException)?.Failure
            ?? new Failure("the deploy stopped", e is OperationCanceledException ? "interrupted" : e.Message);
        return failure.Outcome is null && (takenBack || plan.Release is not null)
            ? failure with { Outcome = await Outcome(plan) }
            : failure;
    }

    // That the old release serves on is seen, not believed.
    private async Task<string> Outcome(DockerPlan plan)
    {
        if (steps.Recorded is { } now)
        {
            return $"release {now.Number} serves";
        }

        if (plan.Live is not { } live)
        {
            return "nothing serves yet";
        }

        var broken = await Broken();
        return broken is null ? $"release {live.Number} serves on" : $"release {live.Number} is not whole: {broken}";
    }

    private async Task<string?> Broken()
    {
        var began = events.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                using var limit = new CancellationTokenSource(RecoverTime);
                var status = await observe(limit.Token);
                if (status.IsWhole)
                {
                    return null;
                }

                if (events.Clock.GetElapsedTime(began) > RecoverTime)
                {
                    return string.Join("; ", status.Notices.Where(f => f.IsBroken).Select(f => $"{f.Subject}: {f.What}"));
                }
            }
            catch (Exception e) when (e is FailureException or OperationCanceledException or HttpRequestException or IOException)
            {
                return $"it could not be seen ({e.Message})";
            }

            await Task.Delay(Beat, events.Clock);
        }
    }
}

/// <summary>Who carries out single steps, and what has come of them.</summary>
internal interface IStepRunner
{
    /// <summary>The images as they came out of the builds.</summary>
    BuiltImages Images { get; }

    /// <summary>The release that was made; null before it is on record.</summary>
    Release? Recorded { get; }

    Task Run(Step step, Lane lane, CancellationToken cancel);

    /// <summary>A failed release is on record too, as far as there is a place for it.</summary>
    Task RecordFailure(DockerPlan plan, Failure failure);
}
