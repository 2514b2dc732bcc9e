using Fairlead.Core.Yaml;

namespace Fairlead.Core.Model;

/// <summary>A whole app in one environment: what the file says, with every default filled in once.</summary>
public sealed record App
{
    public required string Name { get; init; }

    public required AppEnvironment Environment { get; init; }

    public required Table<Image> Images { get; init; }

    public required Table<Secret> Secrets { get; init; }

    public required Table<Service> Services { get; init; }

    public required Table<Job> Jobs { get; init; }

    public required Table<Resource> Resources { get; init; }

    public required Edge Edge { get; init; }

    /// <summary>The file as this environment sees it: merged, <c>extends</c> carried out.</summary>
    public required MapNode Document { get; init; }

    public IEnumerable<Workload> Workloads => Services.Concat<Workload>(Jobs);

    public Workload? FindWorkload(string name) => (Workload?)Services.Find(name) ?? Jobs.Find(name);

    public AppId Id => new(Name, Environment.Name);
}

/// <summary>Names one app in one environment; enough for every command that does not plan.</summary>
public sealed record AppId(string App, string Environment)
{
    public override string ToString() => $"{App} ({Environment})";
}

/// <param name="Name"><c>local</c> is the local Docker engine; every other environment is on AWS.</param>
/// <param name="Region">An AWS region.</param>
/// <param name="Account">A 12-digit AWS account id, if the file pins one.</param>
/// <param name="Domain">The domain of the app; on <c>local</c> there always is one.</param>
public sealed record AppEnvironment(string Name, string Region, string? Account, string? Domain)
{
    public const string Local = "local";

    public bool IsLocal => Name == Local;

    public string? Profile { get; init; }

    public ReleaseRule Release { get; init; } = new(null, Approve: false, Hold: false);

    /// <summary>Refuses a dirty tree, and destroying without the typed name.</summary>
    public bool Protect { get; init; }
}

/// <param name="From">A branch, <c>tag PATTERN</c> or <c>push</c>: where releases of this environment come from.</param>
/// <param name="Approve">A release waits for somebody else's approval.</param>
/// <param name="Hold">A release waits on a test address until it is promoted.</param>
public sealed record ReleaseRule(string? From, bool Approve, bool Hold);

/// <summary>How the app meets the world.</summary>
/// <param name="Zone">Where the DNS records go: <c>existing</c>, <c>create</c>, <c>external</c>.</param>
/// <param name="Timeout">The longest request of services that do not say otherwise.</param>
public sealed record Edge(string? Zone, TimeSpan Timeout);
