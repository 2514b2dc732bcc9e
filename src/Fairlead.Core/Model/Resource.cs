using Fairlead.Core.Sources;

namespace Fairlead.Core.Model;

/// <summary>Something a workload needs and does not contain. The family is closed.</summary>
public abstract record Resource(string Name, Origin Origin) : INamed
{
    public abstract Kind Kind { get; }

    /// <summary>Data is kept unless somebody says otherwise by name.</summary>
    public required bool Protect { get; init; }

    /// <summary>Set where it is already there and nothing is created.</summary>
    public Existing? Existing { get; init; }
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

    public required IReadOnlyList<string> Extensions { get; init; }

    /// <summary>Roles inside the database, beside the owner.</summary>
    public required IReadOnlyList<DatabaseUser> Users { get; init; }

    /// <summary>How long daily backups are kept; zero means none are made.</summary>
    public required TimeSpan Backups { get; init; }

    /// <summary>The file says how much storage it has; of a snapshot that is known without.</summary>
    public bool SaysStorage { get; init; }

    /// <summary>The snapshot that the database is made from.</summary>
    public Restore? Restore { get; init; }

    /// <summary>Settings of PostgreSQL itself, and of RDS.</summary>
    public required IReadOnlyList<DatabaseParameter> Parameters { get; init; }

    /// <summary>Connections without TLS are refused.</summary>
    public required bool TlsRequired { get; init; }

    /// <summary>Over how many availability zones it spreads: 2 means a standby.</summary>
    public required int Zones { get; init; }

    /// <summary>An image for the local engine instead of <c>postgres:VERSION</c>.</summary>
    public string? Image { get; init; }
}

/// <param name="Name">Such as <c>max_connections</c>.</param>
/// <param name="Span">Where it stands.</param>
public sealed record DatabaseParameter(string Name, string Value, Span Span);

/// <summary>What a database is made from.</summary>
/// <param name="Snapshot">Its name, or its ARN where it is somebody else's.</param>
/// <param name="Name">The database in it; null: as a new one would be called.</param>
/// <param name="User">Its owner; null: as the owner of a new one would be called.</param>
public sealed record Restore(Text Snapshot, string? Name, string? User);

/// <param name="Access"><see cref="Access.Read"/> or <see cref="Access.ReadWrite"/>; neither may change the schema.</param>
public sealed record DatabaseUser(string Name, Access Access);

public sealed record Redis(string Name, Origin Origin) : Resource(Name, Origin)
{
    public const int Port = 6379;

    public override Kind Kind => Kind.Redis;

    /// <summary>The major version.</summary>
    public required string Version { get; init; }

    /// <summary>An ElastiCache node type; means nothing on the local engine.</summary>
    public required string Size { get; init; }

    /// <summary>Encrypted connections; on the local engine there are none.</summary>
    public required bool Tls { get; init; }

    /// <summary>Connections without TLS are let in too: the step between without and with.</summary>
    public bool TlsOptional { get; init; }

    /// <summary>Copies beside the primary.</summary>
    public required int Replicas { get; init; }

    /// <summary>An image for the local engine instead of <c>redis:VERSION</c>.</summary>
    public string? Image { get; init; }
}

public sealed record Search(string Name, Origin Origin) : Resource(Name, Origin)
{
    public const int Port = 443;

    public override Kind Kind => Kind.Search;

    /// <summary>The OpenSearch version, such as <c>2.3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>An OpenSearch instance type; means nothing on the local engine.</summary>
    public required string Size { get; init; }

    /// <summary>The storage of each node.</summary>
    public required Size Storage { get; init; }

    public required int Nodes { get; init; }

    /// <summary>An image for the local engine instead of <c>opensearchproject/opensearch:VERSION</c>.</summary>
    public string? Image { get; init; }
}

public sealed record Bucket(string Name, Origin Origin) : Resource(Name, Origin)
{
    public override Kind Kind => Kind.Bucket;

    /// <summary>The name that the file fixes; null: one is derived.</summary>
    public string? FixedName { get; init; }

    /// <summary>Encrypted with a key of its own rather than the service's.</summary>
    public required bool OwnKey { get; init; }

    /// <summary>Older versions of objects are kept.</summary>
    public required bool Versions { get; init; }

    public Lifecycle? Lifecycle { get; init; }

    /// <summary>What pages of other origins may do with it.</summary>
    public required IReadOnlyList<CorsRule> Cors { get; init; }
}

/// <param name="Origins">Whose pages.</param>
/// <param name="Methods">In capitals.</param>
/// <param name="Headers">Those that a request may have.</param>
public sealed record CorsRule(IReadOnlyList<Text> Origins, IReadOnlyList<string> Methods, IReadOnlyList<string> Headers);

/// <summary>What becomes of objects with time. The family is closed.</summary>
public abstract record Lifecycle;

/// <summary>By the tag <c>Lifecycle</c> of each object: IA (after 30 days), Glacier, DeepArchive, expire (after a day).</summary>
public sealed record TagLifecycle : Lifecycle;

public sealed record RuleLifecycle(IReadOnlyList<LifecycleRule> Rules) : Lifecycle;

/// <param name="Prefix">Only objects whose names start with it; null: all.</param>
/// <param name="Archive">The age at which they move to cheaper storage.</param>
/// <param name="Expire">The age at which they are deleted.</param>
public sealed record LifecycleRule(string? Prefix, TimeSpan? Archive, TimeSpan? Expire);

public sealed record Queue(string Name, Origin Origin) : Resource(Name, Origin)
{
    public override Kind Kind => Kind.Queue;

    /// <summary>The name that the file fixes; null: one is derived.</summary>
    public string? FixedName { get; init; }

    /// <summary>How long a received message is hidden from others.</summary>
    public required TimeSpan Visibility { get; init; }

    /// <summary>How long a message waits before it is dropped.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary>How long a new message is hidden.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>How long a receiver waits for a message.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>In order and exactly once.</summary>
    public required bool Fifo { get; init; }

    public DeadLetter? DeadLetter { get; init; }
}

/// <summary>Where messages go that were received in vain.</summary>
/// <param name="Queue">A queue of the file; null: one is made.</param>
/// <param name="FixedName">The name of the one that is made; null: derived.</param>
/// <param name="After">After how many receipts.</param>
public sealed record DeadLetter(string? Queue, string? FixedName, int After);

/// <summary>A file system that workloads share.</summary>
public sealed record Volume(string Name, Origin Origin) : Resource(Name, Origin)
{
    public override Kind Kind => Kind.Volume;

    /// <summary>Who owns its directories; null: root.</summary>
    public Owner? Owner { get; init; }

    /// <summary>Daily backups.</summary>
    public required bool Backup { get; init; }
}

public sealed record Owner(int User, int Group);

/// <summary>A JSON document in the secret store, which the app reads by its name.</summary>
public sealed record Config(string Name, Origin Origin) : Resource(Name, Origin)
{
    public override Kind Kind => Kind.Config;

    /// <summary>The name that the file fixes; null: one is derived.</summary>
    public string? FixedName { get; init; }

    public required IReadOnlyList<Variable> Values { get; init; }

    public IEnumerable<AttributePart> Links => Values.SelectMany(v => v.Value.Parts).OfType<AttributePart>().Where(p => p.IsLink);
}

/// <summary>A model that answers requests while somebody needs it.</summary>
public sealed record Endpoint(string Name, Origin Origin) : Resource(Name, Origin)
{
    public override Kind Kind => Kind.Endpoint;

    /// <summary>The endpoint configuration it is started with.</summary>
    public required Text Config { get; init; }

    /// <summary>It is stopped when nobody called it for so long; null: never.</summary>
    public TimeSpan? IdleStop { get; init; }
}
