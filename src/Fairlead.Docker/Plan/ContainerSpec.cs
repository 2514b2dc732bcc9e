using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Docker.Api;

namespace Fairlead.Docker.Plan;

/// <summary>A container as it should be.</summary>
internal sealed record ContainerSpec(string Name, Role Role, string FileName, string Image)
{
    private static readonly Dictionary<string, string> BoundedLogs = new(StringComparer.Ordinal) { ["max-size"] = "10m", ["max-file"] = "3" };

    private string? config;

    /// <summary>The content that the image's name stands for, where that is known.</summary>
    public string? ImageId { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>The variables as they count for <see cref="Config"/>: a new release number alone is no change.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? LastingEnv { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public string? User { get; init; }

    /// <summary>Bytes; null means no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>A weight, 1024 for one vCPU: a hard limit would make a laptop slower than it has to be.</summary>
    public long? CpuShares { get; init; }

    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(10);

    public string? StopSignal { get; init; }

    public HealthConfig? Health { get; init; }

    public bool Restart { get; init; }

    /// <summary>A small process reaps children and passes signals on.</summary>
    public bool Init { get; init; }

    public bool Terminal { get; init; }

    public bool Input { get; init; }

    public IReadOnlyList<MountPoint> Mounts { get; init; } = [];

    /// <summary>Container port to host port, on the host's loopback only.</summary>
    public IReadOnlyList<(int Container, int Host)> Ports { get; init; } = [];

    public string Network { get; init; } = "";

    /// <summary>Names that lead to the container inside the network.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>A fixed address; null takes any.</summary>
    public string? Address { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The hash of everything but name, address and labels: equal hashes mean that nothing has to be replaced.</summary>
    public string Config => config ??= Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        (this with { Env = LastingEnv ?? Env }).ToWire() with { Labels = null, NetworkingConfig = null, Image = ImageId is { Length: > 0 } ? ImageId : Image },
        WireJson.Default.ContainerConfig)))[..16];

    /// <summary>What the engine is told, labels complete.</summary>
    public ContainerConfig ToRequest()
    {
        var labels = new Dictionary<string, string>(Labels, StringComparer.Ordinal)
        {
            [Plan.Labels.Name] = FileName,
            [Plan.Labels.Role] = Role.ToString().ToLowerInvariant(),
            [Plan.Labels.Config] = Config,
        };
        return ToWire() with { Labels = labels };
    }

    private ContainerConfig ToWire() => new()
    {
        Image = Image,
        User = User,
        Env = [.. Env.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")],
        Cmd = Command is null ? null : [.. Command],
        Entrypoint = Entrypoint is null ? null : [.. Entrypoint],
        Healthcheck = Health,
        StopSignal = StopSignal,
        StopTimeout = (int)Stop.TotalSeconds,
        Tty = Terminal ? true : null,
        OpenStdin = Input ? true : null,
        StdinOnce = Input ? true : null,
        AttachStdin = Input ? true : null,
        ExposedPorts = Ports.Count == 0 ? null : Ports.ToDictionary(p => $"{p.Container}/tcp", _ => new EmptyObject(), StringComparer.Ordinal),
        HostConfig = new HostConfig
        {
            NetworkMode = Network,
            Memory = Memory,
            MemorySwap = Memory, // no swap on top: what is killed on AWS is killed here
            CpuShares = CpuShares,
            Init = Init,
            RestartPolicy = new RestartPolicy(Restart ? "unless-stopped" : "no"),
            Mounts = Mounts.Count == 0 ? null : [.. Mounts],
            PortBindings = Ports.Count == 0 ? null : Ports.ToDictionary(p => $"{p.Container}/tcp", p => new[] { new PortBinding("127.0.0.1", $"{p.Host}") }, StringComparer.Ordinal),
            LogConfig = new LogConfig("json-file", BoundedLogs),
        },
        NetworkingConfig = new NetworkingConfig(new Dictionary<string, EndpointSettings>(StringComparer.Ordinal)
        {
            [Network] = new() { Aliases = Aliases.Count == 0 ? null : [.. Aliases], IPAMConfig = Address is null ? null : new EndpointIpam(Address) },
        }),
    };
}
