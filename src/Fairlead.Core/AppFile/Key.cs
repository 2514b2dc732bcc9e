using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>A key of the app file: declared once, in <see cref="Keys"/>; read, documented and checked from there.</summary>
internal abstract class Key
{
    public required string Name { get; init; }

    /// <summary>One sentence for the reference and <c>explain</c>.</summary>
    public required string Help { get; init; }

    /// <summary>What may stand there, in words: "a port from 1 to 65535".</summary>
    public abstract string Words { get; }

    /// <summary>The default, as the file would write it; null where there is none.</summary>
    public string? Default { get; init; }

    public override string ToString() => Name;
}

internal sealed class Key<T> : Key
{
    public required Shape<T> Shape { get; init; }

    public required T Fallback { get; init; }

    public override string Words => Shape.Words;
}

/// <summary>What a value may look like, and how it is read.</summary>
/// <param name="Words">The end of "… has to be": "a port from 1 to 65535".</param>
/// <param name="Read">Answers false, after adding a problem, when the value is not of this shape.</param>
/// <param name="Example">A value of this shape, as the file would write it.</param>
internal sealed record Shape<T>(string Words, TryRead<T> Read, string Example);

internal delegate bool TryRead<T>(Node node, Reading reading, out T value);

/// <summary>The keys that may stand in one kind of map.</summary>
internal sealed class Section(string name)
{
    private readonly List<Key> keys = [];

    /// <summary>"a service", "an image": for messages.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<Key> Keys => keys;

    public IReadOnlyList<string> Names => [.. keys.Select(k => k.Name)];

    public Key<T> Add<T>(string name, Shape<T> shape, T fallback, string help, string? written = null)
    {
        var key = new Key<T> { Name = name, Shape = shape, Fallback = fallback, Help = help, Default = written };
        keys.Add(key);
        return key;
    }

    /// <summary>Takes over keys that another section declares.</summary>
    public Section With(Section other)
    {
        keys.AddRange(other.keys);
        return this;
    }
}
