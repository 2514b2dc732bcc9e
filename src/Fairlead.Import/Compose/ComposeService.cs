using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>A compose file, with what is laid over it, as far as it matters here. Texts are normal: see <see
/// cref="Interpolation"/>.</summary>
internal sealed record ComposeFile(string Path, string? Name, MapNode Root, IReadOnlyList<ComposeService> Services)
{
    /// <summary>What is written elsewhere and was not read.</summary>
    public IReadOnlyList<(Span Place, string Text)> Unread { get; init; } = [];
}

/// <param name="Map">Its keys as written, for their places.</param>
internal sealed record ComposeService(string Name, MapNode Map)
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

    public ComposeHealth? Health { get; init; }

    public int? Count { get; init; }

    public string? Memory { get; init; }

    public string? Cpu { get; init; }

    public string? User { get; init; }

    public string? Platform { get; init; }

    public string? Stop { get; init; }

    /// <summary>It is not started again when it ends.</summary>
    public bool EndsForGood { get; init; }

    public IReadOnlyList<ComposeVolume> Volumes { get; init; } = [];

    public IReadOnlyList<FoundVariable> Labels { get; init; } = [];

    /// <summary>Files of the host that it reads as secrets, by their names.</summary>
    public IReadOnlyList<string> SecretFiles { get; init; } = [];

    /// <summary>Keys of the app file that say the same with the same value.</summary>
    public IReadOnlyList<FoundKey> Keys { get; init; } = [];

    /// <summary>The place of a key; that of the service where it has none of the name.</summary>
    public string At(string key) => PlaceOf(Map.Find(key)?.KeySpan ?? Map.Span);

    public static string PlaceOf(Span span) => $"{span.Source.Name}:{span.Line}";
}

/// <param name="Test">The check as one text, to look for an HTTP path in it.</param>
/// <param name="Command">The words that are run in the container.</param>
internal sealed record ComposeHealth(string? Test, IReadOnlyList<string>? Command)
{
    public TimeSpan? Interval { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>How long compose waits before it calls the service unhealthy.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Compose checks nothing, also not what the image would.</summary>
    public bool IsOff { get; init; }
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
/// <param name="IsHttp">Compose says so.</param>
internal sealed record ComposePort(int Target, int? Published, bool IsOpen, bool IsHttp = false);

/// <param name="Source">A path, a volume's name, or null for a volume without a name.</param>
internal sealed record ComposeVolume(string? Source, string Target, bool IsReadOnly)
{
    public bool IsPath => Source is { Length: > 0 } source
        && (source[0] is '.' or '/' or '~' || source.Contains('/', StringComparison.Ordinal));
}
