using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What the engine says of one app and environment.</summary>
internal sealed record Observed
{
    public static readonly Observed Nothing = new();

    public IReadOnlyList<Container> Containers { get; init; } = [];

    /// <summary>The subnet of the app's network; null when there is no network.</summary>
    public string? Subnet { get; init; }

    /// <summary>Subnets of all other networks of the engine.</summary>
    public IReadOnlyList<string> OtherSubnets { get; init; } = [];

    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    public IReadOnlyList<BuiltImage> Images { get; init; } = [];

    /// <summary>Files on the state volume, by their path in it.</summary>
    public IReadOnlyDictionary<string, string> State { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<Release> Releases { get; init; } = [];

    public IReadOnlyList<RunRecord> Runs { get; init; } = [];

    /// <summary>What each running load balancer really serves, by its container.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Slot>> Slots { get; init; } = new Dictionary<string, IReadOnlyList<Slot>>(StringComparer.Ordinal);

    /// <summary>The host ports that something listens on.</summary>
    public IReadOnlyList<int> BusyPorts { get; init; } = [];

    /// <summary>The host ports that other apps were given.</summary>
    public IReadOnlyList<int> PromisedPorts { get; init; } = [];

    public Container? Find(string container) => Containers.FirstOrDefault(c => c.Handle == container);

    public IEnumerable<Container> Of(Role role, string name) => Containers.Where(c => c.Role == role && c.Name == name);

    public int NextRelease => Releases.Count == 0 ? 1 : Releases.Max(r => r.Number) + 1;

    /// <summary>The release that serves; null before the first success.</summary>
    public Release? Live => Releases.Where(r => r.Result == ReleaseResult.Succeeded).MaxBy(r => r.Number);
}

/// <param name="Handle">The engine's name of the container.</param>
/// <param name="Name">The name in the app file.</param>
/// <param name="State">created, running, restarting, paused, exited or dead.</param>
/// <param name="Address">Its fixed address; empty when it has none.</param>
internal sealed record Container(string Id, string Handle, Role Role, string Name, int Release, string Config, string Image, string State, string Address, DateTimeOffset Created)
{
    public bool Runs => State is "running";

    public int? ExitCode { get; init; }

    public string Cause { get; init; } = "";

    /// <summary>The ports of the host it has.</summary>
    public IReadOnlyList<int> HostPorts { get; init; } = [];
}

internal sealed record Volume(string Name, IReadOnlyDictionary<string, string> Labels)
{
    public string? Label(string name) => Labels.GetValueOrDefault(name);
}

/// <param name="Name">The image's name in the app file.</param>
/// <param name="Context">The hash of what it was built from.</param>
internal sealed record BuiltImage(string Reference, string Id, string Name, string Context, DateTimeOffset Created);

/// <summary>One server line of a load balancer.</summary>
/// <param name="Address">empty when the slot is free.</param>
/// <param name="Takes">It gets new requests.</param>
/// <param name="Up">Its last checks were good.</param>
internal sealed record Slot(string Backend, string Server, string Address, int Port, bool Takes, bool Up);

/// <summary>A job's run as it is kept on the state volume.</summary>
internal sealed record RunRecord(int Sequence, JobRun Run)
{
    public int Release { get; init; }

    /// <summary>The configuration hash of the container that ran.</summary>
    public string Config { get; init; } = "";
}
