using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Copilot;

/// <summary>One workload of a Copilot workspace, as its manifest says it for one environment.</summary>
/// <param name="map">The manifest with what the environment lays over it.</param>
internal sealed class CopilotManifest(IProjectTree tree, SourceMap map, string name, CopilotText text)
{
    private readonly string type = map.Text("type") ?? "";

    public bool IsJob => type == "Scheduled Job";

    /// <summary>Where values of secrets lie today, by the variable.</summary>
    public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Secrets that stay where they are: how they are written.</summary>
    public Dictionary<string, string> Existing { get; } = new(StringComparer.Ordinal);

    /// <summary>Hosts of the service.</summary>
    public IReadOnlyList<string> Hosts { get; private set; } = [];

    public List<FoundResource> Volumes { get; } = [];

    public FoundImage Image()
    {
        var image = map.Map("image");
        var platform = map.Text("platform") is { } written && written.Contains("arm", StringComparison.Ordinal) ? "linux/arm64" : null;
        if (image?.Text("location") is { } location)
        {
            return new FoundImage(name) { Use = text.Normal(location), Platform = platform };
        }

        var build = image?.Map("build");
        var dockerfile = ProjectPath.Normal(build?.Text("dockerfile") ?? image?.Text("build") ?? "Dockerfile") ?? "Dockerfile";
        if (build is null && !ProjectPath.FileName(dockerfile).Contains("ockerfile", StringComparison.Ordinal)
            && !tree.Files.Contains(dockerfile))
        {
            dockerfile = ProjectPath.Join(dockerfile, "Dockerfile");
        }

        var args = build?.Map("args");
        return new FoundImage(name)
        {
            Context = ProjectPath.Normal(build?.Text("context") ?? ProjectPath.Folder(dockerfile)) ?? ".",
            Dockerfile = dockerfile,
            Target = build?.Text("target"),
            Arguments = [.. (args?.Entries ?? []).Select(e => KeyValuePair.Create(e.Key, text.Normal(args!.Text(e.Key) ?? "")))
                .Where(a => !SecretSigns.Is(a.Key, a.Value))],
            Platform = platform,
        };
    }

    public FoundWorkload Workload(string image, bool isBuilt)
    {
        var http = map.Map("http");
        var port = map.Map("image")?.Text("port") is { } written ? Ports.Parse(written) : null;
        var workload = new FoundWorkload(name, image)
        {
            Aliases = [name],
            IsBuilt = isBuilt,
            Entrypoint = map.Words("entrypoint"),
            Command = map.Words("command"),
            Port = IsJob ? null : port,
            IsOpen = http is not null,
            Routes = http is null ? type == "Request-Driven Web Service" ? ["/"] : [] : Routes(http),
            Health = IsJob ? null : Health(http),
            Cpu = Units(map.Text("cpu")),
            Memory = map.Text("memory") is { } memory && long.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? Size.OfMebibytes(n).ToString() : null,
            Schedule = IsJob ? YamlScalar.Block(CopilotText.Schedule(map.Map("on")?.Text("schedule") ?? "")) is var when && when == "none"
                ? null : when : null,
            When = IsJob && map.Map("on")?.Text("schedule") is null or "none" ? "" : null,
        };
        return Scaled(workload) with { Variables = Variables(), Keys = [.. Keys(http)], Mounts = [.. Mounts()] };
    }

    private IReadOnlyList<string> Routes(SourceMap http)
    {
        var aliases = http.Texts("alias").Concat(http.Maps("alias").Select(a => a.Text("name")).OfType<string>());
        http.Maps("alias").ToList().ForEach(a => a.Text("hosted_zone"));
        Hosts = [.. aliases.SelectMany(a => a.Split(',')).Select(a => text.Render(a.Trim()))];
        var path = "/" + (http.Text("path") ?? "/").Trim('/');
        return Hosts.Count == 0 ? [path] : [.. Hosts.Select(h => path == "/" ? h : h + path)];
    }

    private FoundHealth? Health(SourceMap? http)
    {
        TimeSpan? Time(SourceMap from, string key) => HealthSigns.Duration(from.Text(key) ?? "");
        int? Number(SourceMap from, string key) =>
            int.TryParse(from.Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
        var container = map.Map("image")?.Map("healthcheck");
        var command = container?.Words("command") is { } words ? HealthSigns.Command(words) : null;
        var health = http?.Map("healthcheck") is { } check
            ? new FoundHealth(check.Text("path") ?? "/", Number(check, "port"))
            {
                Interval = Time(check, "interval"),
                Timeout = Time(check, "timeout"),
                Healthy = Number(check, "healthy_threshold"),
                Unhealthy = Number(check, "unhealthy_threshold"),
                Codes = check.Text("success_codes"),
                Grace = Time(check, "grace_period"),
            }
            : http?.Text("healthcheck") is { } path ? new FoundHealth(path, null)
            : command is null ? null : new FoundHealth(null, null) { Command = command };
        return health is null || container is null ? health : health with
        {
            Command = command,
            Grace = health.Grace ?? Time(container, "start_period")
                + ((Number(container, "retries") ?? 2) * (Time(container, "interval") ?? TimeSpan.FromSeconds(10))),
            Interval = health.Interval ?? Time(container, "interval"),
            Timeout = health.Timeout ?? Time(container, "timeout"),
        };
    }

    // 3, or {range: 1-10, cpu_percentage: 70}, or {spot: 3}.
    private FoundWorkload Scaled(FoundWorkload workload)
    {
        if (int.TryParse(map.Text("count"), NumberStyles.None, CultureInfo.InvariantCulture, out var fix))
        {
            return workload with { Count = fix == 1 ? null : fix };
        }

        if (map.Map("count") is not { } count)
        {
            return workload;
        }

        if (count.Text("spot") is { } spot)
        {
            return workload with { Count = Ports.Parse(spot), Keys = [new FoundKey("spot", "{above: 0}")] };
        }

        var range = count.Map("range");
        var (min, max) = range is not null ? (range.Text("min"), range.Text("max"))
            : count.Text("range")?.Split('-') is [var a, var b] ? (a, b) : (null, null);
        string? Aim(string key) => count.Map(key)?.Text("value") ?? count.Text(key);
        var scale = new[]
        {
            ("min", min), ("max", max), ("cpu", Aim("cpu_percentage")), ("memory", Aim("memory_percentage")), ("requests", Aim("requests")),
            ("queue", Queue(count)),
        }.Where(k => k.Item2 is not null).Select(k => $"{k.Item1}: {k.Item2}");
        var keys = new List<FoundKey> { new("scale", $"{{{string.Join(", ", scale)}}}") };
        if (range?.Text("spot_from") is { } from && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            keys.Add(new FoundKey("spot", first == 2 ? "true" : $"{{above: {Math.Max(0, first - 1)}}}"));
        }

        return workload with { Keys = keys };
    }

    // As many messages as are done in the time that one may wait.
    private string? Queue(SourceMap count)
    {
        if (count.Map("queue_delay") is not { } delay)
        {
            return null;
        }

        var (wait, work) = (HealthSigns.Duration(delay.Text("acceptable_latency") ?? ""),
            HealthSigns.Duration(delay.Text("msg_processing_time") ?? ""));
        return wait is { } w && work is { TotalSeconds: > 0 } p ? $"{{name: {name}-queue, above: {Math.Max(1, (int)(w / p))}}}" : null;
    }

    private List<FoundVariable> Variables()
    {
        var all = new List<FoundVariable>();
        if (map.Text("env_file") is { } file && ProjectPath.Normal(file) is { } path && tree.Read(path) is { } lines)
        {
            all.AddRange(EnvFile.Read(lines)
                .Select(v => new FoundVariable(v.Key, SecretSigns.Is(v.Key, v.Value) ? null : v.Value, v.Value)));
        }

        var variables = map.Map("variables");
        all.AddRange((variables?.Entries ?? []).Where(e => e.Value is ScalarNode)
            .Select(e => new FoundVariable(e.Key, text.Normal(variables!.Text(e.Key) ?? ""))));
        var secrets = map.Map("secrets");
        foreach (var entry in secrets?.Entries ?? [])
        {
            all.RemoveAll(v => v.Name == entry.Key);
            all.Add(new FoundVariable(entry.Key, null) { IsNeeded = true });
            Secret(entry.Key, secrets!);
        }

        return all;
    }

    private void Secret(string variable, SourceMap secrets)
    {
        var store = secrets.Map(variable);
        if (store?.Text("secretsmanager") is { } secret)
        {
            var parts = secret.Split(':');
            var whole = secret.StartsWith("arn:", StringComparison.Ordinal) ? string.Join(':', parts.Take(7)) : parts[0];
            var key = (secret.StartsWith("arn:", StringComparison.Ordinal) ? parts.Skip(7) : parts.Skip(1))
                .FirstOrDefault(p => p.Length > 0);
            Existing[variable] = key is null ? $"{{existing: {YamlScalar.Flow(text.Render(whole))}}}"
                : $"{{existing: {YamlScalar.Flow(text.Render(whole))}, key: {YamlScalar.Flow(key)}}}";
        }
        else if (secrets.Text(variable) is { } path && text.Render(path) is var written)
        {
            Parameters[variable] = written;
            if (!written.StartsWith("/copilot/", StringComparison.Ordinal))
            {
                var full = path.StartsWith("arn:", StringComparison.Ordinal)
                    ? path[(path.IndexOf(":parameter", StringComparison.Ordinal) + 10)..] : written;
                Existing[variable] = $"{{existing: {YamlScalar.Flow("ssm:" + (full.StartsWith('/') ? full : "/" + full))}}}";
            }
        }
    }

    private IEnumerable<FoundKey> Keys(SourceMap? http)
    {
        foreach (var key in Scaled(new FoundWorkload(name, name)).Keys)
        {
            yield return key;
        }

        if (http?.Text("stickiness") == "true")
        {
            yield return new FoundKey("sticky", "1d");
        }

        if (map.Map("deployment")?.Text("rolling") == "recreate")
        {
            yield return new FoundKey("deploy", "replace");
        }

        var storage = map.Map("storage");
        if (int.TryParse(storage?.Text("ephemeral"), NumberStyles.None, CultureInfo.InvariantCulture, out var disk) && disk > 20)
        {
            yield return new FoundKey("disk", $"{disk}G");
        }

        if (storage?.Text("readonly_fs") == "true")
        {
            yield return new FoundKey("read_only", "true");
        }

        if (IsJob && map.Text("retries") is { } retries)
        {
            yield return new FoundKey("retries", retries);
        }

        if (IsJob && HealthSigns.Duration(map.Text("timeout") ?? "") is { } timeout && timeout != TimeSpan.FromHours(1))
        {
            yield return new FoundKey("timeout", DurationText.Render(timeout));
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Mounts()
    {
        var volumes = map.Map("storage")?.Map("volumes");
        foreach (var entry in volumes?.Entries ?? [])
        {
            var volume = volumes!.Map(entry.Key);
            var efs = volume?.Map("efs");
            var id = efs?.Text("id");
            var resource = AppNames.Legal(entry.Key) is { } legal && legal != name ? legal : $"{name}-files";
            var owner = efs?.Text("uid") is { } uid ? $"{uid}:{efs.Text("gid") ?? uid}" : null;
            if (volume?.Text("path") is { } path && (efs is not null || volume.Text("efs") == "true"))
            {
                volume.Text("read_only");
                Volumes.Add(new FoundResource(resource, "volume")
                {
                    Keys = [.. new[] { id is null ? null : new FoundKey("existing", YamlScalar.Flow(text.Render(id))),
                        owner is null ? null : new FoundKey("owner", YamlScalar.Flow(owner)) }.OfType<FoundKey>()],
                });
                var part = efs?.Text("root_dir") is { } root && root.Trim('/').Length > 0 ? "/" + root.Trim('/') : "";
                yield return KeyValuePair.Create(path, resource + part + (volume.Text("read_only") == "true" ? ":ro" : ""));
            }
        }
    }

    private static string? Units(string? cpu) =>
        int.TryParse(cpu, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            ? (units / 1024m).ToString("0.###", CultureInfo.InvariantCulture)
            : null;
}
