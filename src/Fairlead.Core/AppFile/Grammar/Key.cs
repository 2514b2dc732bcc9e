using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>A key of the app file: declared once, beside its reader in Sections; read, documented and checked from there.</summary>
internal abstract class Key
{
    public required string Name { get; init; }

    /// <summary>One sentence for the reference and <c>explain</c>.</summary>
    public required string Help { get; init; }

    /// <summary>The default, as the file would write it; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>What may stand there, in words: "a port from 1 to 65535".</summary>
    public abstract string Words { get; }

    /// <summary>A value, as the file would write it.</summary>
    public abstract string Example { get; }

    public abstract Form Form { get; }

    /// <summary>Which target reads it.</summary>
    public required KeyTarget Target { get; init; }

    /// <summary>The target that alone reads the key: "aws", "local", or null for both.</summary>
    public string? Only => Target switch { KeyTarget.Aws => "aws", KeyTarget.Local => "local", _ => null };

    /// <summary><see cref="Help"/> with a mark where only one target reads the key.</summary>
    public string Marked => Only is { } only ? $"{Help.TrimEnd('.')} [{only}]." : Help;

    public override string ToString() => Name;
}

/// <summary>Which target reads a key; the other ignores it.</summary>
internal enum KeyTarget
{
    Both,
    Aws,
    Local,
}

internal sealed class Key<T> : Key
{
    public required Shape<T> Shape { get; init; }

    public required T Fallback { get; init; }

    public override string Words => Shape.Words;

    public override string Example => Shape.Example;

    public override Form Form => Shape.Form;
}

/// <summary>What a value may look like, and how it is read.</summary>
/// <param name="Words">The end of "… has to be": "a port from 1 to 65535".</param>
/// <param name="Read">Answers false, after adding a problem, when the value is not of this shape.</param>
/// <param name="Example">A value of this shape, as the file would write it.</param>
/// <param name="Form">The same for machines.</param>
internal sealed record Shape<T>(string Words, TryRead<T> Read, string Example, Form Form);

internal delegate bool TryRead<T>(Node node, Reading reading, out T value);

/// <summary>How a value is built, for the schema and for finding a key by its path. The family is closed.</summary>
internal abstract record Form;

/// <param name="Pattern">What the text has to match, where it holds no reference.</param>
internal sealed record TextForm(string? Pattern = null) : Form;

internal sealed record FlagForm : Form;

internal sealed record NumberForm(decimal Min, decimal Max, bool Whole = true) : Form;

internal sealed record ChoiceForm(IReadOnlyList<string> Words) : Form;

/// <summary>A map with the keys of a section, which is asked for late: sections refer to each other.</summary>
internal sealed record SectionForm(Func<Section> Section) : Form;

/// <summary>A map from names to values.</summary>
/// <param name="Name">The name's place in a path: "NAME".</param>
internal sealed record NamesForm(string Name, Form Value) : Form;

internal sealed record ListForm(Form Item) : Form;

internal sealed record EitherForm(params IReadOnlyList<Form> Forms) : Form;

/// <summary>The keys that may stand in one kind of map.</summary>
/// <param name="name">"a service", "an image": for messages.</param>
/// <param name="id">Where two kinds of map have the same name, what tells this one from the other.</param>
internal sealed class Section(string name, string? id = null)
{
    private readonly List<Key> keys = [];
    private readonly List<Key> own = [];

    public string Name { get; } = name;

    /// <summary>"service", "image": for paths.</summary>
    public string Id { get; } = id ?? name[(name.LastIndexOf(' ') + 1)..];

    /// <summary>All keys, those of other sections first.</summary>
    public IReadOnlyList<Key> Keys => keys;

    /// <summary>The keys that only this section declares.</summary>
    public IReadOnlyList<Key> Own => own;

    /// <summary>The section whose keys this one takes over.</summary>
    public Section? Other { get; private set; }

    public IReadOnlyList<string> Names => [.. keys.Select(k => k.Name)];

    public SectionForm Form => new(() => this);

    /// <summary>What to write instead of a key that other tools have in its place.</summary>
    public Func<string, string?>? OtherWords { private get; init; }

    /// <summary>What to write where a single word stands instead of the map.</summary>
    public string? Shorthand { get; init; }

    /// <summary>What to write instead of a key that is not here but in other tools; null where nothing is known of it.</summary>
    public string? Advise(string key) => OtherWords is not null ? OtherWords(key)
        : OtherToolsKeys.OfResource(key) is { } own && Find(own) is not null ? $"write '{own}'"
        : null;

    public Key? Find(string name)
    {
        foreach (var key in keys)
        {
            if (key.Name == name)
            {
                return key;
            }
        }

        return null;
    }

    /// <param name="fallback">The value where the key is absent or wrong.</param>
    /// <param name="written">The default as the file would write it, or in words.</param>
    public Key<T> Add<T>(
        string name, Shape<T> shape, T fallback, string help, string? written = null, KeyTarget only = KeyTarget.Both)
    {
        var key = new Key<T> { Name = name, Shape = shape, Fallback = fallback, Help = help, Default = written, Target = only };
        keys.Add(key);
        own.Add(key);
        return key;
    }

    /// <summary>Takes over keys that another section declares.</summary>
    public Section With(Section other)
    {
        Other = other;
        keys.AddRange(other.keys);
        return this;
    }
}
