using System.Collections.Concurrent;
using System.Net;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.Jobs;
using Fairlead.Docker.Run.Observing;
using Fairlead.Docker.Run.Proxy;
using Fairlead.Docker.Run.State;

namespace Fairlead.Docker.Run;

/// <summary>Carries out single steps, each of them one change of the engine or one wait.</summary>
/// <param name="engine">Where.</param>
/// <param name="scope">Whose.</param>
/// <param name="secrets">Where generated values are kept.</param>
/// <param name="began">When the whole work began.</param>
internal sealed class StepRunner(Engine engine, Scope scope, SecretFile secrets, WorkTools tools, DateTimeOffset began)
    : IStepRunner
{
    private static readonly TimeSpan RecordTime = TimeSpan.FromSeconds(10);

    // By their names: what is taken back is known by its id.
    private readonly ConcurrentDictionary<string, string> made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> healthyAfter = new(StringComparer.Ordinal);
    private readonly EventStream events = tools.Events;
    private readonly HaproxyRuntime proxies = tools.Proxies;
    private readonly ContainerEvents seen = tools.Seen;

    public BuiltImages Images => tools.Images;

    public Release? Recorded { get; private set; }

    /// <summary>
    /// It changes nothing, or takes its time: it is given up when the work is interrupted. A change that the engine was asked for it makes
    /// all the same, so it is waited for, and taken back after it was made and not meanwhile.
    /// </summary>
    public static bool CanBeGivenUp(Step step) => step is WaitAnswer or WaitHealthy or Plan.ConfirmVersion or Bake
        or ConfirmRunning or DrainSlots or WaitProxy or WaitJob;

    public async Task Run(Step step, Lane lane, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            await Do(step, lane, CanBeGivenUp(step) ? cancel : CancellationToken.None);
        }
        catch (EngineException e)
        {
            var refusal = EngineRefusal.Explain(e.Reason);
            throw new FailureException(new Failure($"{lane.Subject}: could not {step}", refusal?.Why ?? e.Reason)
            {
                Evidence = refusal is null ? [] : [e.Reason],
                Place = refusal is null ? null : lane.Steps.OfType<WaitHealthy>().FirstOrDefault()?.Origin?.PlaceOf(refusal.Key),
                Next = refusal is null ? "docker info" : $"{refusal.Next}, then: fairlead deploy",
            }, e);
        }
    }

    public async Task RecordFailure(DockerPlan plan, Failure failure)
    {
        if (plan.Release is not { } draft || Recorded is not null)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(RecordTime);
            var remark = $"{failure.What}: {failure.Why}";
            await tools.Records.Write(
                Images.Complete(draft) with
                {
                    State = ReleaseState.Failed,
                    Remark = remark,
                    LastLines = failure.Evidence,
                    At = events.Now,
                    Took = events.Now - began,
                },
                [],
                limit.Token);
        }
        catch (Exception e) when (e is FailureException or OperationCanceledException)
        {
            // Without a load balancer there is no place for the record yet; the failure itself is told anyway.
        }
    }

    private Task Do(Step step, Lane lane, CancellationToken cancel) => step switch
    {
        CreateNetwork s => CreateNetwork(s, cancel),
        RemoveNetwork s => engine.RemoveNetwork(s.Name, cancel),
        CreateVolume s => CreateVolume(s, lane, cancel),
        RemoveVolume s => engine.RemoveVolume(s.Name, cancel),
        RemoveImage s => engine.RemoveImage(s.Reference, cancel),
        KeepSecrets s => secrets.Set(s.Values, cancel),
        CreateContainer s => Create(s, cancel),
        StartContainer s => Start(s, lane, cancel),
        StopContainer s => Stop(s, cancel),
        RemoveContainer s => engine.Remove(s.Name, cancel),
        RemoveMade s => RemoveMade(s, cancel),
        RenameContainer s => Rename(s, cancel),
        PutFiles s => engine.PutFiles(s.Container, Scope.StateFolder, s.Files, cancel),
        PutFolders s => engine.PutFolders(s.Container, s.Root, s.Directories, s.Owner, cancel),
        Execute s => ContainerExec.Execute(engine, s, cancel),
        WaitAnswer s => new Probes(engine, seen).Answer(s, lane.Subject, cancel),
        WaitHealthy s => WatchHealth(s, cancel),
        ConfirmVersion s => ConfirmVersion(s, cancel),
        Bake s => new HealthWatch(engine, proxies, seen, events).Bake(s, cancel),
        ConfirmRunning s => new Probes(engine, seen).Confirm(s, cancel),
        EnterSlots s => proxies.Enter(s.Tasks, cancel),
        SwitchSlots s => proxies.Switch(s.In, s.Out, cancel),
        DrainSlots s => proxies.Drain(s.Slots, s.Limit, cancel),
        ClearSlots s => proxies.Clear(s.Slots, cancel),
        WaitProxy s => proxies.WaitUntilUp(s.Container, cancel),
        LoadFile s => proxies.Load(s, cancel),
        Announce s => Announce(s),
        WaitJob s => new JobWatch(engine, tools.Records, seen, events).Wait(s, Images.Id(s.Terms.Image), cancel),
        RecordRelease s => Record(s, cancel),
        _ => throw new InvalidOperationException($"no way to {step}"),
    };

    private Task CreateNetwork(CreateNetwork step, CancellationToken cancel)
    {
        var addresses = new IpamConfig(step.Subnet.Cidr, step.Subnet.EngineRange, step.Subnet.Gateway);
        var labels = step.Labels.ToDictionary(StringComparer.Ordinal);
        return engine.CreateNetwork(
            new NetworkCreate(step.Name, CheckDuplicate: true, "bridge", new NetworkIpam([addresses]), labels),
            cancel);
    }

    // The engine answers with the volume that is there, whoever made it.
    private async Task CreateVolume(CreateVolume step, Lane lane, CancellationToken cancel)
    {
        var volume = await engine.CreateVolume(new VolumeCreate(step.Name, step.Labels.ToDictionary(StringComparer.Ordinal))
        {
            DriverOpts = step.Inside is var (whole, directory) ? await LeadingInto(whole, directory, cancel) : null,
        }, cancel);
        if (volume.Labels?.GetValueOrDefault(Labels.Scope) != scope.Prefix)
        {
            throw new FailureException(
                $"{lane.Subject}: the engine has a volume named {step.Name} already",
                $"it is not of {scope.Id}",
                $"docker volume inspect {step.Name}");
        }
    }

    // Source: Docker's manual, "docker volume create": the local driver takes the options of mount.
    private async Task<Dictionary<string, string>> LeadingInto(string whole, string directory, CancellationToken cancel) => new()
    {
        ["type"] = "none", ["o"] = "bind", ["device"] = $"{(await engine.Volume(whole, cancel)).Mountpoint}/{directory}",
    };

    private async Task Create(CreateContainer step, CancellationToken cancel)
    {
        var spec = Images.Complete(step.Spec);
        try
        {
            made[spec.Name] = await ContainerRequest.Create(engine, spec, cancel);
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.Conflict)
        {
            throw new FailureException(
                $"{spec.FileName}: a container named {spec.Name} is already there",
                "somebody else made it",
                $"docker inspect {spec.Name}");
        }
    }

    private async Task RemoveMade(RemoveMade step, CancellationToken cancel)
    {
        if (made.TryRemove(step.Name, out var id))
        {
            if (step.Patience is { } patience)
            {
                await Stop(new StopContainer(id, patience), cancel);
            }

            await engine.Remove(id, cancel);
        }
    }

    private async Task Rename(RenameContainer step, CancellationToken cancel)
    {
        try
        {
            await engine.Rename(step.Name, step.To, cancel);
        }
        catch (EngineException e) when (step.IfFree && e.Status == HttpStatusCode.Conflict)
        {
            // It has its name still.
        }
    }

    private async Task ConfirmVersion(ConfirmVersion step, CancellationToken cancel)
    {
        if (await DataVersions.OfImage(engine, step.Image, cancel) is { } brings && brings != step.Written)
        {
            throw new FailureException(
                $"{step.Resource}: the data is of PostgreSQL {step.Written}, and {step.Image} is {brings}, which does not read it",
                "nothing of it was touched",
                $"name an image of PostgreSQL {step.Written}, or dump the data first");
        }
    }

    private async Task Start(StartContainer step, Lane lane, CancellationToken cancel)
    {
        try
        {
            await engine.Start(step.Name, cancel);
        }
        catch (EngineException e) when (IsPortTaken(e.Reason))
        {
            throw new FailureException(await PortHolder.Explain(engine, lane.Subject, e.Reason, cancel), e);
        }
    }

    private static bool IsPortTaken(string reason) =>
        reason.Contains("already allocated", StringComparison.Ordinal)
            || reason.Contains("address already in use", StringComparison.Ordinal);

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

    private Task Announce(Announce step)
    {
        events.Add(new Serving(events.Now, step.Service, step.Urls));
        return Task.CompletedTask;
    }

    // What a killed deploy had started was healthy before anybody looked: that says nothing.
    private async Task WatchHealth(WaitHealthy step, CancellationToken cancel)
    {
        var took = await new HealthWatch(engine, proxies, seen, events).Wait(step, cancel);
        if (step.Adopted.Count == 0)
        {
            healthyAfter[step.Service] = took;
        }
    }

    private async Task Record(RecordRelease step, CancellationToken cancel)
    {
        var release = Images.Complete(step.Draft) with
        {
            At = events.Now,
            Took = events.Now - began,
            Workloads =
            [
                .. step.Draft.Workloads.Select(
                    w => healthyAfter.TryGetValue(w.Name, out var took) ? w with { HealthyAfter = took } : w),
            ],
        };
        await tools.Records.Write(release, [(Planner.FolderFile, step.Folder + "\n")], cancel);
        Recorded = release;
        events.Add(new Released(events.Now, release));
    }
}

/// <summary>What the steps of a plan share.</summary>
/// <param name="Proxies">Sessions with the load balancers.</param>
/// <param name="Seen">What has happened to containers since the work began.</param>
/// <param name="Images">The images as they came out of the builds.</param>
/// <param name="Records">Where what happened is kept.</param>
/// <param name="Events">Where everything is reported to.</param>
internal sealed record WorkTools(HaproxyRuntime Proxies, ContainerEvents Seen, BuiltImages Images, Records Records, EventStream Events);
