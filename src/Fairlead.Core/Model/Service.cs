namespace Fairlead.Core.Model;

/// <summary>A workload that runs for ever.</summary>
public sealed record Service(string Name, Origin Origin) : Workload(Name, Origin)
{
    /// <summary>The port the process listens on.</summary>
    public int? Port { get; init; }

    /// <summary>Where visitors come; its host is the one that URLs say, so a wildcard only where there is no other.</summary>
    public Route? Route { get; init; }

    /// <summary>Other hosts that it answers for as well, at the same path.</summary>
    public IReadOnlyList<string> MoreHosts { get; init; } = [];

    /// <summary>All that leads here: the route, then the same for each other host.</summary>
    public IEnumerable<Route> Routes => Route is not { } main ? [] : [main, .. MoreHosts.Select(h => main with { Host = h })];

    /// <summary>Hosts whose visitors are sent to another one.</summary>
    public IReadOnlyList<Redirect> Redirects { get; init; } = [];

    /// <summary>All that is answered for because of it: its own routes, and the hosts that lead to others.</summary>
    public IEnumerable<Route> AllRoutes() => [.. Routes, .. Redirects.Select(r => r.Route)];

    /// <summary>The longest request; the edge's where the service does not say.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>A person wrote the time-out, here or at the edge: requests may take so long, also while tasks are replaced.</summary>
    public bool SaysTimeout { get; init; }

    /// <summary>A port of the host that leads straight to this service (local only).</summary>
    public int? HostPort { get; init; }

    public int? FixedCount { get; init; }

    public Scale? Scale { get; init; }

    public required Rollout Deploy { get; init; }

    /// <summary>What visitors have to show; null: what the edge says.</summary>
    public Auth? Auth { get; init; }

    /// <summary>A visitor stays with one task for so long; null: not at all.</summary>
    public TimeSpan? Sticky { get; init; }

    /// <summary>
    /// How its load balancer checks it: what <see cref="Workload.Health"/> says, else whether it answers at all, at the usual times.
    /// </summary>
    public required Health Probe { get; init; }

    /// <summary>How many tasks a target without scaling runs: <c>count</c>, else <c>scale.min</c>, else 1.</summary>
    public int Count => FixedCount ?? Scale?.Min ?? 1;

    /// <summary>What the service is follows from what it says.</summary>
    public ServiceKind Kind => Route is not null ? ServiceKind.Public : Port is not null ? ServiceKind.Internal : ServiceKind.Worker;
}

public enum ServiceKind
{
    Public,
    Internal,
    Worker,
}

public enum Strategy
{
    /// <summary>New tasks beside the old, then over.</summary>
    Rolling,

    /// <summary>Never two copies: the old tasks end before the new start.</summary>
    Replace,

    /// <summary>A whole new set, then all requests at once; the old set stays for a while.</summary>
    BlueGreen,

    /// <summary>Requests move to the new set bit by bit.</summary>
    Canary,
}

/// <summary>How a new version takes over.</summary>
public sealed record Rollout(Strategy Strategy)
{
    /// <summary>The first share of requests, in percent (canary without <see cref="Steps"/>).</summary>
    public required int Percent { get; init; }

    /// <summary>Into how many equal shares requests are moved (canary); null: first <see cref="Percent"/>, then all.</summary>
    public int? Steps { get; init; }

    /// <summary>How long each share, and the old set after the last, waits; null leaves it to the target.</summary>
    public TimeSpan? Bake { get; init; }

    /// <summary>CloudWatch alarms that take a version back while it comes or waits.</summary>
    public IReadOnlyList<string> Alarms { get; init; } = [];
}

/// <param name="Host">The host it answers for; null means any.</param>
/// <param name="Path">The path prefix, which starts with <c>/</c> and does not end with one (but for the root).</param>
public sealed record Route(string? Host, string Path)
{
    public override string ToString() => Host + (Host is not null && Path == "/" ? "" : Path);
}

/// <summary>A host whose requests are answered with 301: path and query stay.</summary>
/// <param name="Host">The host that is asked; it may be a wildcard.</param>
/// <param name="To">The host where the visitor is sent.</param>
public sealed record Redirect(string Host, string To)
{
    public Route Route => new(Host, "/");
}

/// <summary>Between how many tasks a service may scale, and on what. Percentages are targets for the average.</summary>
public sealed record Scale(int Min, int Max)
{
    public int? Cpu { get; init; }

    public int? Memory { get; init; }

    /// <summary>Requests per task and minute.</summary>
    public int? Requests { get; init; }

    public QueueScale? Queue { get; init; }

    public required IReadOnlyList<ScheduledScale> Schedule { get; init; }

    /// <summary>At some time no task may run.</summary>
    public bool StartsAtZero => Min == 0 || Schedule.Any(s => s.Min == 0);

    /// <summary>Something that also counts while no task runs: messages of a queue, or a time.</summary>
    public bool CanWake => Queue is not null || Schedule.Any(s => s.Min > 0);
}

/// <param name="Queue">A queue of the file.</param>
/// <param name="Above">More messages than this: to the maximum.</param>
/// <param name="Empty">As many messages or fewer: to the minimum.</param>
public sealed record QueueScale(string Queue, int Above, int Empty);

/// <summary>From the next time of a cron expression on, other bounds.</summary>
public sealed record ScheduledScale(Cron Cron, int Min, int Max);
