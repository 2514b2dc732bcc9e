using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>
/// Rule 5 of the format: maps merge, lists and scalars replace, a scalar over a map replaces it, <c>null</c> removes. A null
/// stays in the tree until all layers are in, so that it also removes what <c>extends</c> would bring.
/// </summary>
internal sealed class Overrides(ProblemList problems)
{
    private readonly HashSet<Node> effective = new(ReferenceEqualityComparer.Instance);

    public static bool IsNull(Node node) => node is ScalarNode { IsNull: true };

    public MapNode Merge(MapNode below, MapNode above)
    {
        var entries = new List<Entry>(below.Entries.Count + above.Entries.Count);
        foreach (var old in below.Entries)
        {
            if (above.Find(old.Key) is not { } over)
            {
                entries.Add(old);
            }
            else if (IsNull(over.Value))
            {
                Use(over, old.Value);
                entries.Add(over);
            }
            else
            {
                entries.Add(old.Value is MapNode a && over.Value is MapNode b ? old with { Value = Merge(a, b) } : over);
            }
        }

        entries.AddRange(above.Entries.Where(e => below.Find(e.Key) is null));
        return new MapNode(entries, below.Span) { Removed = [.. below.Removed, .. above.Removed] };
    }

    /// <summary>A workload's env over the file's env, where a null has done its work once it is applied.</summary>
    public static MapNode Cascade(MapNode? below, MapNode? above)
    {
        var merged = new List<Entry>();
        foreach (var entry in below?.Entries ?? [])
        {
            if (above?.Find(entry.Key) is null && !IsNull(entry.Value))
            {
                merged.Add(entry);
            }
        }

        merged.AddRange(above?.Entries.Where(e => !IsNull(e.Value)) ?? []);
        return new MapNode(merged, (above ?? below)!.Span);
    }

    /// <summary>Takes the nulls out, and warns of those that removed nothing. Those in a workload's env stay if they remove a variable of the file's env.</summary>
    public MapNode Prune(MapNode root)
    {
        var shared = root["env"] as MapNode;
        return Prune(root, keep: null, shared, depth: 0);
    }

    private MapNode Prune(MapNode map, MapNode? keep, MapNode? shared, int depth)
    {
        var entries = new List<Entry>(map.Entries.Count);
        var removed = new List<Entry>(map.Removed);
        foreach (var entry in map.Entries)
        {
            if (entry.Key.StartsWith("x-", StringComparison.Ordinal) && depth == 0)
            {
                continue;
            }

            if (!IsNull(entry.Value))
            {
                entries.Add(entry.Value is MapNode child ? entry with { Value = Prune(child, depth == 2 && entry.Key == "env" ? shared : null, shared, depth + 1) } : entry);
            }
            else if (keep?.Find(entry.Key) is not null)
            {
                entries.Add(entry);
            }
            else if (effective.Contains(entry.Value))
            {
                removed.Add(entry);
            }
            else
            {
                problems.Warn(Codes.RemovesNothing, entry.KeySpan, $"'{entry.Key}' has no value, and there is none below it to remove", "give it a value; {} is an empty map, \"null\" is text");
            }
        }

        return map with { Entries = entries, Removed = removed };
    }

    private void Use(Entry remover, Node old)
    {
        if (IsNull(old) && !effective.Contains(old))
        {
            return;
        }

        effective.Add(remover.Value);
        if (remover.Value is ScalarNode { Value: "" })
        {
            problems.Warn(Codes.EmptyRemoves, remover.KeySpan, $"'{remover.Key}' has no value here, and so removes what is below it", "write null if that is meant");
        }
    }
}
