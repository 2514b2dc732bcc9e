using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Project;

namespace Fairlead.Import.Text;

/// <summary>A map of another tool's file that remembers which of its keys were read: what nobody asked for can be told of.</summary>
internal sealed class SourceMap
{
    private readonly MapNode map;
    private readonly string path;
    private readonly HashSet<string> asked;

    private SourceMap(MapNode map, string path, HashSet<string> asked) => (this.map, this.path, this.asked) = (map, path, asked);

    public IReadOnlyList<Entry> Entries => map.Entries;

    public MapNode Node => map;

    public string Place => PlaceOf(map.Span);

    public static SourceMap Over(MapNode map) => new(map, "", new HashSet<string>(StringComparer.Ordinal));

    /// <summary>A file that YAML reads, JSON too; null, with a reason, for what is no map.</summary>
    public static MapNode? Read(IProjectTree tree, string file, out string? fault) => Parse(file, tree.Read(file) ?? "", out fault);

    /// <summary>As <see cref="Read"/>, of a text that was made of the file line by line.</summary>
    public static MapNode? Parse(string file, string text, out string? fault)
    {
        var problems = new ProblemList(int.MaxValue);
        var root = YamlReader.ReadPart(new Source(file, text), problems) as MapNode;
        var first = problems.InOrder().FirstOrDefault(p => p.Code == Codes.Syntax || p.Code == Codes.Tab);
        fault = first is null ? root is null ? $"{file} holds no keys" : null : $"{first.Span}: {first.Message}";
        return root;
    }

    public bool Has(string key) => map.Find(key) is { Value.IsNull: false };

    /// <summary>The place of a key; that of the map where it has none of the name.</summary>
    public string At(string key) => PlaceOf(map.Find(key)?.KeySpan ?? map.Span);

    public Node? Any(string key)
    {
        asked.Add(path + key);
        return map[key] is { IsNull: false } node ? node : null;
    }

    /// <summary>Keys that are understood, and change nothing.</summary>
    public void Pass(params string[] keys) => asked.UnionWith(keys.Select(k => path + k));

    public string? Text(string key) => (Any(key) as ScalarNode)?.Value;

    public SourceMap? Map(string key) => Any(key) is MapNode below ? Below(key, below) : null;

    public IReadOnlyList<SourceMap> Maps(string key) => Any(key) switch
    {
        ListNode list => [.. list.Items.OfType<MapNode>().Select((m, i) => Below($"{key}[{i}]", m))],
        MapNode one => [Below(key, one)],
        _ => [],
    };

    /// <summary>The texts of a list; of one text that one.</summary>
    public IReadOnlyList<string> Texts(string key) => Any(key) switch
    {
        ListNode list => [.. list.Items.OfType<ScalarNode>().Select(s => s.Value)],
        ScalarNode one => [one.Value],
        _ => [],
    };

    /// <summary>A command: words, or a text that a shell would part.</summary>
    public IReadOnlyList<string>? Words(string key) => Any(key) switch
    {
        ListNode list => [.. list.Items.OfType<ScalarNode>().Select(s => s.Value)],
        ScalarNode { Value.Length: > 0 } one => CommandWords.Split(one.Value),
        _ => null,
    };

    /// <summary>The keys below that nobody asked for, each with its place.</summary>
    public IEnumerable<(string Key, string Place)> Unread()
    {
        foreach (var entry in map.Entries.Where(e => !e.Value.IsNull))
        {
            var name = path + entry.Key;
            if (!asked.Contains(name))
            {
                yield return (name, PlaceOf(entry.KeySpan));
                continue;
            }

            var below = entry.Value is MapNode one ? [(name, one)]
                : (entry.Value as ListNode)?.Items.OfType<MapNode>().Select((m, i) => ($"{name}[{i}]", m)).ToList() ?? [];
            foreach (var (inside, some) in below.Where(b => asked.Any(a => a.StartsWith(b.Item1 + ".", StringComparison.Ordinal))))
            {
                foreach (var unread in new SourceMap(some, inside + ".", asked).Unread())
                {
                    yield return unread;
                }
            }
        }
    }

    /// <summary>Tells of what was kept and of what was not: keys that mean nothing here, and keys without a counterpart.</summary>
    /// <param name="told">The beginning of keys that were told of already.</param>
    public void Report(string subject, Func<string, bool> isNeedless, ImportNotes findings, string told = "\n")
    {
        var unread = Unread().Where(u => !u.Key.StartsWith(told, StringComparison.Ordinal)).ToList();
        var kept = map.Entries.Where(e => asked.Contains(path + e.Key) && !e.Value.IsNull).Select(e => e.Key).ToList();
        if (kept.Count > 0)
        {
            findings.Kept(subject, Place, string.Join(", ", kept));
        }

        foreach (var (key, place) in unread)
        {
            if (isNeedless(key))
            {
                findings.LeftOut(subject, place, $"{key}: not needed here");
            }
            else
            {
                findings.Missing(subject, place, $"{key}: no counterpart here");
            }
        }
    }

    private SourceMap Below(string key, MapNode below) => new(below, $"{path}{key}.", asked);

    private static string PlaceOf(Span span) => $"{span.Source.Name}:{span.Line}";
}
