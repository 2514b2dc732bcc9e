namespace Fairlead.Import.Found;

/// <summary>A service, or a job where it has a <see cref="When"/> or a <see cref="Schedule"/>. Texts are normal: see
/// <c>Interpolation</c>.</summary>
public sealed record FoundWorkload(string Name, string Image)
{
    /// <summary>What others call it by, its name in the project first.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Not a server of others, such as a mail catcher.</summary>
    public bool IsOwn { get; init; } = true;

    /// <summary>Built from the project.</summary>
    public bool IsBuilt { get; init; }

    public bool HoldsData { get; init; }

    /// <summary>The step of a deploy at which a job runs; empty for one that is run by hand.</summary>
    public string? When { get; init; }

    public string? Schedule { get; init; }

    /// <summary>The folders of what a job migrates with.</summary>
    public IReadOnlyList<string> Migrations { get; init; } = [];

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public int? Port { get; init; }

    /// <summary>The project lets the host reach it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The port of the host that compose names for it.</summary>
    public int? Published { get; init; }

    /// <summary>What leads to it, where the project says so: <c>/api</c>, a host, or both.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    public FoundHealth? Health { get; init; }

    public int? Count { get; init; }

    public string? Cpu { get; init; }

    public string? Memory { get; init; }

    public string? User { get; init; }

    public string? Stop { get; init; }

    /// <summary>Paths of the container, and the volume or its directory that is seen there.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Mounts { get; init; } = [];

    /// <summary>What it waits for, by the name in the project.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public IReadOnlyList<FoundVariable> Variables { get; init; } = [];

    /// <summary>Other keys, in their order.</summary>
    public IReadOnlyList<FoundKey> Keys { get; init; } = [];

    /// <summary>Choices that were made, by the key they are said beside; the workload's own name for the whole of it.</summary>
    public IReadOnlyDictionary<string, string> Remarks { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>It holds data, or listens where servers of data do: never what people open.</summary>
    public bool IsOfData => HoldsData || (Port is { } port && DataPorts.Contains(port));

    private static readonly int[] DataPorts =
        [1433, 1521, 2181, 3306, 4222, 5432, 5433, 5672, 6379, 7687, 8086, 9042, 9092, 9200, 9300, 11211, 19092, 26257, 27017, 28015];

    public bool IsJob => When is not null || Schedule is not null;

    public FoundWorkload Remark(string key, string text) => this with
    {
        Remarks = new Dictionary<string, string>(Remarks, StringComparer.Ordinal)
        {
            [key] = Remarks.TryGetValue(key, out var other) && other != text ? $"{other}; {text}" : text,
        },
    };
}
