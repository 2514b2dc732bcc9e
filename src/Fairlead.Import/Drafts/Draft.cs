using Fairlead.Import.Found;

namespace Fairlead.Import.Drafts;

/// <summary>What a person chose, or nobody did.</summary>
/// <param name="Public">The name of the public service; null where there is none.</param>
public sealed record Choices(string Name, string? Public);

/// <param name="Value">As the app file writes it, before quoting.</param>
public sealed record DraftVariable(string Name, string Value);

/// <summary>A service or job with its variables decided.</summary>
public sealed record DraftWorkload(FoundWorkload Found)
{
    public IReadOnlyList<DraftVariable> Env { get; init; } = [];

    /// <summary>Also has what stands apart.</summary>
    public bool TakesShared { get; init; }

    /// <summary>A service whose keys the job takes over.</summary>
    public string? Extends { get; init; }

    /// <summary>What leads to it; public where something does.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    public bool IsPublic => Routes.Count > 0;

    /// <summary>Links that its variables do not show.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];

    public int? HostPort { get; init; }
}

/// <summary>The app file before it is text.</summary>
public sealed record Draft(string Name)
{
    public IReadOnlyList<FoundImage> Images { get; init; } = [];

    /// <summary>What all of the app's own have in common.</summary>
    public IReadOnlyList<DraftVariable> Env { get; init; } = [];

    /// <summary>It stands apart, for those who want it: others are not to see it.</summary>
    public bool EnvIsApart { get; init; }

    /// <summary>Those that are not simply asked for: name, and generate or optional.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Secrets { get; init; } = [];

    public IReadOnlyList<DraftWorkload> Services { get; init; } = [];

    public IReadOnlyList<DraftWorkload> Jobs { get; init; } = [];

    public IReadOnlyList<FoundResource> Resources { get; init; } = [];

    /// <summary>Other keys of the file.</summary>
    public IReadOnlyList<FoundKey> Keys { get; init; } = [];

    /// <summary>What differs in an environment.</summary>
    public IReadOnlyList<FoundDifference> Differences { get; init; } = [];

    public IReadOnlyList<ImportNote> Findings { get; init; } = [];
}
