using Fairlead.Core.Sources;

namespace Fairlead.Core.Yaml;

/// <summary>What a YAML text says, with the place of each word. Aliases are followed, merge keys are merged.</summary>
public abstract record Node(Span Span)
{
    /// <summary>No value: <c>null</c>, <c>~</c>, or nothing at all.</summary>
    public virtual bool IsNull => false;
}

/// <param name="Value">The literal text; nothing is turned into numbers or booleans.</param>
/// <param name="Quoted">True for quoted and block scalars, which are always text.</param>
/// <param name="Span">The place of the scalar, quotes included.</param>
public sealed record ScalarNode(string Value, bool Quoted, Span Span) : Node(Span)
{
    public override bool IsNull => !Quoted && Value is "" or "~" or "null" or "Null" or "NULL";
}

public sealed record ListNode(IReadOnlyList<Node> Items, Span Span) : Node(Span);

public sealed record MapNode(IReadOnlyList<Entry> Entries, Span Span) : Node(Span)
{
    private Dictionary<string, Entry>? index;

    // A copy with other entries must not answer from the old ones.
    private MapNode(MapNode original)
        : base(original)
    {
        Entries = original.Entries;
        Removed = original.Removed;
    }

    /// <summary>Keys that an override removed with <c>null</c>, for <c>config</c> to show.</summary>
    public IReadOnlyList<Entry> Removed { get; init; } = [];

    public Entry? Find(string key)
    {
        if (Entries.Count <= EntriesByKey.Few)
        {
            return EntriesByKey.Search(Entries, key);
        }

        index ??= Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
        return index.GetValueOrDefault(key);
    }

    public Node? this[string key] => Find(key)?.Value;

    public bool Equals(MapNode? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

public sealed record Entry(string Key, Span KeySpan, Node Value);
