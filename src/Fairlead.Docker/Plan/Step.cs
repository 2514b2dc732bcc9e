using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>One thing to do: a call to the engine that changes something, or a wait that only reads. The family is closed.</summary>
internal abstract record Step;

/// <param name="Name">Of the network.</param>
/// <param name="Subnet">All its addresses.</param>
internal sealed record CreateNetwork(string Name, Subnet Subnet, IReadOnlyDictionary<string, string> Labels) : Step
{
    public override string ToString() => $"create network {Name} {Subnet.Cidr}";
}

internal sealed record RemoveNetwork(string Name) : Step
{
    public override string ToString() => $"remove network {Name}";
}

internal sealed record CreateVolume(string Name, IReadOnlyDictionary<string, string> Labels) : Step
{
    /// <summary>The volume and the directory of it that it leads into; null where it has a place of its own.</summary>
    public (string Volume, string Directory)? Inside { get; init; }

    public override string ToString() => $"create volume {Name}{(Inside is var (volume, directory) ? $" in {volume}/{directory}" : "")}";
}

internal sealed record RemoveVolume(string Name) : Step
{
    public override string ToString() => $"remove volume {Name} and its data";
}

internal sealed record RemoveImage(string Reference) : Step
{
    public override string ToString() => $"remove image {Reference}";
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

/// <param name="Name">Of the container.</param>
/// <param name="Patience">From SIGTERM to SIGKILL.</param>
internal sealed record StopContainer(string Name, TimeSpan Patience) : Step
{
    public override string ToString() => $"stop {Name} within {Patience.TotalSeconds:0} s";
}

internal sealed record RemoveContainer(string Name) : Step
{
    public override string ToString() => $"remove {Name}";
}

/// <summary>Removes a container that this run made; one of the same name that it did not make stays.</summary>
/// <param name="Name">The engine's name of it.</param>
/// <param name="Patience">From SIGTERM to SIGKILL; null ends it at once.</param>
internal sealed record RemoveMade(string Name, TimeSpan? Patience = null) : Step
{
    public override string ToString() => $"remove {Name}, if made";
}

/// <summary>Gives a container another name, where there is one of the first.</summary>
/// <param name="IfFree">Nothing to do where there is one of the second already: then it had never been renamed.</param>
internal sealed record RenameContainer(string Name, string To, bool IfFree = false) : Step
{
    public override string ToString() => $"rename {Name} to {To}";
}

internal sealed record PutFiles(string Container, IReadOnlyList<(string Path, string Text)> Files) : Step
{
    public override string ToString() =>
        $"write {string.Join(", ", Files.Select(f => f.Path).Where(p => !HaproxyConfig.IsLoaded(p)))} to {Container}";
}

/// <summary>Makes directories, with all above them, or gives those that are there their owner; what lies in them stays.</summary>
/// <param name="Container">Where.</param>
/// <param name="Root">The path there that they are below, which gets the owner too.</param>
/// <param name="Directories">Relative to the root.</param>
internal sealed record PutFolders(string Container, string Root, IReadOnlyList<string> Directories, Owner Owner) : Step
{
    public override string ToString() =>
        $"give {string.Join(", ", Directories.Prepend("the volume"))} in {Container} to {Owner.User}:{Owner.Group}";
}

/// <summary>Runs a command that has to exit with 0.</summary>
/// <param name="Container">Where.</param>
/// <param name="Command">The words of it.</param>
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
internal sealed record WaitHealthy(string Service, IReadOnlyList<NewTask> Tasks, Readiness Readiness, TimeSpan Limit) : Step
{
    public Span? Place { get; init; }

    /// <summary>Where the service stands in the file.</summary>
    public Origin? Origin { get; init; }

    /// <summary>The line to look at when a task does not even stay up.</summary>
    public Span? StartPlace => Origin?.PlaceOf("command");

    /// <summary>Those that ran before; how often they were restarted in their life is no news.</summary>
    public IReadOnlyList<string> Adopted { get; init; } = [];

    /// <summary>How long it took last time; no part of what a plan says, so that no plan differs by it.</summary>
    public TimeSpan? LastTime { get; init; }

    public override string ToString() =>
        $"wait until {string.Join(", ", Tasks.Select(t => t.Handle))} {(Tasks.Count == 1 ? "is" : "are")} healthy"
        + $" ({Word}), at most {Limit.TotalSeconds:0} s";

    private string Word => Readiness == Readiness.LoadBalancer ? "load balancer" : Readiness.ToString().ToLowerInvariant();
}

/// <param name="Handle">The container.</param>
/// <param name="Address">Its fixed address.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Slots">Where it enters the load balancers; empty for workers.</param>
internal sealed record NewTask(string Handle, string Address, int Port, IReadOnlyList<SlotName> Slots)
{
    /// <summary>A check inside the container has its say too.</summary>
    public bool HasOwnCheck { get; init; }
}

internal sealed record SlotName(string Proxy, string Backend, string Server)
{
    public override string ToString() => $"{Backend}/{Server}";
}

/// <summary>How a task shows that it works.</summary>
internal enum Readiness
{
    /// <summary>The load balancer's checks are good.</summary>
    LoadBalancer,

    /// <summary>The check inside the container is good.</summary>
    Container,

    /// <summary>It runs, and goes on running.</summary>
    Steady,
}

/// <summary>Puts new tasks into their slots, where they are checked and get no requests.</summary>
internal sealed record EnterSlots(IReadOnlyList<NewTask> Tasks) : Step
{
    public override string ToString() =>
        $"check {string.Join(", ", Tasks.SelectMany(t => t.Slots.Select(s => $"{s} at {t.Address}:{t.Port}")))}";
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

/// <summary>Takes new tasks out again.</summary>
internal sealed record ClearSlots(IReadOnlyList<SlotName> Slots) : Step
{
    public override string ToString() => $"clear {string.Join(", ", Slots)}";
}

/// <summary>Makes sure that an image brings the major version of PostgreSQL that wrote the data.</summary>
/// <param name="Resource">The database.</param>
/// <param name="Image">What it is to run.</param>
/// <param name="Written">As the data itself says.</param>
internal sealed record ConfirmVersion(string Resource, string Image, string Written) : Step
{
    public override string ToString() => $"confirm that {Image} is PostgreSQL {Written}";
}

/// <summary>
/// Watches new tasks that get the requests already, while the old ones stand ready: one that ends, or fails its checks, is a failure.
/// </summary>
internal sealed record Bake(string Service, IReadOnlyList<NewTask> Tasks, TimeSpan Time) : Step
{
    public Span? Place { get; init; }

    public override string ToString() =>
        $"watch {string.Join(", ", Tasks.Select(t => t.Handle))} for {Time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";
}

/// <summary>Makes sure, before the old tasks go, that the new ones still run.</summary>
internal sealed record ConfirmRunning(string Service, IReadOnlyList<string> Handles) : Step
{
    public override string ToString() => $"confirm that {string.Join(", ", Handles)} still run";
}

/// <summary>Says where a service answers from now on.</summary>
internal sealed record Announce(string Service, IReadOnlyList<string> Urls) : Step
{
    public override string ToString() => $"say that {Service} answers at {string.Join(", ", Urls)}";
}

/// <summary>
/// Writes a load balancer's configuration or routes, once they are known to be good, and takes them over without losing a connection.
/// </summary>
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
    public override string ToString() => $"wait until {Handle} ends, at most {Terms.Limit.TotalSeconds:0} s"
        + (Terms.Retries > 0 ? $", {Terms.Retries} retries" : "");
}

/// <param name="Limit">The longest attempt.</param>
/// <param name="Retries">After the first attempt.</param>
/// <param name="Stop">From SIGTERM to SIGKILL when its time is over.</param>
/// <param name="Cause">Why it runs.</param>
/// <param name="Release">Which release it belongs to.</param>
/// <param name="Config">The configuration hash of its container.</param>
internal sealed record JobTerms(TimeSpan Limit, int Retries, TimeSpan Stop, string Cause, int Release, string Config)
{
    /// <summary>The number of this run among the job's runs.</summary>
    public required int Sequence { get; init; }

    /// <summary>The name of its image in the file.</summary>
    public required string Image { get; init; }

    /// <summary>A file of the state volume that says, once the job has succeeded, for which release it did.</summary>
    public string? Marker { get; init; }

    public Span? Place { get; init; }

    /// <summary>What is kept of a run under these terms.</summary>
    public RunRecord Record(JobRun run, string image) => new(Sequence, run) { Release = Release, Config = Config, Image = image };
}

internal sealed record RecordRelease(Release Draft, string Folder) : Step
{
    public override string ToString() => $"record release {Draft.Number}";
}
