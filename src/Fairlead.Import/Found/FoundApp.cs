namespace Fairlead.Import.Found;

/// <summary>What a project is made of, as far as its files tell.</summary>
/// <param name="Name">What the app could be called.</param>
public sealed record FoundApp(string Name)
{
    private IReadOnlyList<FoundWorkload>? services;
    private readonly IReadOnlyList<FoundWorkload> workloads = [];

    public IReadOnlyList<FoundImage> Images { get; init; } = [];

    public IReadOnlyList<FoundWorkload> Workloads
    {
        get => workloads;
        init => (workloads, services) = (value, null);
    }

    public IReadOnlyList<FoundResource> Resources { get; init; } = [];

    /// <summary>Secrets that are not simply asked for: how each is written in the app file.</summary>
    public IReadOnlyDictionary<string, string> SecretKinds { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Other keys of the file, in their order, as they are written.</summary>
    public IReadOnlyList<FoundKey> Keys { get; init; } = [];

    /// <summary>What differs in an environment.</summary>
    public IReadOnlyList<FoundDifference> Differences { get; init; } = [];

    /// <summary>Secret values that were seen; nothing that is written may hold one.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>What became of all that was read.</summary>
    public IReadOnlyList<ImportNote> Findings { get; init; } = [];

    /// <summary>Why nothing can be written; null where something can.</summary>
    public string? Nothing { get; init; }

    /// <summary>What to do where nothing can be written.</summary>
    public string? Step { get; init; }

    public IReadOnlyList<FoundWorkload> Services => services ??= [.. Workloads.Where(w => !w.IsJob)];

    /// <summary>Services that people may open: those that the project opens to the host, else all with a port. The likeliest comes first;
    /// what is known to hold data is never one.</summary>
    public IReadOnlyList<FoundWorkload> PublicOnes
    {
        get
        {
            var own = Services.Where(s => s is { Port: not null, IsOwn: true, IsOfData: false }).ToList();
            var open = own.Where(s => s.IsOpen || s.Routes.Count > 0).ToList();
            var candidates = open.Count > 0 ? open : own;
            var names = candidates.SelectMany(c => c.Aliases.Append(c.Name), (c, alias) => (alias, c.Name))
                .DistinctBy(a => a.alias).ToDictionary(a => a.alias, a => a.Name, StringComparer.Ordinal);
            var calls = candidates.SelectMany(c => c.DependsOn, (c, d) => (By: c.Name, To: names.GetValueOrDefault(d)))
                .Where(c => c.To is not null && c.To != c.By).ToList();
            var (calling, called) = (calls.Select(c => c.By).ToHashSet(StringComparer.Ordinal), calls.Select(c => c.To).ToHashSet());
            return [.. candidates.OrderBy(s => s.Routes.Any(r => !r.Contains('/') || r == "/") ? 0 : s.Routes.Count == 0 ? 1 : 2)
                .ThenBy(s => Rank(s.Name)).ThenByDescending(s => calling.Contains(s.Name)).ThenBy(s => called.Contains(s.Name))
                .ThenByDescending(s => s.IsBuilt)];
        }
    }

    private static readonly List<string> Likely =
    [
        "web", "website", "frontend", "front", "ui", "webui", "client", "site", "www", "portal", "shop", "gateway", "nginx", "proxy",
        "app", "server", "backend", "api",
    ];

    // By the words of its name: "shop-web" is a web, "config-server" a server.
    private static int Rank(string name)
    {
        var words = name.Split('-');
        var at = words.Select(w => Likely.IndexOf(w)).Where(i => i >= 0).DefaultIfEmpty(Likely.Count).Min();
        return at == Likely.IndexOf("server") && words.Length > 1 ? Likely.Count : words.Contains("admin") ? Likely.Count + 1 : at;
    }
}

/// <summary>A key of the app file with its value, written as YAML in one line.</summary>
/// <param name="Remark">A choice that was made.</param>
public sealed record FoundKey(string Name, string Value, string? Remark = null);

/// <summary>A key that differs in one environment.</summary>
/// <param name="Path">Below the environment: services, web, count.</param>
/// <param name="Value">As YAML, in one line.</param>
public sealed record FoundDifference(string Environment, IReadOnlyList<string> Path, string Value)
{
    public string? Remark { get; init; }
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

    public bool IsSame(FoundImage other) =>
        Use is not null ? Use == other.Use
        : other.Use is null
            && (Context, Dockerfile, Target) == (other.Context, other.Dockerfile, other.Target)
            && Arguments.SequenceEqual(other.Arguments);
}

/// <summary>How a container says that it works: by an HTTP path, else by a command.</summary>
/// <param name="Port">Where the path is asked for.</param>
public sealed record FoundHealth(string? Path, int? Port)
{
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>How long it may take to come up, where it says so.</summary>
    public TimeSpan? Grace { get; init; }

    public TimeSpan? Interval { get; init; }

    public TimeSpan? Timeout { get; init; }

    public int? Healthy { get; init; }

    public int? Unhealthy { get; init; }

    public string? Codes { get; init; }
}

/// <param name="Value">Null where only the name is known.</param>
/// <param name="Hint">A value that may not be copied, and tells what the variable is about.</param>
public sealed record FoundVariable(string Name, string? Value, string? Hint = null)
{
    /// <summary>It has a value that stands nowhere here: without one the app does not work.</summary>
    public bool IsNeeded { get; init; }
}

/// <param name="Type">postgres, redis, bucket, queue, search or volume.</param>
public sealed record FoundResource(string Name, string Type)
{
    public int? Version { get; init; }

    public string? Extension { get; init; }

    public string? Image { get; init; }

    /// <summary>Other keys, in their order.</summary>
    public IReadOnlyList<FoundKey> Keys { get; init; } = [];

    public string? Remark { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Told of by variables only, which know it as one of this machine.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>What compose tells the database it is to be called by.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    public string? Database { get; init; }

    public string Port => Type == "postgres" ? "5432" : "6379";

    /// <summary>It is there already; the app file knows only what it says of it.</summary>
    public bool IsElsewhere => Keys.Any(k => k.Name == "existing");

    public bool IsServer => Type is "postgres" or "redis" or "search";
}
