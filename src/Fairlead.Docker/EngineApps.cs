using System.Globalization;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker;

/// <summary>An app that a local engine holds, whatever folder it came from.</summary>
/// <param name="Running">Tasks of services that run.</param>
/// <param name="Address">Where it answers; null where it is down.</param>
public sealed record EngineApp(string App, string Environment, int Running, int Release, string? Address);

/// <summary>All apps of an engine, by their labels.</summary>
public static class EngineApps
{
    public static async Task<IReadOnlyList<EngineApp>> List(EngineAddress address, CancellationToken cancel)
    {
        using var engine = new Engine(address);
        var containers = await engine.Containers(Labels.Scope, cancel);
        var volumes = (await engine.Volumes(cancel)).Where(v => v.Labels?.ContainsKey(Labels.Scope) == true).Select(v => v.Labels!);
        return
        [
            .. containers.Select(c => c.Labels).Concat(volumes).Select(Id).Distinct().OrderBy(i => i.App, StringComparer.Ordinal)
                .ThenBy(i => i.Environment, StringComparer.Ordinal)
                .Select(id => Read(id.App, id.Environment, containers.Where(c => Id(c.Labels) == id).ToList())),
        ];
    }

    private static EngineApp Read(string app, string environment, List<ContainerSummary> containers)
    {
        var tasks = containers.Where(c => c.Labels.GetValueOrDefault(Labels.Role) == "task").ToList();
        var release = tasks.Select(t => int.TryParse(t.Labels.GetValueOrDefault(Labels.Release), NumberStyles.None,
            CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max();
        var port = containers.Where(c => c.Labels.GetValueOrDefault(Labels.Role) == "proxy" && c.State == "running")
            .SelectMany(c => c.Ports ?? []).Select(p => p.PublicPort).Where(p => p > 0).DefaultIfEmpty().Min();
        var address = port > 0 ? $"http://localhost:{port}" : null;
        return new EngineApp(app, environment, tasks.Count(t => t.State == "running"), release, address);
    }

    private static (string App, string Environment) Id(Dictionary<string, string> labels) =>
        (labels.GetValueOrDefault(Labels.App, "?"), labels.GetValueOrDefault(Labels.Environment, "?"));
}
