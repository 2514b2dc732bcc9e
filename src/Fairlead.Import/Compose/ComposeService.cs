using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>A compose file as far as it matters here. Texts are normal: see <see cref="Interpolation"/>.</summary>
internal sealed record ComposeFile(string Path, string? Name, IReadOnlyList<ComposeService> Services)
{
    /// <summary>What is written elsewhere and was not read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

internal sealed record ComposeService(string Name)
{
    public string? Image { get; init; }

    public ComposeBuild? Build { get; init; }

    public IReadOnlyList<ComposePort> Ports { get; init; } = [];

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<FoundVariable> Variables { get; init; } = [];

    public IReadOnlyList<string> EnvFiles { get; init; } = [];

    /// <summary>The services it waits for, and whether until they have ended well.</summary>
    public IReadOnlyList<(string Name, bool Completes)> DependsOn { get; init; } = [];

    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Other names it has on the network.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public string? HealthTest { get; init; }

    /// <summary>The words of the check, where it is no HTTP path.</summary>
    public IReadOnlyList<string>? HealthCommand { get; init; }

    public TimeSpan? HealthGrace { get; init; }

    public int? Count { get; init; }

    public string? Memory { get; init; }

    public string? Cpu { get; init; }

    public string? User { get; init; }

    public string? Platform { get; init; }

    public string? Stop { get; init; }

    public IReadOnlyList<ComposeVolume> Volumes { get; init; } = [];

    /// <summary>Where a load balancer of its own would be told to find it.</summary>
    public int? LabelledPort { get; init; }

    /// <summary>Reads files of the host as secrets.</summary>
    public bool HasSecretFiles { get; init; }
}

/// <param name="Context">As written, from the compose file on.</param>
/// <param name="Dockerfile">As written, from the context on.</param>
internal sealed record ComposeBuild(string Context, string? Dockerfile, string? Target, IReadOnlyList<FoundVariable> Arguments)
{
    /// <summary>The Dockerfile stands in the compose file itself.</summary>
    public bool IsInline { get; init; }
}

/// <param name="Published">The port of the host; null where compose chooses one or opens none.</param>
/// <param name="IsOpen">The host can reach it.</param>
internal sealed record ComposePort(int Target, int? Published, bool IsOpen);

/// <param name="Source">A path, a volume's name, or null for a volume without a name.</param>
internal sealed record ComposeVolume(string? Source, string Target)
{
    public bool IsPath => Source is { Length: > 0 } source && (source[0] is '.' or '/' or '~');
}
