namespace Fairlead.Core.Model;

/// <summary>A workload that runs for ever.</summary>
public sealed record Service(string Name, Origin Origin) : Workload(Name, Origin)
{
    /// <summary>The port the process listens on.</summary>
    public int? Port { get; init; }

    public Route? Route { get; init; }

    /// <summary>The longest request; the edge's where the service does not say.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A port of the host that leads straight to this service (local only).</summary>
    public int? HostPort { get; init; }

    public int? FixedCount { get; init; }

    public Scale? Scale { get; init; }

    public Strategy Deploy { get; init; } = Strategy.Rolling;

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
}

/// <param name="Host">The host it answers for; null means any.</param>
/// <param name="Path">The path prefix, which starts with <c>/</c> and does not end with one (but for the root).</param>
public sealed record Route(string? Host, string Path)
{
    public override string ToString() => Host + (Host is not null && Path == "/" ? "" : Path);
}

/// <summary>Between how many tasks a service may scale, and on what. Percentages are targets for the average.</summary>
public sealed record Scale(int Min, int Max)
{
    public int? Cpu { get; init; }

    public int? Memory { get; init; }

    /// <summary>Requests per task and minute.</summary>
    public int? Requests { get; init; }
}
