namespace Fairlead.Core.Model;

/// <summary>Something a workload needs and does not contain. The family is closed.</summary>
public abstract record Resource(string Name, Origin Origin) : INamed
{
    public abstract Kind Kind { get; }

    /// <summary>Data is kept unless somebody says otherwise by name.</summary>
    public bool Protect { get; init; } = true;
}

public sealed record Postgres(string Name, Origin Origin) : Resource(Name, Origin)
{
    public const int Port = 5432;

    public override Kind Kind => Kind.Postgres;

    /// <summary>The major version.</summary>
    public required string Version { get; init; }

    /// <summary>An RDS instance class; means nothing on the local engine.</summary>
    public required string Size { get; init; }

    public required Size Storage { get; init; }

    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>An image for the local engine instead of <c>postgres:VERSION</c>.</summary>
    public string? Image { get; init; }
}

public sealed record Redis(string Name, Origin Origin) : Resource(Name, Origin)
{
    public const int Port = 6379;

    public override Kind Kind => Kind.Redis;

    /// <summary>The major version.</summary>
    public required string Version { get; init; }

    /// <summary>An ElastiCache node type; means nothing on the local engine.</summary>
    public required string Size { get; init; }

    /// <summary>Encrypted connections; on the local engine there are none.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>An image for the local engine instead of <c>redis:VERSION</c>.</summary>
    public string? Image { get; init; }
}
