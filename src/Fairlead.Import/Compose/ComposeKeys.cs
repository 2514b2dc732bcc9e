using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>Says of each key of a compose file what became of it: none is lost without a word.</summary>
internal static class ComposeKeys
{
    private static readonly string[] Kept =
    [
        "image", "build", "ports", "expose", "command", "entrypoint", "environment", "env_file", "depends_on", "links", "profiles",
        "healthcheck",
        "user", "platform", "stop_grace_period", "volumes", "mem_limit", "cpus", "scale", "extends", "init", "read_only", "secrets",
        "build.context", "build.dockerfile", "build.target", "build.args", "build.dockerfile_inline", "deploy.replicas",
        "deploy.resources.limits.cpus", "deploy.resources.limits.memory", "healthcheck.test", "healthcheck.interval", "healthcheck.timeout",
        "healthcheck.retries", "healthcheck.start_period", "healthcheck.disable", "tmpfs", "ulimits",
    ];

    // What Fairlead does itself, what means something on a developer's machine only, and what only narrows.
    private static readonly string[] NotNeeded =
    [
        "restart", "container_name", "hostname", "domainname", "networks", "logging", "labels", "annotations", "stdin_open", "tty",
        "attach",
        "pull_policy", "cap_drop", "security_opt", "userns_mode", "develop", "mem_reservation", "memswap_limit", "mem_swappiness",
        "oom_kill_disable", "oom_score_adj", "cpu_shares", "cpu_quota", "cpu_period", "cpuset", "pids_limit", "mac_address", "isolation",
        "stop_signal", "build.cache_from", "build.cache_to", "build.labels", "build.network", "build.pull", "build.no_cache", "build.tags",
        "build.platforms", "build.provenance", "build.sbom", "build.shm_size", "deploy.restart_policy", "deploy.update_config",
        "deploy.rollback_config", "deploy.mode", "deploy.labels", "deploy.placement", "deploy.endpoint_mode",
        "deploy.resources.reservations.cpus", "deploy.resources.reservations.memory", "deploy.resources.limits.pids",
        "healthcheck.start_interval",
    ];

    private static readonly string[] Opened = ["build", "deploy", "deploy.resources", "deploy.resources.limits",
        "deploy.resources.reservations", "healthcheck"];

    private static readonly string[] OfFile = ["services", "version", "name", "volumes", "networks", "secrets", "include"];

    /// <summary>Keys that say the same in the app file.</summary>
    public static IEnumerable<FoundKey> Same(MapNode map)
    {
        if (ComposeValues.Text(map["read_only"]) == "true")
        {
            yield return new FoundKey("read_only", "true");
        }

        var paths = ComposeValues.Texts(map["tmpfs"]).Select(t => t.Split(':', 2))
            .Select(p => (Path: p[0], Size: Size(p.ElementAtOrDefault(1))))
            .Where(p => p.Path.StartsWith('/') && p.Path.Length > 1).ToList();
        if (paths.Count > 0)
        {
            yield return new FoundKey(
                "tmpfs", $"{{{string.Join(", ", paths.Select(p => $"{YamlScalar.Flow(p.Path)}: {p.Size ?? "64M"}"))}}}",
                paths.TrueForAll(p => p.Size is not null) ? null : "compose sets no size");
        }

        var files = (map["ulimits"] as MapNode)?["nofile"];
        if (ComposeValues.Text((files as MapNode)?["hard"] ?? (files as MapNode)?["soft"] ?? files) is { } limit
            && limit.All(char.IsAsciiDigit))
        {
            yield return new FoundKey("ulimits", $"{{nofile: {limit}}}");
        }
    }

    private static string? Size(string? options) => options?.Split(',')
        .Where(o => o.StartsWith("size=", StringComparison.Ordinal)).Select(o => ComposeValues.Memory(o[5..])).FirstOrDefault();

    /// <param name="isResource">It becomes a resource, which is told less.</param>
    public static void Report(ComposeService service, string subject, bool isResource, ImportNotes findings)
    {
        var all = Paths(service.Map, "").Where(p => !IsMissing(p.Key)).ToList();
        Say(k => IsKept(k), "", findings.Kept);
        Say(k => !IsKept(k) && (isResource || NotNeeded.Contains(k)), ": not needed here", findings.LeftOut);
        Say(k => !IsKept(k) && !isResource && !NotNeeded.Contains(k), ": no counterpart here", findings.Missing);
        bool IsKept(string key) => isResource ? key is "image" or "build" or "build.context" or "environment" or "env_file"
            : Kept.Contains(key) || IsRouting(service, key);

        // It was told of already.
        bool IsMissing(string key) => key is "command" or "entrypoint" or "healthcheck.test"
            && findings.All.Any(f => f.Serves && f.Subject == subject && f.Place == service.At(key.Split('.')[0])
                && f.Text.Contains(key == "healthcheck.test" ? "check" : key, StringComparison.Ordinal));
        if (isResource)
        {
            return;
        }

        foreach (var port in ComposeValues.Texts(service.Map["ports"]).Where(p => p.Contains("/udp", StringComparison.Ordinal) || Range(p)))
        {
            findings.Missing(subject, service.At("ports"), $"the port {Interpolation.Literal(port)}: a service has one port, of TCP");
        }

        var limits = (service.Map["ulimits"] as MapNode)?.Entries.Where(e => e.Key != "nofile").Select(e => e.Key).ToList() ?? [];
        if (limits.Count > 0)
        {
            findings.LeftOut(subject, service.At("ulimits"), $"ulimits {string.Join(", ", limits)}: Fargate has only nofile");
        }

        void Say(Func<string, bool> isMeant, string why, Action<string?, string?, string> add)
        {
            var some = all.Where(p => isMeant(p.Key)).ToList();
            if (some.Count > 0)
            {
                var names = some.Select(p => p.Key.Split('.') is ["build" or "healthcheck", ..] && why.Length == 0 ? p.Key.Split('.')[0]
                    : p.Key);
                var at = why.Length == 0 ? service.Map.Span : some[0].Entry.KeySpan;
                add(subject, ComposeService.PlaceOf(at), string.Join(", ", names.Distinct(StringComparer.Ordinal)) + why);
            }
        }
    }

    /// <summary>The keys beside the services.</summary>
    public static void Report(ComposeFile compose, ImportNotes findings)
    {
        foreach (var entry in compose.Root.Entries.Where(e => !OfFile.Contains(e.Key) && !e.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            findings.Missing(null, ComposeService.PlaceOf(entry.KeySpan), $"{entry.Key}: no counterpart here");
        }

        foreach (var (place, text) in compose.Unread)
        {
            findings.Missing(null, ComposeService.PlaceOf(place), text);
        }
    }

    private static bool IsRouting(ComposeService service, string key) =>
        key == "labels" && service.Labels.Any(l => ComposeRoutes.IsOne(l.Name));

    private static bool Range(string port) => port.Split('/')[0].Split(':')[^1].Contains('-', StringComparison.Ordinal);

    private static IEnumerable<(string Key, Entry Entry)> Paths(MapNode map, string above) => map.Entries
        .Where(e => !e.Key.StartsWith("x-", StringComparison.Ordinal) && !e.Value.IsNull)
        .SelectMany(e => Opened.Contains(above + e.Key) && e.Value is MapNode below ? Paths(below, $"{above}{e.Key}.")
            : [(above + e.Key, e)]);
}
