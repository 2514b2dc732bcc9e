using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Docker.Plan;

/// <summary>A container as it should be.</summary>
/// <param name="Name">The engine's name of it.</param>
/// <param name="Role">What it is for.</param>
/// <param name="FileName">The name in the app file.</param>
/// <param name="Image">The reference of its image, as far as that is known when the plan is made.</param>
internal sealed record ContainerSpec(string Name, Role Role, string FileName, string Image)
{
    private string? config;

    /// <summary>
    /// The name in the file of an image that is built or fetched for the app, and may be called otherwise once it is there.
    /// </summary>
    public string? ImageName { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>The variables as they count for <see cref="Config"/>: a new release number alone is no change.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? LastingEnv { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public string? User { get; init; }

    /// <summary>The root filesystem can not be written to.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Bytes; null means no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>A weight, 1024 for one vCPU: a hard limit would make a laptop slower than it has to be.</summary>
    public long? CpuShares { get; init; }

    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(10);

    public string? StopSignal { get; init; }

    public ContainerHealth? Health { get; init; }

    public bool Restart { get; init; }

    /// <summary>A small process reaps children and passes signals on.</summary>
    public bool Init { get; init; }

    public bool Terminal { get; init; }

    public bool Input { get; init; }

    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Container port to host port, on the host's loopback only.</summary>
    public IReadOnlyList<(int Container, int Host)> Ports { get; init; } = [];

    public string Network { get; init; } = "";

    /// <summary>Names that lead to the container inside the network.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>A fixed address; null takes any.</summary>
    public string? Address { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>
    /// The hash of everything but name, address, labels and the content of an image that is the app's own: equal hashes and equal images
    /// mean that nothing has to be replaced.
    /// </summary>
    public string Config => config ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Said())))[..16];

    /// <summary>All labels, with those that follow from the rest.</summary>
    public Dictionary<string, string> AllLabels() => new(Labels, StringComparer.Ordinal)
    {
        [Plan.Labels.Name] = FileName,
        [Plan.Labels.Role] = Role.ToString().ToLowerInvariant(),
        [Plan.Labels.Config] = Config,
    };

    // Each value with its length, so that no two different containers say the same.
    private string Said()
    {
        var text = new StringBuilder();
        Say("image", ImageName is null ? Image : "");
        Say("user", User);
        SayAll("env", (LastingEnv ?? Env).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));
        SayAll("command", Command);
        SayAll("entrypoint", Entrypoint);
        SayAll(
            "health",
            Health is null ? null : [.. Health.Test, $"{Health.Interval}", $"{Health.Timeout}", $"{Health.Retries}", $"{Health.Grace}"]);
        Say("stop", $"{StopSignal} {Stop.TotalSeconds.ToString(CultureInfo.InvariantCulture)}");
        Say("memory", Memory?.ToString(CultureInfo.InvariantCulture));
        Say("cpu", CpuShares?.ToString(CultureInfo.InvariantCulture));
        Say("flags", $"{Restart} {Init}{(ReadOnly ? " read-only" : "")}");
        SayAll("mounts", Mounts.Select(m => $"{m.Kind} {m.Source} {m.Target}"));
        SayAll("ports", Ports.Select(p => $"{p.Container}:{p.Host}"));
        Say("network", Network);
        SayAll("aliases", Aliases);
        return text.ToString();

        void Say(string what, string? value) => text.Append(CultureInfo.InvariantCulture, $"{what} {value?.Length ?? -1} {value}\n");

        void SayAll(string what, IEnumerable<string>? values)
        {
            var all = values?.ToList();
            text.Append(CultureInfo.InvariantCulture, $"{what} {all?.Count ?? -1}\n");
            all?.ForEach(v => Say("", v));
        }
    }
}

/// <param name="Test"><c>CMD</c> or <c>CMD-SHELL</c>, then the words.</param>
/// <param name="Retries">Bad checks in a row that make it unhealthy.</param>
/// <param name="Grace">After the start, in which bad checks do not count.</param>
internal sealed record ContainerHealth(IReadOnlyList<string> Test, TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan Grace);

/// <param name="Kind"><c>volume</c> or <c>bind</c>, as the engine calls them.</param>
/// <param name="Source">A volume's name, or a path of this machine.</param>
/// <param name="Target">Where it is in the container.</param>
internal sealed record ContainerMount(string Kind, string Source, string Target);
