using System.Globalization;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>Reads the services of a compose file; what it does not know it passes over: <see cref="ComposeKeys"/> tells of it.</summary>
internal sealed class ComposeReader
{
    private readonly MapNode services;
    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly List<(Span Place, string Text)> unread = [];

    private ComposeReader(MapNode services, IReadOnlyDictionary<string, string> variables)
    {
        this.services = services;
        this.variables = variables;
    }

    public static ComposeFile Read(string path, MapNode root, IReadOnlyDictionary<string, string> variables)
    {
        var all = (MapNode)root["services"]!;
        var reader = new ComposeReader(all, variables);
        var read = all.Entries.Where(e => e.Value is MapNode).Select(e => reader.Service(e.Key, reader.Extended(e, []))).ToList();
        if (root.Find("include") is { } include)
        {
            reader.unread.Add((include.KeySpan, "'include' names other files, which were not read"));
        }

        return new ComposeFile(path, reader.Fill(ComposeValues.Text(root["name"])), root, read) { Unread = reader.unread };
    }

    private ComposeService Service(string name, MapNode map)
    {
        var limits = ((map["deploy"] as MapNode)?["resources"] as MapNode)?["limits"] as MapNode;
        return new ComposeService(name, map)
        {
            Image = Fill(ComposeValues.Text(map["image"])) ?? ComposeValues.Text(map["image"]),
            Build = Build(map["build"]),
            Ports = [.. ComposeValues.Items(map["ports"]).Select(Port).OfType<ComposePort>(), .. Exposed(map["expose"])],
            Command = ComposeValues.Words(map["command"]),
            Entrypoint = ComposeValues.Words(map["entrypoint"]),
            Variables = ComposeValues.Variables(map["environment"]),
            EnvFiles = [.. ComposeValues.Items(map["env_file"])
                .Select(f => Fill(ComposeValues.Text((f as MapNode)?["path"] ?? f))).OfType<string>()],
            DependsOn = [.. Waits(map["depends_on"]), .. ComposeValues.Texts(map["links"]).Select(l => (l.Split(':')[0], false))],
            Profiles = ComposeValues.Texts(map["profiles"]),
            Aliases = [.. ComposeValues.Texts(map["container_name"]), .. ComposeValues.Texts(map["hostname"]), .. Aliases(map["networks"])],
            Health = Health(map["healthcheck"] as MapNode),
            Count = Count(map),
            Memory = ComposeValues.Memory(Fill(ComposeValues.Text(limits?["memory"] ?? map["mem_limit"]))),
            Cpu = ComposeValues.Cpu(Fill(ComposeValues.Text(limits?["cpus"] ?? map["cpus"]))),
            User = Fill(ComposeValues.Text(map["user"])),
            Platform = Fill(ComposeValues.Text(map["platform"])),
            Stop = Stop(ComposeValues.Text(map["stop_grace_period"])),
            EndsForGood = EndsForGood(map),
            Volumes = [.. ComposeValues.Items(map["volumes"]).Select(v => ComposeValues.Volume(v, Fill)).OfType<ComposeVolume>()
                .Reverse().DistinctBy(v => v.Target).Reverse()],
            Labels = ComposeValues.Variables(map["labels"]),
            SecretFiles = [.. ComposeValues.Items(map["secrets"]).Select(s => ComposeValues.Text((s as MapNode)?["source"] ?? s))
                .OfType<string>()],
            Keys = [.. ComposeKeys.Same(map)],
        };
    }

    private static bool EndsForGood(MapNode map) =>
        ComposeValues.Text(map["restart"]) is { } restart ? restart is "no" or "false"
        : ComposeValues.Text(((map["deploy"] as MapNode)?["restart_policy"] as MapNode)?["condition"]) is "none";

    // A text is given to a shell; a list begins with how it is run.
    private ComposeHealth? Health(MapNode? map)
    {
        if (map is null)
        {
            return null;
        }

        TimeSpan? Time(string key) => HealthSigns.Duration(Fill(ComposeValues.Text(map[key])) ?? "");
        var test = ComposeValues.Words(map["test"]);
        var script = map["test"] is ScalarNode ? ComposeValues.Text(map["test"]) : test is ["CMD-SHELL", var shell] ? shell : null;
        var retries = int.TryParse(ComposeValues.Text(map["retries"]), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 3;
        var isTimed = (map.Find("start_period") ?? map.Find("interval") ?? map.Find("retries")) is not null;
        return new ComposeHealth(
            test is null or ["NONE"] ? null : Fill(script ?? string.Join(' ', test.Skip(test[0] == "CMD" ? 1 : 0))),
            script is not null ? ["sh", "-c", script] : test is ["CMD", _, ..] ? [.. test.Skip(1)] : null)
        {
            Interval = Time("interval"),
            Timeout = Time("timeout"),
            Grace = isTimed
                ? (Time("start_period") ?? TimeSpan.Zero) + (retries * (Time("interval") ?? TimeSpan.FromSeconds(30)))
                : null,
            IsOff = test is ["NONE"] || ComposeValues.Text(map["disable"]) == "true",
        };
    }

    // 'extends' of the same file: its keys first, then the service's own.
    private MapNode Extended(Entry service, List<string> above)
    {
        var own = (MapNode)service.Value;
        if (own.Find("extends") is not { } extends)
        {
            return own with { Span = service.KeySpan };
        }

        var map = extends.Value as MapNode;
        var parent = ComposeValues.Text(map?["service"] ?? extends.Value);
        if (parent is null
            || map?.Find("file") is not null
            || above.Contains(parent)
            || services.Find(parent) is not { Value: MapNode } entry)
        {
            unread.Add((extends.KeySpan, $"'{service.Key}' extends a service of another file, which was not read"));
            return own with { Span = service.KeySpan };
        }

        var merged = NodeMerge.Merge(Extended(entry, [.. above, service.Key]), own, appends: true);
        return merged with { Span = service.KeySpan };
    }

    private ComposeBuild? Build(Node? node)
    {
        if (node is not MapNode map)
        {
            return Fill(ComposeValues.Text(node)) is { } context ? new ComposeBuild(context, null, null, []) : null;
        }

        string? Key(string key) => Fill(ComposeValues.Text(map[key]));
        return new ComposeBuild(Key("context") ?? ".", Key("dockerfile"), Key("target"), ComposeValues.Variables(map["args"]))
        {
            IsInline = map.Find("dockerfile_inline") is not null,
        };
    }

    private IEnumerable<ComposePort> Exposed(Node? node) =>
        ComposeValues.Items(node).Select(e => Ports.ParseExposed(Fill(ComposeValues.Text(e)) ?? "")).OfType<int>()
            .Select(p => new ComposePort(p, null, IsOpen: false));

    // "127.0.0.1:8000:80/tcp", "8000-8001:80-81", "80", or a map. Other protocols than TCP are passed over.
    private ComposePort? Port(Node node)
    {
        if (node is MapNode map)
        {
            return ComposeValues.Text(map["protocol"]) is "udp" ? null
                : Ports.Parse(Fill(ComposeValues.Text(map["target"]))) is { } inner
                    ? new ComposePort(
                        inner, Ports.ParseExposed(Fill(ComposeValues.Text(map["published"])) ?? ""), IsOpen: true,
                        ComposeValues.Text(map["app_protocol"])?.StartsWith("http", StringComparison.Ordinal) == true)
                    : null;
        }

        // A port of the host that is not known does no harm to the container's.
        var text = Interpolation.FillKnown(ComposeValues.Text(node) ?? "", variables);
        if (text.EndsWith("/udp", StringComparison.OrdinalIgnoreCase) || text.EndsWith("/sctp", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = text.Split('/')[0].Split(':');
        return Ports.ParseExposed(parts[^1]) is { } target
            ? new ComposePort(target, parts.Length > 1 ? Ports.ParseExposed(parts[^2]) : null, IsOpen: true)
            : null;
    }

    private static IEnumerable<(string, bool)> Waits(Node? node) => node is MapNode map
        ? map.Entries.Select(e => (e.Key, ComposeValues.Text((e.Value as MapNode)?["condition"]) == "service_completed_successfully"))
        : ComposeValues.Texts(node).Select(n => (n, false));

    private static IEnumerable<string> Aliases(Node? networks) =>
        (networks as MapNode)?.Entries.SelectMany(e => ComposeValues.Texts((e.Value as MapNode)?["aliases"])) ?? [];

    private int? Count(MapNode map) =>
        Fill(ComposeValues.Text((map["deploy"] as MapNode)?["replicas"] ?? map["scale"])) is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n is > 1 and <= 1000
            ? n
            : null;

    private static string? Stop(string? text) =>
        HealthSigns.Duration(text ?? "") is { TotalSeconds: >= 1 } time && (int)Math.Min(120, time.TotalSeconds) is not 30 and var seconds
            ? $"{seconds}s"
            : null;

    private string? Fill(string? text) => Interpolation.Fill(text, variables);
}
