using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>An environment as it was found: by its record, and by what AWS says of what differs from it.</summary>
/// <param name="Account">12 digits.</param>
internal sealed record ObservedEnvironment(string Account, string Region, EnvironmentRecord Record)
{
    /// <summary>Stacks that AWS was asked about, by name; null where there is none of it.</summary>
    public IReadOnlyDictionary<string, RecordedStack?> Looked { get; init; } =
        new Dictionary<string, RecordedStack?>(StringComparer.Ordinal);

    /// <summary>Of those that were asked about, those that can not be changed right now, each with its status.</summary>
    public IReadOnlyDictionary<string, string> Hindered { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All stacks of the environment were asked about: what is not among them is not there.</summary>
    public bool IsComplete { get; init; }

    /// <summary>By the name in the file.</summary>
    public IReadOnlyDictionary<string, ObservedService> Services { get; init; } =
        new Dictionary<string, ObservedService>(StringComparer.Ordinal);

    /// <summary>By the parameter's key.</summary>
    public IReadOnlyDictionary<string, string> LookedUp { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public Release? Live => Record.Live;

    /// <summary>It was there before, and destroyed: something of it may have been kept.</summary>
    public bool HadLife => Live is null && Record.LastRelease > 0;

    public int NextRelease => Record.LastRelease + 1;

    public RecordedStack? FindStack(string name) => Looked.TryGetValue(name, out var looked) ? looked
        : IsComplete ? null : Record.FindStack(name);

    /// <summary>All stacks that are there, by name.</summary>
    public IEnumerable<KeyValuePair<string, RecordedStack>> Stacks =>
        (IsComplete ? Looked.Keys : Record.Stacks.Keys.Union(Looked.Keys)).Select(n => KeyValuePair.Create(n, FindStack(n)))
            .Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Key, s.Value!));

    /// <summary>What a plan is made from.</summary>
    public IReadOnlyList<Fact> Facts() =>
    [
        new("release", Live is { } live ? $"{live.Number}" : ""), new("deploy under way", $"{Record.InProgress}"),
        .. Looked.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new Fact($"stack {l.Key}", l.Value?.Hash ?? "")),
        .. Services.Values.OrderBy(s => s.Name, StringComparer.Ordinal)
            .Select(s => new Fact($"service {s.Name}", $"{s.TaskDefinition.Split('/')[^1]}, {s.Desired} tasks")),
    ];
}

/// <summary>A service as ECS says it is.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Service">As ECS calls it.</param>
/// <param name="TaskDefinition">The ARN of what is to run.</param>
internal sealed record ObservedService(string Name, string Service, string TaskDefinition, int Desired, int Running)
{
    /// <summary>What is to run does, and nothing else is under way.</summary>
    public bool IsSteady { get; init; }

    /// <summary>The newest of its deployments failed.</summary>
    public bool HasFailed { get; init; }
}
