using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Rule 6 of the format: <c>extends</c> copies the keys of one parent, then merges its own over them.</summary>
internal sealed class Inheritance(MapNode root, Overrides overrides, ProblemList problems)
{
    // Between a service and a job only what means the same in both is copied.
    private static readonly string[] CommonKeys =
        ["image", "command", "entrypoint", "env", "uses", "permissions", "cpu", "memory", "spot", "mounts", "user", "stop"];

    private readonly Dictionary<string, (bool IsJob, Entry Entry)> workloads = Workloads(root);
    private readonly Dictionary<string, MapNode> done = new(StringComparer.Ordinal);

    /// <summary>The root with every <c>extends</c> carried out.</summary>
    public MapNode Resolve()
    {
        if (!workloads.Values.Any(w => Extends(w.Entry) is not null))
        {
            return root;
        }

        return root with
        {
            Entries = [.. root.Entries.Select(e => e.Key is "services" or "jobs" && e.Value is MapNode section
                ? e with { Value = section with { Entries = [.. section.Entries.Select(w => w.Value is MapNode && workloads.ContainsKey(w.Key) ? w with { Value = Resolve(w.Key, []) } : w)] } }
                : e)],
        };
    }

    private MapNode Resolve(string name, List<string> path)
    {
        if (done.TryGetValue(name, out var ready))
        {
            return ready;
        }

        var (isJob, entry) = workloads[name];
        var own = (MapNode)entry.Value;
        if (Extends(entry) is not { } parent)
        {
            return done[name] = own;
        }

        var bare = own with { Entries = [.. own.Entries.Where(e => e.Key != "extends")] };
        path.Add(name);
        if (path.Contains(parent.Value))
        {
            var circle = path[path.IndexOf(parent.Value)..];
            problems.Add(Codes.Cycle, parent.Span, $"these extend each other in a circle: {string.Join(" → ", circle)} → {parent.Value}", "let one of them stand on its own");
            return done[name] = bare;
        }

        if (!workloads.TryGetValue(parent.Value, out var above) || above.Entry.Value is not MapNode)
        {
            problems.Add(Codes.Extends, parent.Span, $"no service or job is named '{parent.Value}'", Nearest.Hint(parent.Value, [.. workloads.Keys.Where(k => k != name)], "there are"));
            return done[name] = bare;
        }

        var inherited = Resolve(parent.Value, path);
        if (above.IsJob != isJob)
        {
            inherited = inherited with { Entries = [.. inherited.Entries.Where(e => CommonKeys.Contains(e.Key))] };
        }

        return done[name] = overrides.Merge(inherited, bare) with { Span = own.Span };
    }

    private ScalarNode? Extends(Entry workload)
    {
        var value = (workload.Value as MapNode)?["extends"];
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
