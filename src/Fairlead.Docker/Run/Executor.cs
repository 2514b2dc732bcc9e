using System.Net;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>
/// Carries out the stages of a plan: lanes side by side, steps one after the other. It decides nothing: when something fails before
/// the point of no return it takes back what the plan says, and passes the failure on.
/// </summary>
internal sealed class Executor(Engine engine, Scope scope, SecretFile secrets, Sink sink) : IAsyncDisposable
{
    private static readonly TimeSpan UndoTime = TimeSpan.FromMinutes(2);

    private readonly Balancer balancer = new(engine);
    private Release? recorded;

    /// <param name="done">Is told the name of each stage when it is over.</param>
    public async Task Apply(DockerPlan plan, DateTimeOffset began, Action<string> done, CancellationToken cancel)
    {
        await using var life = await LifeSigns.Watch(engine, scope, cancel);
        var undo = new Stack<Lane>();
        try
        {
            foreach (var stage in plan.Stages)
            {
                if (stage.Commits)
                {
                    undo.Clear();
                }

                await Apply(stage, undo, life, began, cancel);
                done(stage.Name);
            }
        }
        catch (Exception e)
        {
            var takenBack = await TakeBack(undo, life);
            var failure = AsFailure(e, plan, takenBack);
            await RecordFailure(plan, failure, began);
            throw e is FailureException or IOException or HttpRequestException or UnauthorizedAccessException ? new FailureException(failure, e) : e;
        }
    }

    public ValueTask DisposeAsync() => balancer.DisposeAsync();

    private async Task Apply(Stage stage, Stack<Lane> undo, LifeSigns life, DateTimeOffset began, CancellationToken cancel)
    {
        // The first failure stops the other lanes, so that nothing goes on behind the user's back.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = new List<Task>();
        foreach (var lane in stage.Lanes)
        {
            undo.Push(lane);
            running.Add(Run(lane));
        }

        await Task.WhenAll(running);

        async Task Run(Lane lane)
        {
            var start = sink.Now;
            sink.Began(lane.Subject, lane.Activity);
            try
            {
                foreach (var step in lane.Steps)
                {
                    await Apply(step, lane, life, began, stop.Token);
                }
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }

            sink.Ended(lane.Subject, lane.Activity, start, lane.Detail);
        }
    }

    private async Task Apply(Step step, Lane lane, LifeSigns life, DateTimeOffset began, CancellationToken cancel)
    {
        try
        {
            await Do(step, lane, life, began, cancel);
        }
        catch (EngineException e)
        {
            throw new FailureException(new Failure($"{lane.Subject}: could not {step}", e.Reason) { Next = "docker info" }, e);
        }
    }

    private Task Do(Step step, Lane lane, LifeSigns life, DateTimeOffset began, CancellationToken cancel) => step switch
    {
        CreateNetwork s => engine.CreateNetwork(s.Network, cancel),
        RemoveNetwork s => engine.RemoveNetwork(s.Name, cancel),
        CreateVolume s => engine.CreateVolume(s.Volume, cancel),
        RemoveVolume s => engine.RemoveVolume(s.Name, cancel),
        PullImage s => Pull(s, lane, cancel),
        RemoveImage s => engine.RemoveImage(s.Reference, cancel),
        KeepSecrets s => secrets.Set(s.Values, cancel),
        CreateContainer s => Create(s, cancel),
        StartContainer s => Start(s, lane, cancel),
        StopContainer s => Stop(s, cancel),
        RemoveContainer s => engine.Remove(s.Name, cancel),
        PutFiles s => engine.PutFiles(s.Container, Scope.StateFolder, s.Files, cancel),
        Execute s => Commands.Execute(engine, s, cancel),
        WaitAnswer s => new Waits(engine, life).Answer(s, lane.Subject, cancel),
        WaitHealthy s => new HealthWatch(engine, balancer, life, sink).Wait(s, cancel),
        ConfirmRunning s => new Waits(engine, life).Confirm(s, cancel),
        EnterSlots s => balancer.Enter(s.Tasks, cancel),
        SwitchSlots s => balancer.Switch(s.In, s.Out, cancel),
        DrainSlots s => balancer.Drain(s.Slots, s.Limit, cancel),
        ClearSlots s => balancer.Clear(s.Slots, cancel),
        WaitProxy s => balancer.WaitUntilUp(s.Container, cancel),
        LoadFile s => balancer.Load(s, cancel),
        WaitJob s => new JobWatch(engine, scope, life, sink).Wait(s, cancel),
        RecordRelease s => Record(s.Draft, began, cancel),
        _ => throw new InvalidOperationException($"no way to {step}"),
    };

    // Another deploy of the same app may have the same idea at the same moment: the engine lets one of them have the name.
    private async Task Create(CreateContainer step, CancellationToken cancel)
    {
        try
        {
            await engine.Create(step.Spec.Name, step.Spec.ToRequest(), cancel);
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.Conflict)
        {
            throw new FailureException($"{step.Spec.FileName}: a container named {step.Spec.Name} is already there", "another deploy runs, or it was made by hand", $"docker rm -f {step.Spec.Name}");
        }
    }

    private async Task Start(StartContainer step, Lane lane, CancellationToken cancel)
    {
        try
        {
            await engine.Start(step.Name, cancel);
        }
        catch (EngineException e) when (e.Reason.Contains("already allocated", StringComparison.Ordinal) || e.Reason.Contains("address already in use", StringComparison.Ordinal))
        {
            throw new FailureException(await PortHolder.Explain(engine, lane.Subject, e.Reason, cancel), e);
        }
    }

    private async Task Stop(StopContainer step, CancellationToken cancel)
    {
        try
        {
            await engine.Stop(step.Name, step.Patience, cancel);
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.NotFound)
        {
            // Somebody removed it meanwhile: it has stopped.
        }
    }

    private async Task Pull(PullImage step, Lane lane, CancellationToken cancel)
    {
        if (await engine.FindImage(step.Reference, cancel) is null)
        {
            sink.Began(lane.Subject, Activity.Pull, step.Reference);
            try
            {
                await engine.Pull(step.Reference, cancel);
            }
            catch (EngineException e)
            {
                throw new FailureException(new Failure($"{lane.Subject}: the image {step.Reference} can not be had", e.Reason) { Next = $"docker pull {step.Reference}" }, e);
            }

            sink.Began(lane.Subject, lane.Activity);
        }
    }

    private async Task Record(Release draft, DateTimeOffset began, CancellationToken cancel)
    {
        var release = draft with { At = sink.Now, Took = sink.Now - began };
        await Write(release, cancel);
        recorded = release;
        sink.Add(new Released(sink.Now, release));
    }

    private Task Write(Release release, CancellationToken cancel) => engine.PutFiles(
        scope.Proxy,
        Scope.StateFolder,
        [(StateJson.ReleasePath(release.Number), System.Text.Json.JsonSerializer.Serialize(release, StateJson.Default.Release))],
        cancel);

    private async Task<bool> TakeBack(Stack<Lane> undo, LifeSigns life)
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
            sink.Began(lane.Subject, Activity.Undo);
            foreach (var step in lane.Undo)
            {
                try
                {
                    await Do(step, lane, life, sink.Now, limit.Token);
                }
                catch (Exception e) when (e is FailureException or OperationCanceledException)
                {
                    sink.Warned(lane.Subject, $"could not {step}: {e.Message}");
                }
            }
        }

        return any;
    }

    private Failure AsFailure(Exception e, DockerPlan plan, bool takenBack)
    {
        var failure = (e as FailureException)?.Failure ?? new Failure("the deploy stopped", e is OperationCanceledException ? "interrupted" : e.Message);
        var outcome = recorded is { } now ? $"release {now.Number} serves" : plan.Live is { } live ? $"release {live.Number} serves on" : "nothing serves yet";
        return failure with { Outcome = failure.Outcome ?? (takenBack || plan.Release is not null ? outcome : null) };
    }

    private async Task RecordFailure(DockerPlan plan, Failure failure, DateTimeOffset began)
    {
        if (plan.Release is not { } draft || recorded is not null)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await Write(draft with { At = sink.Now, Took = sink.Now - began, Result = ReleaseResult.Failed, Remark = $"{failure.What}: {failure.Why}" }, limit.Token);
        }
        catch (Exception e) when (e is FailureException or OperationCanceledException)
        {
            // Without a load balancer there is no place for the record yet; the failure itself is told anyway.
        }
    }
}
