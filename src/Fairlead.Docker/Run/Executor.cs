using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>
/// Carries out the lanes of a plan, each as soon as those that it waits for are done. It decides nothing: when something fails before
/// the point of no return it takes back what the plan says, and passes the failure on.
/// </summary>
internal sealed class Executor(StepRunner steps, EventStream events)
{
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
        catch (Exception e)
        {
            var takenBack = await TakeBack();
            var failure = AsFailure(e, plan, takenBack);
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

        if (!lane.IsQuiet)
        {
            events.Completed(lane.Subject, lane.Activity, start, lane.Detail);
        }
    }

    private void Begin(Lane lane)
    {
        lock (gate)
        {
            if (lane.Commits)
            {
                isCommitted = true;
                undo.Clear();
            }
            else if (!isCommitted)
            {
                undo.Push(lane);
            }
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
        }

        return any;
    }

    private Failure AsFailure(Exception e, DockerPlan plan, bool takenBack)
    {
        var failure = (e as FailureException)?.Failure
            ?? new Failure("the deploy stopped", e is OperationCanceledException ? "interrupted" : e.Message);
        var outcome = steps.Recorded is { } now ? $"release {now.Number} serves"
            : plan.Live is { } live ? $"release {live.Number} serves on"
            : "nothing serves yet";
        return failure with { Outcome = failure.Outcome ?? (takenBack || plan.Release is not null ? outcome : null) };
    }
}
