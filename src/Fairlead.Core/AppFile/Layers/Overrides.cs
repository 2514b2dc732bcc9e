using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Layers;

/// <summary>
/// How one layer lies over another: maps merge, lists and scalars replace, a scalar over a map replaces it, <c>null</c> removes. A null
/// stays in the tree until all layers are in, so that it also removes what <c>extends</c> would bring.
/// </summary>
internal sealed class Overrides(ProblemList problems)
{
    private readonly HashSet<Node> effective = new(ReferenceEqualityComparer.Instance);

    public MapNode Merge(MapNode below, MapNode above)
    {
        var entries = new List<Entry>(below.Entries.Count + above.Entries.Count);
        foreach (var old in below.Entries)
        {
            if (above.Find(old.Key) is not { } over)
            {
                entries.Add(old);
            }
            else if (over.Value.IsNull)
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

    /// <summary>
    /// Takes the nulls out, and warns of those that removed nothing. Those in a workload's env stay if they remove a variable of the file's
    /// env.
    /// </summary>
    public MapNode Prune(MapNode root)
    {
        var shared = root[FileKeys.Env.Name] as MapNode;
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

            if (!entry.Value.IsNull)
            {
                var below = depth == 2 && entry.Key == WorkloadKeys.Env.Name ? shared : null;
                entries.Add(entry.Value is MapNode child ? entry with { Value = Prune(child, below, shared, depth + 1) } : entry);
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
                problems.Warn(
                    Codes.RemovesNothing, entry.KeySpan,
                    $"'{entry.Key}' has no value, and there is none below it to remove",
                    "give it a value; {} is an empty map, \"null\" is text");
            }
        }

        return map with { Entries = entries, Removed = removed };
    }

    private void Use(Entry remover, Node old)
    {
        if (old.IsNull && !effective.Contains(old))
        {
            return;
        }

        effective.Add(remover.Value);
        if (remover.Value is ScalarNode { Value: "" })
        {
            problems.Warn(
                Codes.EmptyRemoves, remover.KeySpan,
                $"'{remover.Key}' has no value here, and so removes what is below it",
                "write null if that is meant");
        }
    }
}
