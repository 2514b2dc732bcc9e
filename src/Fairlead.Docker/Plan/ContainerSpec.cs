using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;

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

    /// <summary>Paths that are kept in memory, and go with the container.</summary>
    public IReadOnlyList<Tmpfs> Tmpfs { get; init; } = [];

    public IReadOnlyList<Ulimit> Ulimits { get; init; } = [];

    /// <summary>Bytes; null means no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>A weight, 1024 for one vCPU: a hard limit would make a laptop slower than it has to be.</summary>
    public long? CpuShares { get; init; }

    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(10);

    public string? StopSignal { get; init; }

    public ContainerHealth? Health { get; init; }

    /// <summary>The image's own check does not count: something else says whether the task works.</summary>
    public bool IgnoresImageCheck { get; init; }

    public bool Restart { get; init; }

    /// <summary>As the engine calls it.</summary>
    public string RestartPolicy => Restart ? "unless-stopped" : "no";

    /// <summary>A small process reaps children and passes signals on.</summary>
    public bool Init { get; init; }

    public bool Terminal { get; init; }

    public bool Input { get; init; }

    /// <summary>The engine removes it when it has ended.</summary>
    public bool Passing { get; init; }

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
    public string Config => config ??= Hash();

    public ContainerSpec MadeBy(int release) =>
        this with { Labels = new Dictionary<string, string>(Labels, StringComparer.Ordinal) { [Plan.Labels.Release] = $"{release}" } };

    /// <summary>All labels, with those that follow from the rest.</summary>
    public Dictionary<string, string> AllLabels() => new(Labels, StringComparer.Ordinal)
    {
        [Plan.Labels.Name] = FileName,
        [Plan.Labels.Role] = Role.ToString().ToLowerInvariant(),
        [Plan.Labels.Config] = Config,
    };

    /// <summary>What makes two containers different, in words: <see cref="Config"/> is its hash, <c>render</c> shows it.</summary>
    public IEnumerable<ContainerProperty> Properties()
    {
        yield return new("entrypoint", Words(Entrypoint));
        yield return new("command", Words(Command));
        yield return new("user", User);
        yield return new("files", ReadOnly ? "read-only" : null);
        yield return new("memory", Memory is { } memory ? new Size(memory).ToString() : null);
        yield return new("cpu weight", CpuShares?.ToString(CultureInfo.InvariantCulture));
        yield return new("stop", $"{StopSignal ?? "SIGTERM"}, then {DurationText.Render(Stop)}");
        yield return new("restart", Restart ? "unless stopped" : "no");
        yield return new("init", Init ? null : "no");
        yield return new("health", Health?.ToString() ?? (IgnoresImageCheck ? "by the load balancer" : null));
        yield return new("names", Aliases.Count == 0 ? null : string.Join(", ", Aliases));
        yield return new("ports", Ports.Count == 0 ? null : string.Join(", ", Ports.Select(p => $"127.0.0.1:{p.Host} -> {p.Container}")));
        foreach (var mount in Mounts)
        {
            var source = $"{(mount.Kind == "volume" ? "volume " : "")}{mount.Source}";
            yield return new("mount", $"{mount.Target} <- {source}{(mount.ReadOnly ? ", read-only" : "")}");
        }

        foreach (var path in Tmpfs)
        {
            yield return new("tmpfs", $"{path.Path}, {path.Size}");
        }

        foreach (var limit in Ulimits)
        {
            yield return new("ulimit", $"{limit.Name} {limit.Limit.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>Words as a shell would read them.</summary>
    public static string? Words(IEnumerable<string>? words) => words is null ? null : string.Join(' ', words.Select(Quoted));

    // Each value with its length, so that no two different containers say the same.
    private string Hash()
    {
        var text = new StringBuilder();
        Say("image", ImageName is null ? Image : "");
        Say("network", Network);
        foreach (var (name, value) in Properties())
        {
            Say(name, value);
        }

        foreach (var (name, value) in (LastingEnv ?? Env).OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            Say("env", $"{name}={value}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];

        void Say(string what, string? value) => text.Append(CultureInfo.InvariantCulture, $"{what} {value?.Length ?? -1} {value}\n");
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <param name="Value">Null where there is nothing to say.</param>
internal sealed record ContainerProperty(string Name, string? Value);

/// <param name="Test"><c>CMD</c> or <c>CMD-SHELL</c>, then the words.</param>
/// <param name="Retries">Bad checks in a row that make it unhealthy.</param>
/// <param name="Grace">After the start, in which bad checks do not count.</param>
internal sealed record ContainerHealth(IReadOnlyList<string> Test, TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan Grace)
{
    public override string ToString() =>
        $"{ContainerSpec.Words(Test)}, every {DurationText.Render(Interval)}, for {DurationText.Render(Timeout)}, {Retries} bad,"
        + $" after {DurationText.Render(Grace)}";
}

/// <param name="Kind"><c>volume</c> or <c>bind</c>, as the engine calls them.</param>
/// <param name="Source">A volume's name, or a path of this machine.</param>
/// <param name="Target">Where it is in the container.</param>
internal sealed record ContainerMount(string Kind, string Source, string Target)
{
    public bool ReadOnly { get; init; }

    /// <summary>What the image has at that path is not copied into an empty volume: no file system of AWS does so.</summary>
    public bool StartsEmpty { get; init; }
}
