using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

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

    public IReadOnlyList<ObservedVolume> Volumes { get; init; } = [];

    /// <summary>Names of volumes and networks that somebody else made.</summary>
    public IReadOnlyList<string> Foreign { get; init; } = [];

    /// <summary>The major version that wrote a database's files, as they say themselves, by the name of the database.</summary>
    public IReadOnlyDictionary<string, string> DataVersions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<BuiltImage> Images { get; init; } = [];

    /// <summary>Files on the state volume, by their path in it.</summary>
    public IReadOnlyDictionary<string, string> State { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<Release> Releases { get; init; } = [];

    public IReadOnlyList<RunRecord> Runs { get; init; } = [];

    /// <summary>What each running load balancer really serves, by its container.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Slot>> Slots { get; init; } = new Dictionary<string, IReadOnlyList<Slot>>(
        StringComparer.Ordinal);

    /// <summary>Load balancers that run and can not be spoken to.</summary>
    public IReadOnlyList<string> Silent { get; init; } = [];

    /// <summary>Somebody is attached and runs the schedules.</summary>
    public bool HasScheduler { get; init; }

    /// <summary>The host ports that something listens on.</summary>
    public IReadOnlyList<int> BusyPorts { get; init; } = [];

    /// <summary>The host ports that other apps were given.</summary>
    public IReadOnlyList<int> PromisedPorts { get; init; } = [];

    public int NextRelease => Releases.Count == 0 ? 1 : Releases.Max(r => r.Number) + 1;

    /// <summary>The release that serves; null before the first success.</summary>
    public Release? Live => Release.Live(Releases);

    public Container? Find(string container) => Containers.FirstOrDefault(c => c.Handle == container);

    public IEnumerable<Container> Named(Role role, string name) => Containers.Where(c => c.Role == role && c.Name == name);

    /// <summary>The world as a plan is made from it; a plan that was made from another no longer fits.</summary>
    public IReadOnlyList<Fact> Facts(Scope scope)
    {
        var facts = new List<Fact> { new("the release that serves", Live is { } live ? $"{live.Number}" : "") };
        facts.AddRange(Containers
            .Where(c => c is { Role: not (Role.Job or Role.Tunnel) }
                or { Role: Role.Job, Cause: not (JobCauses.Schedule or JobCauses.ByHand) })
            .Select(c => new Fact($"container {c.Handle}", $"{(c.Runs ? "running" : c.State)}, made as {c.Config}")));
        facts.AddRange(Volumes.Select(v => new Fact($"volume {v.Name}", "there")));
        if (Subnet is not null)
        {
            facts.Add(new($"network {scope.Network}", Subnet));
        }

        foreach (var (proxy, slots) in Slots)
        {
            facts.AddRange(slots.Where(s => s.Address.Length > 0)
                .Select(s => new Fact($"{s.Backend}/{s.Server} of {proxy}", $"{s.Address}{(s.ReceivesTraffic ? ", gets requests" : "")}")));
        }

        return [.. facts.OrderBy(f => f.Of, StringComparer.Ordinal)];
    }
}

/// <param name="Id">The engine's own.</param>
/// <param name="Handle">The engine's name of the container.</param>
/// <param name="Name">The name in the app file.</param>
/// <param name="State">created, running, restarting, paused, exited or dead.</param>
/// <param name="Address">Its fixed address; empty when it has none.</param>
internal sealed record Container(string Id, string Handle, Role Role, string Name, string State, string Address, DateTimeOffset Created)
{
    public bool Runs => State is "running";

    /// <summary>How it stands, where it does not run: "stopped (exited with code 137)".</summary>
    public string Ended => State == "exited" && ExitCode is { } code ? $"stopped (exited with code {code})" : State;

    /// <summary>The release that made it.</summary>
    public int Release { get; init; }

    /// <summary>The configuration hash it was made with.</summary>
    public string Config { get; init; } = "";

    /// <summary>The reference of its image.</summary>
    public string Image { get; init; } = "";

    /// <summary>The content of its image.</summary>
    public string ImageId { get; init; } = "";

    public int? ExitCode { get; init; }

    public string Cause { get; init; } = "";

    /// <summary>Null where nobody looked.</summary>
    public Adjustable? Adjustable { get; init; }

    /// <summary>The ports of the host it has.</summary>
    public IReadOnlyList<int> HostPorts { get; init; } = [];
}

internal sealed record ObservedVolume(string Name, IReadOnlyDictionary<string, string> Labels)
{
    public string? Label(string name) => Labels.GetValueOrDefault(name);
}

/// <summary>One server line of a load balancer.</summary>
/// <param name="Address">empty when the slot is free.</param>
/// <param name="ReceivesTraffic">It gets new requests.</param>
/// <param name="Up">Its last checks were good.</param>
internal sealed record Slot(string Backend, string Server, string Address, int Port, bool ReceivesTraffic, bool Up);

/// <summary>A job's run as it is kept on the state volume.</summary>
internal sealed record RunRecord(int Sequence, JobRun Run)
{
    public int Release { get; init; }

    /// <summary>The configuration hash of the container that ran.</summary>
    public string Config { get; init; } = "";

    /// <summary>The content of its image.</summary>
    public string Image { get; init; } = "";
}
