using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Layers;

/// <summary>A private file that is laid over one environment, and may not define what runs.</summary>
internal sealed class Overlay(Reading reading)
{
    private static readonly Key[] Whole = [FileKeys.App, FileKeys.Images, FileKeys.Environments, EnvironmentKeys.Overlay];
    private static readonly Key[] OfWorkloads = [WorkloadKeys.Image, WorkloadKeys.Command, WorkloadKeys.Entrypoint, WorkloadKeys.Extends];
    private static readonly Key[] Workloads = [FileKeys.Services, FileKeys.Jobs];

    /// <summary>The file's keys; null, with a problem, when it can not be used.</summary>
    public MapNode? Read(Node path)
    {
        if (!Shapes.Word.Read(path, reading, out var name))
        {
            return null;
        }

        if (reading.Files.Overlay(name!) is not { } source)
        {
            reading.Problems.Add(
                Codes.Path, path.Span, $"the overlay '{name}' does not exist, or is no text file",
                $"paths are relative to {path.Span.Source.Name}");
            return null;
        }

        var node = YamlReader.Read(source, reading.Problems);
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(
                Codes.WrongType, node.Span, "the overlay has to be a map of keys",
                "write what differs, as under environments");
        }

        return node is MapNode map ? Allowed(map) : null;
    }

    private MapNode Allowed(MapNode map)
    {
        foreach (var entry in map.Entries.Where(e => Array.Exists(Whole, k => k.Name == e.Key)))
        {
            Refuse(entry);
        }

        var sections = map.Entries.Where(e => Array.Exists(Workloads, k => k.Name == e.Key));
        foreach (var workload in sections.SelectMany(e => (e.Value as MapNode)?.Entries ?? []))
        {
            var keys = (workload.Value as MapNode)?.Entries ?? [];
            foreach (var entry in keys.Where(e => Array.Exists(OfWorkloads, k => k.Name == e.Key)))
            {
                Refuse(entry);
            }

            if (((workload.Value as MapNode)?[WorkloadKeys.Health.Name] as MapNode)?.Find(HealthKeys.Command.Name) is { } check)
            {
                Refuse(check);
            }
        }

        return map with { Entries = [.. map.Entries.Where(e => !Array.Exists(Whole, k => k.Name == e.Key))] };
    }

    private void Refuse(Entry entry) =>
        reading.Problems.Add(
            Codes.Overlay, entry.KeySpan, $"an overlay does not define '{entry.Key}'",
            "what runs stands in the app file, where everybody sees it");
}
