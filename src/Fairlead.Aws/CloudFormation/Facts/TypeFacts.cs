using System.Text;

namespace Fairlead.Aws.CloudFormation.Facts;

/// <summary>What a change of a property does to the resource.</summary>
internal enum UpdateBehavior
{
    InPlace,

    /// <summary>AWS's schema says that it depends on the values.</summary>
    MayReplace,

    /// <summary>Another resource is made in its place.</summary>
    Replaces,
}

internal sealed record PropertyFact(string Name, PropertyType Type, bool IsRequired, UpdateBehavior Behavior);

/// <summary>The properties of a type or of a nested definition, by name.</summary>
internal sealed record TypeDefinition(string Name, PropertyFact[] Properties)
{
    public PropertyFact? Find(string name) => Array.Find(Properties, p => p.Name == name);
}

/// <summary>How a type takes tags.</summary>
internal enum TagFormat
{
    None,
    List,
    Map,
}

/// <summary>The facts of one resource type; its parts are read when they are asked for.</summary>
internal sealed class TypeFacts
{
    private static readonly TypeDefinition TagDefinition =
        new("Tag",
        [new("Key", PropertyType.String, IsRequired: true, UpdateBehavior.InPlace),
            new("Value", PropertyType.String, IsRequired: true, UpdateBehavior.InPlace)]);

    private readonly ReadOnlyMemory<byte> text;
    private readonly Dictionary<string, TypeDefinition> definitions = new(StringComparer.Ordinal);
    private Dictionary<string, PropertyType>? attributes;

    /// <param name="text">The type's block: its first line and all that follows, each line with its end.</param>
    public TypeFacts(ReadOnlyMemory<byte> text)
    {
        var header = Line(text.Span, 0);
        var words = Encoding.ASCII.GetString(header).Split(' ');
        this.text = text[(header.Length + 1)..];
        Name = words[0];
        foreach (var word in words.AsSpan(1))
        {
            IsStateful |= word == "stateful";
            if (word.StartsWith("tags=", StringComparison.Ordinal))
            {
                var colon = word.IndexOf(':', StringComparison.Ordinal);
                (TagsProperty, TagFormat) = (word[5..colon], word[(colon + 1)..] == "map" ? TagFormat.Map : TagFormat.List);
            }
            else if (word.StartsWith("id=", StringComparison.Ordinal))
            {
                PrimaryId = word[3..].Split(',');
            }
        }

        Properties = ReadDefinition(Name, this.text.Span);
    }

    public string Name { get; }

    /// <summary>It holds data, or something else that is lost with it.</summary>
    public bool IsStateful { get; }

    public string? TagsProperty { get; }

    public TagFormat TagFormat { get; }

    public IReadOnlyList<string> PrimaryId { get; } = [];

    public TypeDefinition Properties { get; }

    public IReadOnlyDictionary<string, PropertyType> Attributes => attributes ??= ReadAttributes();

    public TypeDefinition Definition(string name)
    {
        if (name == "Tag")
        {
            return TagDefinition;
        }

        if (!definitions.TryGetValue(name, out var shape))
        {
            var opening = Encoding.ASCII.GetBytes($"\n:{name}\n");
            var at = text.Span.IndexOf(opening);
            shape = at >= 0 ? ReadDefinition(name, text.Span[(at + opening.Length)..])
                : throw new InvalidOperationException($"cloudformation.facts: {Name} has no definition {name}");
            definitions.Add(name, shape);
        }

        return shape;
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, int from)
    {
        var rest = text[from..];
        return rest[..rest.IndexOf((byte)'\n')];
    }

    private static TypeDefinition ReadDefinition(string name, ReadOnlySpan<byte> text)
    {
        var properties = new List<PropertyFact>(16);
        for (var at = 0; at < text.Length && !IsMark(text[at]);)
        {
            var line = Line(text, at);
            properties.Add(ReadProperty(line));
            at += line.Length + 1;
        }

        return new TypeDefinition(name, [.. properties]);
    }

    private static PropertyFact ReadProperty(ReadOnlySpan<byte> line)
    {
        var name = line.IndexOf((byte)' ');
        var form = line[(name + 1)..];
        var flags = form.IndexOf((byte)' ') is var space and >= 0 ? form[(space + 1)..] : [];
        return new PropertyFact(
            Encoding.ASCII.GetString(line[..name]),
            PropertyTypeReader.Read(flags.IsEmpty ? form : form[..^(flags.Length + 1)]),
            flags.Contains((byte)'*'),
            flags.Contains((byte)'!') ? UpdateBehavior.Replaces
                : flags.Contains((byte)'?') ? UpdateBehavior.MayReplace : UpdateBehavior.InPlace);
    }

    private static bool IsMark(byte first) => first is (byte)'=' or (byte)':' or (byte)'\n';

    private Dictionary<string, PropertyType> ReadAttributes()
    {
        var found = new Dictionary<string, PropertyType>(StringComparer.Ordinal);
        var all = text.Span;
        for (var at = 0; at < all.Length && all[at] is not ((byte)':' or (byte)'\n');)
        {
            var line = Line(all, at);
            if (line[0] == '=')
            {
                var space = line.IndexOf((byte)' ');
                found.Add(Encoding.ASCII.GetString(line[1..space]), PropertyTypeReader.Read(line[(space + 1)..]));
            }

            at += line.Length + 1;
        }

        return found;
    }
}
