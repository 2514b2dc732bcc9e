using System.Globalization;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>The ways in which compose writes single values.</summary>
internal static class ComposeValues
{
    /// <summary>A normal text; null for what is none.</summary>
    public static string? Text(Node? node) => node is ScalarNode { IsNull: false } scalar ? Interpolation.Normal(scalar.Value) : null;

    /// <summary>The items of a list; of one value that one.</summary>
    public static IEnumerable<Node> Items(Node? node) => node switch
    {
        ListNode list => list.Items,
        ScalarNode { IsNull: false } or MapNode => [node],
        _ => [],
    };

    public static IReadOnlyList<string> Texts(Node? node) => [.. Items(node).Select(Text).OfType<string>()];

    /// <summary>A command: a list, or a text that compose splits without a shell. Null where none is given; an empty one is none.</summary>
    public static IReadOnlyList<string>? Words(Node? node)
    {
        var words = node is ListNode ? Texts(node) : Text(node) is { } text ? CommandWords.Split(text) : [];
        return words.Count == 0 ? null : words;
    }

    /// <summary>A map, or a list of NAME=value; the later one counts.</summary>
    public static IReadOnlyList<FoundVariable> Variables(Node? node)
    {
        var all = node is MapNode map
            ? map.Entries.Select(e => new FoundVariable(e.Key, Text(e.Value) ?? (e.Value is ScalarNode { Quoted: true } ? "" : null)))
            : Texts(node)
                .Select(t => t.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
                    ? new FoundVariable(t[..at], t[(at + 1)..])
                    : new FoundVariable(t, null));
        return [.. all.GroupBy(v => v.Name.Trim(), StringComparer.Ordinal).Select(g => g.Last() with { Name = g.Key })];
    }

    /// <summary><c>name:/path</c>, <c>./web:/code:ro</c>, <c>/path</c>, or a map. Null for what is kept in memory.</summary>
    public static ComposeVolume? Volume(Node node, Func<string?, string?> fill)
    {
        if (node is MapNode map)
        {
            return Text(map["type"]) != "tmpfs" && Text(map["target"]) is { } target
                ? new ComposeVolume(fill(Text(map["source"])) ?? Text(map["source"]), target, Text(map["read_only"]) == "true")
                : null;
        }

        var text = Text(node);
        return (fill(text) ?? text)?.Split(':') switch
        {
            [var only] => new ComposeVolume(null, only, IsReadOnly: false),
            [var source, var inner] => new ComposeVolume(source, inner, IsReadOnly: false),
            [var source, var inner, var mode, ..] => new ComposeVolume(source, inner, mode.Split(',').Contains("ro")),
            _ => null,
        };
    }

    /// <summary>512m, 1.5gb, 1073741824: as 512M or 2G, rounded up.</summary>
    public static string? Memory(string? text)
    {
        var number = text?.TrimEnd('b', 'B', 'k', 'K', 'm', 'M', 'g', 'G', 'i') ?? "";
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
            || n <= 0
            || n > 1_000_000_000_000)
        {
            return null;
        }

        var mebibytes = (long)Math.Ceiling(text![number.Length..].ToUpperInvariant() switch
        {
            ['G', ..] => n * 1024,
            ['M', ..] => n,
            ['K', ..] => n / 1024,
            _ => n / 1024 / 1024,
        });
        return mebibytes is < 1 or >= 1_000_000 ? null : mebibytes % 1024 == 0 ? $"{mebibytes / 1024}G" : $"{mebibytes}M";
    }

    public static string? Cpu(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= 192
            ? n.ToString("0.###", CultureInfo.InvariantCulture)
            : null;
}
