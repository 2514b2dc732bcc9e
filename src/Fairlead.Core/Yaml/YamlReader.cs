using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fairlead.Core.Yaml;

/// <summary>
/// Text to nodes, by YamlDotNet's event parser (its object model recurses without a limit). Whatever the text, reading
/// ends: size, depth and the nodes that aliases add are bounded, and every fault is a problem, never an exception.
/// </summary>
public sealed class YamlReader
{
    public const int LargestFile = 1024 * 1024;
    public const int DeepestLevel = 64;
    public const int MostAliasNodes = 50_000;

    private readonly ProblemList problems;
    private readonly YamlEvents events;
    private readonly Dictionary<AnchorName, (Node? Node, int Size, Span Place)> anchors = [];
    private bool keepsPart;
    private bool isBroken;
    private int aliasNodes;
    private int size;

    private YamlReader(Source source, ProblemList problems)
    {
        this.problems = problems;
        events = new YamlEvents(source, problems);
    }

    /// <summary>The root node; null when there is none or the text can not be read (then there is a problem).</summary>
    public static Node? Read(Source source, ProblemList problems) => Read(source, problems, keepsPart: false);

    /// <summary>As <see cref="Read(Source, ProblemList)"/>; where the text breaks off, the maps as far as they were read.</summary>
    public static Node? ReadPart(Source source, ProblemList problems) => Read(source, problems, keepsPart: true);

    private static Node? Read(Source source, ProblemList problems, bool keepsPart)
    {
        var start = new Span(source, 1, 1, 1);
        if (source.Text.Length > LargestFile)
        {
            problems.Add(Codes.TooMuch, start, "the file is larger than 1 MB", "keep data out of the app file");
            return null;
        }

        var bad = source.Text.AsSpan().IndexOfAny('\0', '\uFFFD');
        if (bad >= 0)
        {
            var line = source.Text.AsSpan(0, bad).Count('\n') + 1;
            problems.Add(
                Codes.Syntax, new Span(source, line, bad - source.Text.LastIndexOf('\n', bad), 1), "the file is not UTF-8 text",
                "save it as UTF-8");
            return null;
        }

        try
        {
            return new YamlReader(source, problems) { keepsPart = keepsPart }.ReadStream(start);
        }
        catch (Exception e) when (e is YamlStop or EnoughException)
        {
            return null;
        }
    }

    private Node? ReadStream(Span start)
    {
        events.Next();
        events.Next();
        if (events.Current is StreamEnd)
        {
            problems.Add(Codes.MissingKey, start, "the file is empty", "begin with 'app: NAME', or run 'fairlead init'");
            return null;
        }

        events.Next();
        var root = ReadNode(0);
        if (isBroken)
        {
            return root;
        }

        events.Next();
        if (events.Current is DocumentStart second)
        {
            problems.Add(Codes.Documents, events.SpanOf(second), "a second YAML document starts here", "keep one document in the file");
        }

        return root;
    }

    private Node ReadNode(int depth)
    {
        var current = events.Current;
        var span = events.Last;
        if (depth > DeepestLevel)
        {
            events.Fail(Codes.TooMuch, span, $"the file is nested deeper than {DeepestLevel} levels", "flatten it");
        }

        if (current is AnchorAlias alias)
        {
            events.Next();
            return Follow(alias.Value, span);
        }

        if (current is not NodeEvent node)
        {
            return Nothing(current, span);
        }

        CheckTag(node, span);
        var sizeBefore = size++;
        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor] = (null, 0, span);
        }

        Node result = node switch
        {
            Scalar scalar => ReadScalar(scalar, span),
            SequenceStart => ReadList(span, depth),
            _ => ReadMap(span, depth),
        };
        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor] = (result, size - sizeBefore, span);
        }

        return result;
    }

    // The parser ends a map right behind a key that stands alone: the value is empty. Any other end here is broken text.
    private ScalarNode Nothing(ParsingEvent current, Span span)
    {
        if (current is not MappingEnd)
        {
            events.Fail(Codes.Syntax, span, "a value or a key is missing here", "check the indentation");
        }

        return new ScalarNode("", Quoted: false, span);
    }

    private Node Follow(AnchorName name, Span span)
    {
        if (name.Value.StartsWith('.'))
        {
            problems.Add(Codes.Alias, span, "a value that starts with * is an alias for YAML", $"put it in quotes: \"*{name}\"");
            return new ScalarNode($"*{name}", Quoted: true, span);
        }

        if (!anchors.TryGetValue(name, out var target))
        {
            var near = Nearest.To(name.Value, anchors.Keys.Take(100).Select(a => a.Value));
            var place = near is null ? null : anchors[new AnchorName(near)].Place;
            problems.Add(
                Codes.Alias, span, $"no anchor '&{name}' is set before this alias",
                near is null ? $"set it with '&{name}'" : $"did you mean '*{near}'?",
                place is null ? null : new Related(place, $"'&{near}' stands here"));
            return new ScalarNode("", Quoted: false, span);
        }

        if (target.Node is null)
        {
            problems.Add(Codes.Alias, span, $"the alias '*{name}' stands inside its own anchor", "name another anchor");
            return new ScalarNode("", Quoted: false, span);
        }

        aliasNodes += target.Size;
        size += target.Size;
        if (aliasNodes > MostAliasNodes)
        {
            events.Fail(Codes.TooMuch, span, $"aliases add more than {MostAliasNodes:N0} nodes", "write the values out, or use 'extends'");
        }

        return target.Node;
    }

    // The parser is one event ahead: where the text breaks off behind a value, the value itself was read.
    private ScalarNode ReadScalar(Scalar scalar, Span span)
    {
        try
        {
            events.Next();
        }
        catch (YamlStop) when (keepsPart)
        {
            isBroken = true;
        }

        return new ScalarNode(events.ValueOf(scalar), scalar.Style != ScalarStyle.Plain, span);
    }

    private ListNode ReadList(Span span, int depth)
    {
        events.Next();
        var items = new List<Node>();
        while (!isBroken && events.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        if (!isBroken)
        {
            events.Next();
        }

        return new ListNode(items, span);
    }

    private MapNode ReadMap(Span span, int depth)
    {
        var entries = new List<Entry>();
        var seen = new EntriesByKey(entries);
        List<MapNode>? merges = null;
        try
        {
            events.Next();
            while (!isBroken && events.Current is not MappingEnd)
            {
                ReadEntry(depth, seen, ref merges);
            }

            if (!isBroken)
            {
                events.Next();
            }
        }
        catch (YamlStop) when (keepsPart)
        {
            isBroken = true;
        }

        foreach (var entry in merges?.SelectMany(m => m.Entries) ?? [])
        {
            seen.Add(entry);
        }

        return new MapNode(entries, span);
    }

    private void ReadEntry(int depth, EntriesByKey seen, ref List<MapNode>? merges)
    {
        var key = ReadKey(depth, out var plain);
        var value = isBroken ? null : ReadNode(depth + 1);
        if (key is null || value is null)
        {
            return;
        }

        if (plain && key.Key == "<<")
        {
            AddMerges(value, merges ??= []);
        }
        else if (seen.Add(key with { Value = value }) is { } first)
        {
            problems.Add(
                Codes.DuplicateKey, key.KeySpan, $"'{key.Key}' stands here a second time",
                $"it already stands on line {first.KeySpan.Line}; remove one");
        }
    }

    private Entry? ReadKey(int depth, out bool plain)
    {
        var span = events.Last;
        if (ReadNode(depth + 1) is not ScalarNode key)
        {
            plain = false;
            problems.Add(
                Codes.WrongType, span, "a key has to be a word",
                "braces begin a map: where they are text, put the whole value in quotes");
            return null;
        }

        plain = !key.Quoted;
        if (plain && key.Value.ToUpperInvariant() is "ON" or "OFF" or "YES" or "NO" or "TRUE" or "FALSE")
        {
            problems.Add(Codes.BooleanKey, span, $"other YAML readers turn the key {key.Value} into a boolean", $"write \"{key.Value}\"");
        }

        return new Entry(key.Value, span, key);
    }

    private void AddMerges(Node value, List<MapNode> merges)
    {
        foreach (var item in value is ListNode list ? list.Items : [value])
        {
            if (item is MapNode map)
            {
                merges.Add(map);
            }
            else
            {
                problems.Add(Codes.WrongType, item.Span, "'<<' merges maps", "name an anchor that holds a map: '<<: *name'");
            }
        }
    }

    private void CheckTag(NodeEvent node, Span span)
    {
        if (!node.Tag.IsEmpty && node.Tag.Value is not ("!" or "tag:yaml.org,2002:str"))
        {
            problems.Add(Codes.Tag, span, $"the tag {node.Tag.Value} has no meaning here", "remove it; write references as ${…}");
        }
    }
}
