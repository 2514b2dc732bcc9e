using Fairlead.Import.Drafts;

namespace Fairlead.Import.Found;

/// <summary>What a project is made of, as far as its files tell.</summary>
/// <param name="Name">What the app could be called.</param>
public sealed record FoundApp(string Name)
{
    public IReadOnlyList<FoundImage> Images { get; init; } = [];

    public IReadOnlyList<FoundWorkload> Workloads { get; init; } = [];

    public IReadOnlyList<FoundResource> Resources { get; init; } = [];

    /// <summary>Secret values that were seen; nothing that is written may hold one.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>What was read, a line each.</summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    /// <summary>What was left out or is to be looked at, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why nothing can be written; null where something can.</summary>
    public string? Nothing { get; init; }

    public IEnumerable<FoundWorkload> Services => Workloads.Where(w => w.When is null);

    /// <summary>Services that people may open: those that compose opens to the host, else all with a port. The likeliest comes
    /// first.</summary>
    public IReadOnlyList<FoundWorkload> PublicOnes
    {
        get
        {
            var own = Services.Where(s => s is { Port: not null, IsOwn: true }).ToList();
            var open = own.Where(s => s.IsOpen).ToList();
            return [.. (open.Count > 0 ? open : own).OrderBy(s => Likely.IndexOf(s.Name) is var at and >= 0 ? at : Likely.Count)];
        }
    }

    private static readonly List<string> Likely =
        ["web", "frontend", "front", "ui", "client", "site", "www", "portal", "gateway", "server", "backend", "api"];
}

/// <summary>An image to build, or one to use.</summary>
public sealed record FoundImage(string Name)
{
    public string Context { get; init; } = ".";

    /// <summary>From the project's folder on.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    public string? Target { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Arguments { get; init; } = [];

    public string? Platform { get; init; }

    public string? Use { get; init; }
}

/// <summary>A service, or a job where it has a <see cref="When"/>. Texts are normal: see <c>Interpolation</c>.</summary>
public sealed record FoundWorkload(string Name, string Image)
{
    /// <summary>What others call it by, its name in compose first.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Not a server of others, such as a mail catcher.</summary>
    public bool IsOwn { get; init; } = true;

    public bool HoldsData { get; init; }

    public string? When { get; init; }

    /// <summary>The folders of what a job migrates with.</summary>
    public IReadOnlyList<string> Migrations { get; init; } = [];

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public int? Port { get; init; }

    /// <summary>Compose lets the host reach it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The port of the host that compose names for it.</summary>
    public int? Published { get; init; }

    public FoundHealth? Health { get; init; }

    public int? Count { get; init; }

    public string? Cpu { get; init; }

    public string? Memory { get; init; }

    public string? User { get; init; }

    public string? Stop { get; init; }

    public IReadOnlyList<FoundVariable> Variables { get; init; } = [];

    /// <summary>Choices that were made, by the key they are said beside; the workload's own name for the whole of it.</summary>
    public IReadOnlyDictionary<string, string> Remarks { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public FoundWorkload Remark(string key, string text) =>
        this with { Remarks = new Dictionary<string, string>(Remarks, StringComparer.Ordinal) { [key] = text } };
}

/// <summary>How a container says that it works: by an HTTP path, else by a command.</summary>
/// <param name="Port">Where the path is asked for.</param>
public sealed record FoundHealth(string? Path, int? Port)
{
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>How long it may take to come up, where it says so.</summary>
    public TimeSpan? Grace { get; init; }
}

/// <param name="Value">Null where only the name is known.</param>
/// <param name="Hint">A value that may not be copied, and tells what the variable is about.</param>
public sealed record FoundVariable(string Name, string? Value, string? Hint = null);

/// <param name="Type">postgres or redis.</param>
public sealed record FoundResource(string Name, string Type)
{
    public int? Version { get; init; }

    public string? Extension { get; init; }

    public string? Image { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Told of by variables only, which know it as one of this machine.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>What compose tells the database it is to be called by.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    public string? Database { get; init; }

    public string Port => Type == "postgres" ? "5432" : "6379";
}
