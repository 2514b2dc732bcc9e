using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Layers;

/// <summary>Lays an environment over the file.</summary>
internal sealed class EnvironmentLayer(MapNode root, string name, Reading reading)
{
    private static readonly string Domain = FileKeys.Domain.Name;
    private static readonly string Environments = FileKeys.Environments.Name;
    private static readonly Key[] Named = [FileKeys.Services, FileKeys.Jobs, FileKeys.Resources, FileKeys.Images];

    /// <summary>The environment's own keys; null where the file has none.</summary>
    public MapNode? Own { get; private set; }

    private bool IsLocal => name == AppEnvironment.Local;

    /// <summary>The file as this environment sees it: its own keys stay under <c>environments</c>, all others are merged.</summary>
    public MapNode? Merge(Overrides overrides)
    {
        reading.Environment = EnvironmentReader.Before(name);
        var all = root[Environments];
        if (all is not null and not MapNode && !all.IsNull)
        {
            reading.Problems.Add(
                Codes.WrongType, all.Span, "environments has to be a map",
                "write environments: {production: {region: eu-west-1}}");
        }

        CheckNames(all as MapNode);
        var entry = (all as MapNode)?.Find(name);
        if (entry is null && name != AppEnvironment.Local)
        {
            TellUnknown(all as MapNode);
            return null;
        }

        reading.EnvironmentPlace = entry?.KeySpan;

        // The domain that the file names is where the app is for the world; on this machine only the section's own counts.
        var withoutEnvironments = root with
        {
            Entries = [.. root.Entries.Where(e => e.Key != Environments && !(IsLocal && e.Key == Domain))],
        };
        return entry is null || entry.Value.IsNull ? withoutEnvironments
            : entry.Value is MapNode map ? Lay(withoutEnvironments, entry with { Value = WithOverlay(map, overrides) }, overrides)
            : NotKeys(entry, withoutEnvironments);
    }

    private MapNode NotKeys(Entry entry, MapNode below)
    {
        reading.Problems.Add(
            Codes.WrongType, entry.Value.Span, $"the environment '{name}' has to be a map of keys",
            $"keys: {string.Join(", ", EnvironmentKeys.Section.Names)}, or any key of the file");
        return below;
    }

    private MapNode WithOverlay(MapNode map, Overrides overrides) =>
        map[EnvironmentKeys.Overlay.Name] is { IsNull: false } path && new Overlay(reading).Read(path) is { } overlay
            ? overrides.Merge(map, overlay)
            : map;

    // The environment's own keys are kept under its name; all others are merged.
    private MapNode Lay(MapNode below, Entry entry, Overrides overrides)
    {
        var map = (MapNode)entry.Value;
        Own = map with { Entries = [.. map.Entries.Where(e => IsOwn(e.Key) && e.Key != EnvironmentKeys.Overlay.Name)] };
        var merged = overrides.Merge(below, map with { Entries = [.. KnownKeys(map).Where(e => !IsOwn(e.Key))] });
        var all = root.Find(Environments)!;
        var kept = new Entry(Environments, all.KeySpan, new MapNode([entry with { Value = Own }], all.Value.Span));
        return merged with { Entries = [.. merged.Entries, kept] };
    }

    private void TellUnknown(MapNode? all)
    {
        var hint = Nearest.Hint(name, EnvironmentReader.Names(root), Environments, out var near);
        var other = near is null ? Misplaced() : all?.Find(near) is { } meant ? new Related(meant.KeySpan, $"'{near}' stands here") : null;
        reading.Problems.Add(
            Codes.UnknownEnvironment, root.Find(Environments)?.KeySpan ?? root.Span,
            $"there is no environment '{name}'", hint, other);
    }

    // A line that is indented too far belongs to what stands above it.
    private Related? Misplaced()
    {
        var wanted = root.Find(Environments) is null ? Environments : name;
        var waiting = new Stack<MapNode>([root]);
        while (waiting.TryPop(out var map))
        {
            foreach (var entry in map.Entries)
            {
                if (entry.Key == wanted)
                {
                    return new Related(entry.KeySpan, $"'{wanted}' stands here, inside of something else: look at its indentation");
                }

                if (entry.Value is MapNode below)
                {
                    waiting.Push(below);
                }
            }
        }

        return null;
    }

    private bool IsOwn(string key) => EnvironmentKeys.Section.Names.Contains(key) || (IsLocal && key == Domain);

    private void CheckNames(MapNode? all)
    {
        foreach (var entry in all?.Entries ?? [])
        {
            NameCheck.Check(entry, "an environment", reading.Problems);
        }
    }

    // A name that stands where its section should.
    private Key? SectionOf(string key) => Array.Find(Named, s => (root[s.Name] as MapNode)?.Find(key) is not null);

    private List<Entry> KnownKeys(MapNode map)
    {
        var known = EnvironmentKeys.Section.Names.Concat(
            FileKeys.Section.Names.Where(k => k != FileKeys.App.Name && k != Environments)).ToList();
        var entries = new List<Entry>();
        foreach (var entry in map.Entries)
        {
            if (known.Contains(entry.Key))
            {
                entries.Add(entry);
            }
            else if (!entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                reading.Problems.Add(
                    Codes.UnknownKey, entry.KeySpan,
                    $"an environment has no key '{entry.Key}'",
                    SectionOf(entry.Key) is { } section
                        ? $"write it under {section}: {{{entry.Key}: …}}"
                        : EnvironmentKeys.Section.Advise(entry.Key) ?? Nearest.Hint(entry.Key, known, "keys"));
            }
        }

        return entries;
    }
}
