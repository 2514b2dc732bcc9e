using Fairlead.Core.Sources;

namespace Fairlead.Core.Model;

/// <summary>What services and jobs have in common: a container and its surroundings. One reader fills all of it, for both.</summary>
public abstract record Workload(string Name, Origin Origin) : INamed
{
    /// <summary>The name of an image of the file.</summary>
    public string Image { get; init; } = "";

    /// <summary>Replaces the image's command; null keeps it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Replaces the image's entrypoint; null keeps it.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<Variable> Env { get; init; } = [];

    /// <summary>vCPU.</summary>
    public decimal Cpu { get; init; }

    public Size Memory { get; init; }

    public Spot? Spot { get; init; }

    public IReadOnlyList<Mount> Mounts { get; init; } = [];

    /// <summary>Links that <see cref="Env"/> does not show, or not with the access that is meant.</summary>
    public IReadOnlyList<Use> Uses { get; init; } = [];

    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    /// <summary>The container's root filesystem can not be written to.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>A small process with id 1 reaps children and passes signals on.</summary>
    public bool Init { get; init; }

    /// <summary>Room for files that go with the task, where it is more than what comes by itself.</summary>
    public Size? Disk { get; init; }

    /// <summary>Paths that are kept in memory.</summary>
    public IReadOnlyList<Tmpfs> Tmpfs { get; init; } = [];

    public IReadOnlyList<Ulimit> Ulimits { get; init; } = [];

    /// <summary>Whether one may enter a running task.</summary>
    public bool Exec { get; init; }

    /// <summary>User (and group) of the process; null keeps the image's.</summary>
    public string? User { get; init; }

    /// <summary>How long the process may take to end after SIGTERM.</summary>
    public TimeSpan Stop { get; init; }

    public Health? Health { get; init; }

    /// <summary>The references that open a way to something else of the file, with the line that caused each.</summary>
    public IEnumerable<AttributePart> Links => Env.SelectMany(v => v.Value.Parts).OfType<AttributePart>().Where(p => p.IsLink);

    public IEnumerable<string> Secrets =>
        Env.SelectMany(v => v.Value.Parts).OfType<SecretPart>().Select(s => s.Name).Distinct(StringComparer.Ordinal);
}

public sealed record Variable(string Name, Text Value)
{
    /// <summary>Letters, digits and underscores, not starting with a digit.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>
    /// What a program's environment may hold, as the engine and ECS take it: everything that can be seen but <c>=</c>, and but the signs
    /// that stand in names only by mistake.
    /// </summary>
    public static bool IsEnvName(string name) =>
        name.Length > 0 && name.All(c => c is > ' ' and <= '~' && !"=$\"'`\\{}".Contains(c, StringComparison.Ordinal));

    /// <summary>What a secret may be called that is for a variable: <c>spring.datasource.password</c> is for
    /// SPRING_DATASOURCE_PASSWORD.</summary>
    public static string SecretNameFor(string name) => IsName(name) ? name
        : (char.IsAsciiDigit(name[0]) ? "_" : "")
            + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}

/// <summary>Something to see at a path of the container. The family is closed.</summary>
/// <param name="Target">An absolute path in the container.</param>
/// <param name="Span">The place of the mount.</param>
public abstract record Mount(string Target, Span Span)
{
    /// <summary>It can be read and not written to.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>A folder of the project (local only).</summary>
/// <param name="HostPath">A path relative to the app file.</param>
public sealed record FolderMount(string Target, string HostPath, Span Span) : Mount(Target, Span);

/// <summary>A volume of the file, or one of its directories.</summary>
/// <param name="Directory">The directory inside the volume, without a slash at either end; null: all of it.</param>
public sealed record VolumeMount(string Target, string Volume, string? Directory, Span Span) : Mount(Target, Span);

/// <summary>A path that is kept in memory, and goes with the task.</summary>
/// <param name="Path">An absolute path in the container.</param>
/// <param name="Size">The most that it holds.</param>
public sealed record Tmpfs(string Path, Size Size);

/// <summary>A limit that the kernel sets the process.</summary>
/// <param name="Name">As setrlimit calls it, small: <c>nofile</c>.</param>
public sealed record Ulimit(string Name, long Limit);

/// <param name="Above">Tasks up to this number are on demand, the rest may be interrupted. A job is one task.</param>
public sealed record Spot(int Above);

/// <summary>How it is found out whether a task works.</summary>
public sealed record Health
{
    /// <summary>An HTTP path, query included; the load balancer asks for it.</summary>
    public string? Path { get; init; }

    /// <summary>The port of the check, where it is not the service's.</summary>
    public int? Port { get; init; }

    /// <summary>A command run inside the container; exit code 0 means healthy.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public required TimeSpan Interval { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Good checks in a row that make a task healthy.</summary>
    public required int Healthy { get; init; }

    /// <summary>Bad checks in a row that make a task unhealthy.</summary>
    public required int Unhealthy { get; init; }

    /// <summary>HTTP codes that are good: <c>200</c> or <c>200-399</c>.</summary>
    public required string Codes { get; init; }

    /// <summary>How long a new task may take to become healthy.</summary>
    public required TimeSpan Grace { get; init; }
}
