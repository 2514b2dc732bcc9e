using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Layers;

/// <summary>
/// <c>extends</c> copies the keys of one parent, then merges its own over them; between a service and a job only those that mean the same
/// in both.
/// </summary>
internal sealed class Inheritance(MapNode root, Overrides overrides, ProblemList problems)
{
    // A chain costs its length squared; nobody needs a long one.
    private const int MostAncestors = 16;

    private static readonly string Extends = WorkloadKeys.Extends.Name;

    private readonly Dictionary<string, (bool IsJob, Entry Entry)> workloads = Workloads(root);
    private readonly Dictionary<string, (MapNode Keys, int Ancestors)> done = new(StringComparer.Ordinal);
    private bool toldOfLength;

    /// <summary>The root with every <c>extends</c> carried out.</summary>
    public MapNode Resolve()
    {
        if (!workloads.Values.Any(w => ((MapNode)w.Entry.Value)[Extends] is not null))
        {
            return root;
        }

        return root with
        {
            Entries = [.. root.Entries.Select(e => IsWorkloads(e.Key) && e.Value is MapNode section
                ? e with { Value = section with { Entries = [.. section.Entries.Select(Resolved)] } }
                : e)],
        };
    }

    private Entry Resolved(Entry workload) =>
        workload.Value is MapNode && workloads.ContainsKey(workload.Key) ? workload with { Value = Resolve(workload.Key) } : workload;

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
        if (ParentIn(workloads[name].Entry) is not { } parent)
        {
            return null;
        }

        if (seen.Contains(parent.Value))
        {
            var circle = chain[chain.IndexOf(parent.Value)..];
            problems.Add(
                Codes.Cycle, parent.Span,
                $"these extend each other in a circle: {string.Join(" → ", circle.Take(MostAncestors))} → {parent.Value}",
                "let one of them stand on its own");
            return null;
        }

        if (!workloads.ContainsKey(parent.Value))
        {
            var hint = Nearest.Hint(parent.Value, workloads.Keys, "there are", out var near);
            problems.Add(
                Codes.Extends, parent.Span, $"no service or job is named '{parent.Value}'", hint,
                near is null ? null : new Related(workloads[near].Entry.KeySpan, $"'{near}' stands here"));
            return null;
        }

        return parent.Value;
    }

    private (MapNode Keys, int Ancestors) Inherit((bool IsJob, Entry Entry) workload)
    {
        var own = (MapNode)workload.Entry.Value;
        if (own[Extends] is null)
        {
            return (own, 0);
        }

        var bare = own with { Entries = [.. own.Entries.Where(e => e.Key != Extends)] };
        if (own[Extends] is not ScalarNode parent || !done.TryGetValue(parent.Value, out var above))
        {
            return (bare, 0);
        }

        if (above.Ancestors >= MostAncestors)
        {
            TellOnce(
                parent.Span, $"this is the end of a chain of more than {MostAncestors} that extend each other",
                "extend one that is nearer to the beginning");
            return (bare, 0);
        }

        var inherited = above.Keys;
        if (workloads[parent.Value].IsJob != workload.IsJob)
        {
            inherited = inherited with { Entries = [.. inherited.Entries.Where(e => WorkloadKeys.MeanTheSame.Contains(e.Key))] };
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

    private ScalarNode? ParentIn(Entry workload)
    {
        var value = ((MapNode)workload.Value)[Extends];
        if (value is not null and not ScalarNode)
        {
            problems.Add(Codes.WrongType, value.Span, "'extends' names one service or job", "write extends: name");
        }

        return value is ScalarNode { IsNull: false } scalar ? scalar : null;
    }

    private static Dictionary<string, (bool IsJob, Entry Entry)> Workloads(MapNode root)
    {
        var all = new Dictionary<string, (bool, Entry)>(StringComparer.Ordinal);
        foreach (var section in new[] { FileKeys.Services, FileKeys.Jobs })
        {
            foreach (var entry in (root[section.Name] as MapNode)?.Entries ?? [])
            {
                if (entry.Value is MapNode)
                {
                    all.TryAdd(entry.Key, (section == FileKeys.Jobs, entry));
                }
            }
        }

        return all;
    }

    private static bool IsWorkloads(string key) => key == FileKeys.Services.Name || key == FileKeys.Jobs.Name;
}
