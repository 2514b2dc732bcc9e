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

    private const int MostCompared = 100;

    private readonly Source source;
    private readonly ProblemList problems;
    private readonly YamlTraps traps;
    private readonly Parser parser;
    private readonly Dictionary<AnchorName, (Node? Node, int Size, Span Place)> anchors = [];
    private Span last;
    private int aliasNodes;
    private int size;

    private YamlReader(Source source, ProblemList problems)
    {
        this.source = source;
        this.problems = problems;
        last = new Span(source, 1, 1, 1);
        traps = new YamlTraps(source, problems);
        parser = new Parser(new Scanner(new StringReader(traps.Mend()), skipComments: true));
    }

    /// <summary>The root node; null when there is none or the text can not be read (then there is a problem).</summary>
    public static Node? Read(Source source, ProblemList problems)
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
            problems.Add(Codes.Syntax, new Span(source, line, bad - source.Text.LastIndexOf('\n', bad), 1), "the file is not UTF-8 text", "save it as UTF-8");
            return null;
        }

        try
        {
            return new YamlReader(source, problems).ReadStream(start);
        }
        catch (Exception e) when (e is Stop or EnoughException)
        {
            return null;
        }
    }

    private Node? ReadStream(Span start)
    {
        Next();
        Next();
        if (parser.Current is StreamEnd)
        {
            problems.Add(Codes.MissingKey, start, "the file is empty", "begin with 'app: NAME', or run 'fairlead init'");
            return null;
        }

        Next();
        var root = ReadNode(0);
        Next();
        if (parser.Current is DocumentStart second)
        {
            problems.Add(Codes.Documents, SpanOf(second), "a second YAML document starts here", "keep one document in the file");
        }

        return root;
    }

    private Node ReadNode(int depth)
    {
        var current = (ParsingEvent)parser.Current!;
        var span = last;
        if (depth > DeepestLevel)
        {
            Fail(Codes.TooMuch, span, $"the file is nested deeper than {DeepestLevel} levels", "flatten it");
        }

        if (current is AnchorAlias alias)
        {
            Next();
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
            Fail(Codes.Syntax, span, "a value or a key is missing here", "check the indentation");
        }

        return new ScalarNode("", Quoted: false, span);
    }

    private Node Follow(AnchorName name, Span span)
    {
        if (!anchors.TryGetValue(name, out var target))
        {
            var near = Nearest.To(name.Value, anchors.Keys.Take(MostCompared).Select(a => a.Value));
            var place = near is null ? null : anchors[new AnchorName(near)].Place;
            problems.Add(Codes.Alias, span, $"no anchor '&{name}' is set before this alias", near is null ? $"set it with '&{name}'" : $"did you mean '*{near}'?", place is null ? null : new Related(place, $"'&{near}' stands here"));
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
            Fail(Codes.TooMuch, span, $"aliases add more than {MostAliasNodes:N0} nodes", "write the values out, or use 'extends'");
        }

        return target.Node;
    }

    private ScalarNode ReadScalar(Scalar scalar, Span span)
    {
        Next();
        var value = traps.HasStandIns ? YamlTraps.Restore(scalar.Value) : scalar.Value;
        return new ScalarNode(value, scalar.Style != ScalarStyle.Plain, span);
    }

    private ListNode ReadList(Span span, int depth)
    {
        Next();
        var items = new List<Node>();
        while (parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        Next();
        return new ListNode(items, span);
    }

    private MapNode ReadMap(Span span, int depth)
    {
        Next();
        var entries = new List<Entry>();
        var seen = new EntriesByKey(entries);
        List<MapNode>? merges = null;
        while (parser.Current is not MappingEnd)
        {
            var key = ReadKey(depth, out var plain);
            var value = ReadNode(depth + 1);
            if (key is null)
            {
                continue;
            }

            if (plain && key.Key == "<<")
            {
                AddMerges(value, merges ??= []);
            }
            else if (seen.Add(key with { Value = value }) is { } first)
            {
                problems.Add(Codes.DuplicateKey, key.KeySpan, $"'{key.Key}' stands here a second time", $"it already stands on line {first.KeySpan.Line}; remove one");
            }
        }

        Next();
        foreach (var entry in merges?.SelectMany(m => m.Entries) ?? [])
        {
            seen.Add(entry);
        }

        return new MapNode(entries, span);
    }

    private Entry? ReadKey(int depth, out bool plain)
    {
        var span = last;
        if (ReadNode(depth + 1) is not ScalarNode key)
        {
            plain = false;
            problems.Add(Codes.WrongType, span, "a key has to be a word", "braces begin a map: where they are text, put the whole value in quotes");
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

    private void Next()
    {
        try
        {
            parser.MoveNext();
            last = parser.Current is { } current ? SpanOf(current) : last;
        }
        catch (YamlException e)
        {
            var span = e.Start.Line <= 1 && last.Line > 1 ? last : SpanOf(e.Start, e.End); // some of its exceptions know no place
            var (message, hint) = Explain(e.Message, span);
            var slip = traps.Suspect is null ? YamlSlips.Find(span, IsKeyOutOfPlace(e.Message)) : null;
            Fail(Codes.Syntax, slip?.Place ?? span, slip?.Message ?? message, slip?.Hint ?? hint, isExplained: slip is not null);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // Odd input makes the library fail in its own ways; for the user it is all one thing.
            Fail(Codes.Syntax, last, "the file is not YAML that can be read from here on", "look for a stray character");
        }
    }

    private static (string Message, string Hint) Explain(string message, Span span)
    {
        var line = span.Source.Line(span.Line);
        if (span.Column <= line.Length && line[span.Column - 1] is '@' or '`' or '%')
        {
            return ($"a value may not start with {line[span.Column - 1]}", "put it in quotes");
        }

        return message switch
        {
            _ when IsKeyOutOfPlace(message) => ("a ':' stands where YAML expects no key", "check the indentation, or quote the text if the ':' belongs to it"),
            _ when message.Contains("did not find expected", StringComparison.OrdinalIgnoreCase) || message.Contains("expected", StringComparison.OrdinalIgnoreCase)
                => ("YAML expects something else here: " + Shorten(message), "check the indentation and that every quote, { and [ is closed"),
            _ => (Shorten(message), "check the indentation and that every quote, { and [ is closed"),
        };
    }

    private static bool IsKeyOutOfPlace(string message) =>
        message.Contains("mapping values are not allowed", StringComparison.OrdinalIgnoreCase) || message.Contains("invalid mapping", StringComparison.OrdinalIgnoreCase);

    private static string Shorten(string message) =>
        message.TrimEnd('.').Replace("While parsing", "while reading", StringComparison.Ordinal).Replace("While scanning", "while reading", StringComparison.Ordinal);

    // What is left out (a key before a lone ':') has no place of its own; it stands behind what was last.
    private Span SpanOf(ParsingEvent e) => SpanOf(e.Start, e.End) is var span && span.Line >= last.Line ? span : last;

    private Span SpanOf(Mark start, Mark end)
    {
        var line = Math.Max(1, (int)start.Line);
        var column = Math.Max(1, (int)start.Column - traps.ColumnShift.GetValueOrDefault(line));
        var length = end.Line == start.Line
            ? (int)(end.Column - start.Column)
            : source.Line(line).TrimEnd().Length - column + 1;
        return new Span(source, line, column, Math.Max(1, length));
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private void Fail(ProblemCode code, Span span, string message, string hint, bool isExplained = false)
    {
        if (code == Codes.Syntax && traps.Suspect is { } suspect)
        {
            problems.Add(code, suspect.Place, suspect.Message, "close it where it ends, or put it in quotes");
        }
        else if (code == Codes.Syntax && !isExplained && YamlTraps.Sibling(span) is { } sibling)
        {
            problems.Add(code, sibling, $"this line begins with {sibling.Column - 1} spaces, and line {span.Line}, which seems to stand beside it, does not", "give lines of one map the same indentation");
        }

        problems.Add(code, span, message, hint);
        throw new Stop();
    }

    // Leaves the parse from any depth; caught in Read only.
    private sealed class Stop : Exception;
}
