using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Rule 6 of the format: <c>extends</c> copies the keys of one parent, then merges its own over them.</summary>
internal sealed class Inheritance(MapNode root, Overrides overrides, ProblemList problems)
{
    // A chain costs its length squared; nobody needs a long one.
    private const int MostAncestors = 16;

    // Between a service and a job only what means the same in both is copied.
    private static readonly string[] CommonKeys =
        ["image", "command", "entrypoint", "env", "uses", "permissions", "cpu", "memory", "spot", "mounts", "user", "stop"];

    private readonly Dictionary<string, (bool IsJob, Entry Entry)> workloads = Workloads(root);
    private readonly Dictionary<string, (MapNode Keys, int Ancestors)> done = new(StringComparer.Ordinal);
    private bool toldOfLength;

    /// <summary>The root with every <c>extends</c> carried out.</summary>
    public MapNode Resolve()
    {
        if (!workloads.Values.Any(w => ((MapNode)w.Entry.Value)["extends"] is not null))
        {
            return root;
        }

        return root with
        {
            Entries = [.. root.Entries.Select(e => e.Key is "services" or "jobs" && e.Value is MapNode section
                ? e with { Value = section with { Entries = [.. section.Entries.Select(w => w.Value is MapNode && workloads.ContainsKey(w.Key) ? w with { Value = Resolve(w.Key) } : w)] } }
                : e)],
        };
    }

    // Up to an ancestor that is done or has no parent, then down again.
    private MapNode Resolve(string name)
    {
        var chain = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = name; at is not null && !done.ContainsKey(at); at = ParentOf(at, chain, seen))
        {
            chain.Add(at);
            seen.Add(at);
        }

        for (var i = chain.Count - 1; i >= 0; i--)
        {
            done[chain[i]] = Inherit(workloads[chain[i]]);
        }

        return done[name].Keys;
    }

    private string? ParentOf(string name, List<string> chain, HashSet<string> seen)
    {
        if (Extends(workloads[name].Entry) is not { } parent)
        {
            return null;
        }

        if (seen.Contains(parent.Value))
        {
            var circle = chain[chain.IndexOf(parent.Value)..];
            problems.Add(Codes.Cycle, parent.Span, $"these extend each other in a circle: {string.Join(" → ", circle.Take(MostAncestors))} → {parent.Value}", "let one of them stand on its own");
            return null;
        }

        if (!workloads.ContainsKey(parent.Value))
        {
            var hint = Nearest.Hint(parent.Value, workloads.Keys, "there are", out var near);
            problems.Add(Codes.Extends, parent.Span, $"no service or job is named '{parent.Value}'", hint, near is null ? null : new Related(workloads[near].Entry.KeySpan, $"'{near}' stands here"));
            return null;
        }

        return parent.Value;
    }

    private (MapNode Keys, int Ancestors) Inherit((bool IsJob, Entry Entry) workload)
    {
        var own = (MapNode)workload.Entry.Value;
        if (own["extends"] is null)
        {
            return (own, 0);
        }

        var bare = own with { Entries = [.. own.Entries.Where(e => e.Key != "extends")] };
        if (own["extends"] is not ScalarNode parent || !done.TryGetValue(parent.Value, out var above))
        {
            return (bare, 0);
        }

        if (above.Ancestors >= MostAncestors)
        {
            TellOnce(parent.Span, $"this is the end of a chain of more than {MostAncestors} that extend each other", "extend one that is nearer to the beginning");
            return (bare, 0);
        }

        var inherited = above.Keys;
        if (workloads[parent.Value].IsJob != workload.IsJob)
        {
            inherited = inherited with { Entries = [.. inherited.Entries.Where(e => CommonKeys.Contains(e.Key))] };
        }

        return (overrides.Merge(inherited, bare) with { Span = own.Span }, above.Ancestors + 1);
    }

    private void TellOnce(Span span, string message, string hint)
    {
        if (!toldOfLength)
        {
            toldOfLength = true;
            problems.Add(Codes.Extends, span, message, hint);
        }
    }

    private ScalarNode? Extends(Entry workload)
    {
        var value = ((MapNode)workload.Value)["extends"];
        if (value is not null and not ScalarNode)
        {
            problems.Add(Codes.WrongType, value.Span, "'extends' names one service or job", "write extends: name");
        }

        return value is ScalarNode { IsNull: false } scalar ? scalar : null;
    }

    private static Dictionary<string, (bool IsJob, Entry Entry)> Workloads(MapNode root)
    {
        var all = new Dictionary<string, (bool, Entry)>(StringComparer.Ordinal);
        foreach (var section in new[] { "services", "jobs" })
        {
            foreach (var entry in (root[section] as MapNode)?.Entries ?? [])
            {
                if (entry.Value is MapNode)
                {
                    all.TryAdd(entry.Key, (section == "jobs", entry));
                }
            }
        }

        return all;
    }
}
