using Fairlead.Core.Yaml;

namespace Fairlead.Import.Text;

/// <summary>Lays maps over each other: maps merge, and what is one value replaces. Lists grow with compose, and replace with
/// others.</summary>
internal static class NodeMerge
{
    private static readonly string[] Replaced = ["command", "entrypoint", "test"];

    public static MapNode Merge(MapNode below, MapNode above, bool appends)
    {
        var entries = below.Entries.Select(e => above.Find(e.Key) is not { } over ? e
            : e.Value is MapNode && over.Value is MapNode ? e with { Value = Value(e, over, appends) }
            : over with { Value = Value(e, over, appends) });
        return new MapNode([.. entries, .. above.Entries.Where(e => below.Find(e.Key) is null)], below.Span);
    }

    private static Node Value(Entry below, Entry above, bool appends) => (below.Value, above.Value) switch
    {
        (MapNode a, MapNode b) => Merge(a, b, appends),
        (ListNode a, ListNode b) when appends && !Replaced.Contains(below.Key) => b with { Items = [.. a.Items, .. b.Items] },
        (ListNode a, MapNode b) when appends => Merge(Map(a), b, appends),
        (MapNode a, ListNode b) when appends => Merge(a, Map(b), appends),
        _ => above.Value,
    };

    // NAME=value, or NAME alone.
    private static MapNode Map(ListNode list) => new(
        [.. list.Items.OfType<ScalarNode>().Select(s => s.Value.Split('=', 2) is [var name, var value]
            ? new Entry(name, s.Span, new ScalarNode(value, Quoted: true, s.Span))
            : new Entry(s.Value, s.Span, new ScalarNode("", Quoted: false, s.Span))).DistinctBy(e => e.Key)], list.Span);
}
