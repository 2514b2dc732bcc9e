using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Rule 15 of the format: a private file that is laid over one environment, and may not define what runs.</summary>
internal sealed class Overlay(Reading reading)
{
    private static readonly string[] Whole = ["app", "images", "environments", "overlay"];
    private static readonly string[] OfWorkloads = ["image", "command", "entrypoint", "extends"];

    /// <summary>The file's keys; null, with a problem, when it can not be used.</summary>
    public MapNode? Read(Node path)
    {
        if (!Shapes.Word.Read(path, reading, out var name))
        {
            return null;
        }

        if (reading.Files.Overlay(name!) is not { } source)
        {
            reading.Problems.Add(Codes.Path, path.Span, $"the overlay '{name}' does not exist, or is no text file", $"paths are relative to {path.Span.Source.Name}");
            return null;
        }

        var node = YamlReader.Read(source, reading.Problems);
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "the overlay has to be a map of keys", "write what differs, as under environments");
        }

        return node is MapNode map ? Allowed(map) : null;
    }

    private MapNode Allowed(MapNode map)
    {
        foreach (var entry in map.Entries.Where(e => Whole.Contains(e.Key)))
        {
            Refuse(entry);
        }

        foreach (var workload in map.Entries.Where(e => e.Key is "services" or "jobs").SelectMany(e => (e.Value as MapNode)?.Entries ?? []))
        {
            var keys = (workload.Value as MapNode)?.Entries ?? [];
            foreach (var entry in keys.Where(e => OfWorkloads.Contains(e.Key)))
            {
                Refuse(entry);
            }

            if (((workload.Value as MapNode)?["health"] as MapNode)?.Find("command") is { } check)
            {
                Refuse(check);
            }
        }

        return map with { Entries = [.. map.Entries.Where(e => !Whole.Contains(e.Key))] };
    }

    private void Refuse(Entry entry) =>
        reading.Problems.Add(Codes.Overlay, entry.KeySpan, $"an overlay does not define '{entry.Key}'", "what runs stands in the app file, where everybody sees it");
}
