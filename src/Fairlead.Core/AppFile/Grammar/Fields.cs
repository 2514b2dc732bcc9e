using Fairlead.Core.AppFile.References;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>A map that is being read by the keys of its section. Keys that the section does not have are problems.</summary>
internal sealed class Fields
{
    private readonly MapNode map;
    private readonly Reading reading;

    private Fields(MapNode map, Section section, Reading reading)
    {
        this.map = map;
        this.reading = reading;
        Section = section;
    }

    public Section Section { get; }

    public Span Span => map.Span;

    /// <summary>A map without keys: everything in it has its default.</summary>
    public static Fields Empty(Section section) => new(
        new MapNode([], new Span(new Source("", ""), 1, 1, 1)), section, new Reading(new ProblemList(), RecordedFiles.Instance));

    /// <summary>Null, with a problem, when the node is no map.</summary>
    public static Fields? Open(Node? node, Section section, Reading reading, Section? alsoKnown = null)
    {
        if (node is not MapNode map)
        {
            if (node is not null)
            {
                reading.Problems.Add(
                    Codes.WrongType, node.Span, $"{section.Name} has to be a map of keys",
                    Shorthand(section, node) ?? $"keys: {string.Join(", ", section.Names)}");
            }

            return null;
        }

        foreach (var entry in map.Entries)
        {
            if (section.Find(entry.Key) is null && !entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                reading.Problems.Add(
                    Codes.UnknownKey, entry.KeySpan,
                    $"{section.Name} has no key '{entry.Key}'",
                    Elsewhere(entry.Key, section, alsoKnown, reading) ?? Nearest.Hint(entry.Key, section.Names, "keys"));
            }
        }

        return new Fields(map, section, reading);
    }

    private static string? Shorthand(Section section, Node node) =>
        node is not ScalarNode { Value: var text } ? null
        : section.Shorthand
        ?? (text.AsSpan().IndexOfAny(' ', ':') is > 0 and var end && section.Find(text[..end]) is { } key
            ? $"write '{key}: {text[end..].TrimStart(' ', ':')}', with a space behind the colon"
            : null);

    // A key of the sister section, or of the only other one that has it, where no key here is spelled nearly so.
    private static string? Elsewhere(string key, Section section, Section? alsoKnown, Reading reading)
    {
        if (section.Advise(key) is { } advice)
        {
            return advice;
        }

        if (alsoKnown?.Find(key) is not null)
        {
            return $"'{key}' is a key of {alsoKnown.Name}";
        }

        return Nearest.To(key, section.Names) is null && reading.HomeOf(key) is { } home ? $"'{key}' is a key of {home}" : null;
    }

    public bool Has(Key key) => map.Find(key.Name) is not null;

    public Node? Node(Key key) => map[key.Name];

    /// <summary>The place of the key, or of the map where the key is absent.</summary>
    public Span SpanOf(Key key) => map.Find(key.Name)?.KeySpan ?? map.Span;

    /// <summary>The place of the value, or of the map where the key is absent.</summary>
    public Span ValueOf(Key key) => map[key.Name]?.Span ?? map.Span;

    /// <summary>The value of a key; its fallback when it is absent or wrong.</summary>
    public T Read<T>(Key<T> key) =>
        map[key.Name] is { } node && key.Shape.Read(node, reading, out var value) ? value : key.Fallback;

    /// <summary>The value of a key that has to be there.</summary>
    public T Need<T>(Key<T> key, Span owner, string ownerName, string example)
    {
        if (!Has(key))
        {
            reading.Problems.Add(Codes.MissingKey, owner, $"{ownerName} needs '{key.Name}'", $"add '{example}'");
        }

        return Read(key);
    }

    /// <summary>Reports keys that mean nothing beside another.</summary>
    /// <param name="why">"'use' takes a finished image, so {0} has nothing to build".</param>
    public void Refuse(string why, string hint, params ReadOnlySpan<Key> keys)
    {
        foreach (var key in keys)
        {
            if (Has(key))
            {
                reading.Problems.Add(Codes.KeysTogether, SpanOf(key), why.Replace("{0}", $"'{key}'", StringComparison.Ordinal), hint);
            }
        }
    }
}
