using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;

namespace Fairlead.Docker.Plan;

/// <summary>One thing to do: a call to the engine that changes something, or a wait that only reads. The family is closed.</summary>
internal abstract record Step;

internal sealed record CreateNetwork(NetworkCreate Network) : Step
{
    public override string ToString() => $"create network {Network.Name} {Network.IPAM.Config![0].Subnet}";
}

internal sealed record RemoveNetwork(string Name) : Step
{
    public override string ToString() => $"remove network {Name}";
}

internal sealed record CreateVolume(VolumeCreate Volume) : Step
{
    public override string ToString() => $"create volume {Volume.Name}";
}

internal sealed record RemoveVolume(string Name) : Step
{
    public override string ToString() => $"remove volume {Name} and its data";
}

internal sealed record PullImage(string Reference) : Step
{
    public override string ToString() => $"pull {Reference} unless the engine has it";
}

internal sealed record KeepSecrets(IReadOnlyDictionary<string, string> Values) : Step
{
    public override string ToString() => $"keep the generated {string.Join(", ", Values.Keys)}";
}

internal sealed record CreateContainer(ContainerSpec Spec) : Step
{
    public override string ToString() => $"create {Spec.Name}";
}

internal sealed record StartContainer(string Name) : Step
{
    public override string ToString() => $"start {Name}";
}

/// <param name="Patience">From SIGTERM to SIGKILL.</param>
internal sealed record StopContainer(string Name, TimeSpan Patience) : Step
{
    public override string ToString() => $"stop {Name} within {Patience.TotalSeconds:0} s";
}

internal sealed record RemoveContainer(string Name) : Step
{
    public override string ToString() => $"remove {Name}";
}

internal sealed record PutFiles(string Container, IReadOnlyList<(string Path, string Text)> Files) : Step
{
    public override string ToString() => $"write {string.Join(", ", Files.Select(f => f.Path).Where(p => !ProxyFiles.IsLoaded(p)))} to {Container}";
}

/// <summary>Runs a command that has to exit with 0.</summary>
/// <param name="Purpose">What for, in a few words.</param>
internal sealed record Execute(string Container, IReadOnlyList<string> Command, string Purpose) : Step
{
    public override string ToString() => $"{Purpose} in {Container}";
}

/// <summary>Runs a command until it exits with 0.</summary>
internal sealed record WaitAnswer(string Container, IReadOnlyList<string> Command, TimeSpan Limit) : Step
{
    public override string ToString() => $"wait until {Container} answers, at most {Limit.TotalSeconds:0} s";
}

/// <summary>Waits until new tasks are known to work.</summary>
internal sealed record WaitHealthy(string Service, IReadOnlyList<Newcomer> Tasks, Proof Proof, TimeSpan Limit) : Step
{
    public Span? Place { get; init; }

    /// <summary>The line to look at when a task does not even stay up.</summary>
    public Span? StartPlace { get; init; }

    /// <summary>Those that ran before; how often they were restarted in their life is no news.</summary>
    public IReadOnlyList<string> Adopted { get; init; } = [];

    public override string ToString() => $"wait until {string.Join(", ", Tasks.Select(t => t.Handle))} {(Tasks.Count == 1 ? "is" : "are")} healthy ({Proof.ToString().ToLowerInvariant()}), at most {Limit.TotalSeconds:0} s";
}

/// <param name="Slots">Where it enters the load balancers; empty for workers.</param>
internal sealed record Newcomer(string Handle, string Address, int Port, IReadOnlyList<SlotName> Slots);

internal sealed record SlotName(string Proxy, string Backend, string Server)
{
    public override string ToString() => $"{Backend}/{Server}";
}

/// <summary>How a task shows that it works.</summary>
internal enum Proof
{
    /// <summary>The load balancer's checks are good.</summary>
    Balancer,

    /// <summary>The check inside the container is good.</summary>
    Container,

    /// <summary>It runs, and goes on running.</summary>
    Steady,
}

/// <summary>Puts newcomers into their slots, where they are checked and get no requests.</summary>
internal sealed record EnterSlots(IReadOnlyList<Newcomer> Tasks) : Step
{
    public override string ToString() => $"check {string.Join(", ", Tasks.SelectMany(t => t.Slots.Select(s => $"{s} at {t.Address}:{t.Port}")))}";
}

/// <summary>The new take requests, the old take no more; both at once.</summary>
internal sealed record SwitchSlots(IReadOnlyList<SlotName> In, IReadOnlyList<SlotName> Out) : Step
{
    public override string ToString() => $"requests to {Join(In)}{(Out.Count > 0 ? $", none to {Join(Out)}" : "")}";

    private static string Join(IReadOnlyList<SlotName> slots) => slots.Count == 0 ? "nobody" : string.Join(", ", slots);
}

/// <summary>Waits until the slots have nothing in flight, or the limit is over; then they are free.</summary>
internal sealed record DrainSlots(IReadOnlyList<SlotName> Slots, TimeSpan Limit) : Step
{
    public override string ToString() => $"drain {string.Join(", ", Slots)}, at most {Limit.TotalSeconds:0} s";
}

/// <summary>Takes newcomers out again.</summary>
internal sealed record ClearSlots(IReadOnlyList<SlotName> Slots) : Step
{
    public override string ToString() => $"clear {string.Join(", ", Slots)}";
}

/// <summary>Writes a load balancer's configuration or routes, once they are known to be good, and takes them over without losing a connection.</summary>
internal sealed record LoadFile(string Container, string Path, string Text) : Step
{
    public override string ToString() => $"load {Path} into {Container}";
}

internal sealed record WaitProxy(string Container) : Step
{
    public override string ToString() => $"wait until {Container} answers";
}

/// <summary>Waits for a job's container, starts it again while retries are left, and records the run.</summary>
internal sealed record WaitJob(string Job, string Handle, JobTerms Terms) : Step
{
    public override string ToString() => $"wait until {Handle} ends, at most {Terms.Limit.TotalSeconds:0} s{(Terms.Retries > 0 ? $", {Terms.Retries} retries" : "")}";
}

/// <param name="Limit">The longest attempt.</param>
internal sealed record JobTerms(TimeSpan Limit, int Retries, TimeSpan Stop, string Cause, int Release, string Config)
{
    /// <summary>The number of this run among the job's runs.</summary>
    public required int Sequence { get; init; }

    /// <summary>A file of the state volume that says, once the job has succeeded, for which release it did.</summary>
    public string? Marker { get; init; }

    public Span? Place { get; init; }
}

internal sealed record RecordRelease(Release Draft) : Step
{
    public override string ToString() => $"record release {Draft.Number}";
}

internal sealed record RemoveImage(string Reference) : Step
{
    public override string ToString() => $"remove image {Reference}";
}

/// <summary>Steps on one subject, in order.</summary>
internal sealed record Lane(string Subject, Activity Activity, IReadOnlyList<Step> Steps)
{
    /// <summary>Takes the steps back; carried out when something fails before the plan's point of no return.</summary>
    public IReadOnlyList<Step> Undo { get; init; } = [];

    /// <summary>What to say when it is done: "2 tasks healthy".</summary>
    public string? Detail { get; init; }
}

/// <summary>Lanes that need nothing of each other; the next stage begins when all are done.</summary>
/// <param name="Commits">Once it has begun, nothing is taken back any more.</param>
internal sealed record Stage(string Name, IReadOnlyList<Lane> Lanes, bool Commits = false);

/// <summary>Makes sure, before the old tasks go, that the new ones still run.</summary>
internal sealed record ConfirmRunning(string Service, IReadOnlyList<string> Handles) : Step
{
    public override string ToString() => $"confirm that {string.Join(", ", Handles)} still run";
}
