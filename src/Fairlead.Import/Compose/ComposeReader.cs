using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>Reads a compose file with the reader of the app file; what it does not know it passes over.</summary>
internal sealed partial class ComposeReader
{
    private static readonly string[] FileNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

    private readonly string path;
    private readonly MapNode services;
    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly List<string> notes = [];

    private ComposeReader(string path, MapNode services, IReadOnlyDictionary<string, string> variables)
    {
        this.path = path;
        this.services = services;
        this.variables = variables;
    }

    /// <summary>The compose file that compose itself would take.</summary>
    public static string? Find(IProjectTree tree) => FileNames.FirstOrDefault(tree.Has);

    /// <summary>Null, with a reason, when it can not be read.</summary>
    /// <param name="variables">What its own <c>.env</c> says, for ports, versions and the like.</param>
    public static ComposeFile? Read(string path, string text, IReadOnlyDictionary<string, string> variables, out string? fault)
    {
        var problems = new ProblemList();
        var root = YamlReader.Read(new Source(path, text), problems) as MapNode;
        var first = problems.InOrder().Where(p => p.Severity == Severity.Error).Select(p => $"{p.Span}: {p.Message}").FirstOrDefault();
        if (Services(root) is not { Entries.Count: > 0 } services)
        {
            fault = first ?? $"{path} names no services";
            return null;
        }

        fault = null;
        var reader = new ComposeReader(path, services, variables);
        var read = services.Entries.Where(e => e.Value is MapNode).Select(e => reader.Service(e.Key, reader.Extended(e.Key, []))).ToList();
        if (root!.Find("include") is not null)
        {
            reader.notes.Add($"{path} includes other files, which were not read");
        }

        return new ComposeFile(path, reader.Fill(ComposeValues.Text(root["name"])), read) { Notes = reader.notes };
    }

    // The oldest form has no 'services': the services are the file.
    private static MapNode? Services(MapNode? root) =>
        root?["services"] as MapNode
        ?? (root is null || root.Find("services") is not null ? null
            : root with { Entries = [.. root.Entries.Where(e => e.Value is MapNode map && IsService(map))] });

    private static bool IsService(MapNode map) => (map.Find("image") ?? map.Find("build") ?? map.Find("extends")) is not null;

    private ComposeService Service(string name, MapNode map)
    {
        var (health, limits) = (map["healthcheck"] as MapNode, ((map["deploy"] as MapNode)?["resources"] as MapNode)?["limits"] as MapNode);
        var test = ComposeValues.Words(health?["test"]);
        return new ComposeService(name)
        {
            Image = Fill(ComposeValues.Text(map["image"])),
            Build = Build(map["build"]),
            Ports = [.. ComposeValues.Items(map["ports"]).Select(Port).OfType<ComposePort>(), .. Exposed(map["expose"])],
            Command = ComposeValues.Words(map["command"]),
            Entrypoint = ComposeValues.Words(map["entrypoint"]),
            Variables = ComposeValues.Variables(map["environment"]),
            EnvFiles = [.. ComposeValues.Items(map["env_file"])
                .Select(f => Fill(ComposeValues.Text((f as MapNode)?["path"] ?? f))).OfType<string>()],
            DependsOn = [.. Waits(map["depends_on"])],
            Profiles = ComposeValues.Texts(map["profiles"]),
            Aliases = [.. ComposeValues.Texts(map["container_name"]), .. ComposeValues.Texts(map["hostname"]), .. Aliases(map["networks"])],
            HealthTest = test is null or ["NONE"] || ComposeValues.Text(health?["disable"]) == "true" ? null : Fill(string.Join(' ', test)),
            HealthCommand = test is ["CMD", _, ..] ? [.. test.Skip(1)] : test is ["CMD-SHELL", var script] ? ["sh", "-c", script] : null,
            HealthGrace = HealthSigns.Duration(ComposeValues.Text(health?["start_period"]) ?? ""),
            Count = Count(map),
            Memory = ComposeValues.Memory(Fill(ComposeValues.Text(limits?["memory"] ?? map["mem_limit"]))),
            Cpu = ComposeValues.Cpu(Fill(ComposeValues.Text(limits?["cpus"] ?? map["cpus"]))),
            User = Fill(ComposeValues.Text(map["user"])),
            Platform = Fill(ComposeValues.Text(map["platform"])),
            Stop = Stop(ComposeValues.Text(map["stop_grace_period"])),
            Volumes = [.. ComposeValues.Items(map["volumes"]).Select(ComposeValues.Volume).OfType<ComposeVolume>()],
            LabelledPort = ComposeValues.Variables(map["labels"])
                .Where(l => ServerPort().IsMatch(l.Name)).Select(l => Ports.Parse(Fill(l.Value))).FirstOrDefault(p => p is not null),
            HasSecretFiles = map["secrets"] is not null,
        };
    }

    // 'extends' of the same file: its keys first, then the service's own.
    private MapNode Extended(string name, List<string> above)
    {
        var own = (MapNode)services[name]!;
        var extends = own["extends"];
        if (extends is null)
        {
            return own;
        }

        var parent = ComposeValues.Text((extends as MapNode)?["service"] ?? extends);
        if (parent is null || (extends as MapNode)?.Find("file") is not null || above.Contains(parent) || services[parent] is not MapNode)
        {
            notes.Add($"'{name}' in {path} extends a service of another file, which was not read");
            return own;
        }

        return Merge(Extended(parent, [.. above, name]), own);
    }

    private static MapNode Merge(MapNode below, MapNode above)
    {
        var entries = below.Entries.Select(e => above.Find(e.Key) is not { } over ? e : (e.Value, over.Value) switch
        {
            (MapNode a, MapNode b) => over with { Value = Merge(a, b) },
            (ListNode a, ListNode b) when e.Key is not ("command" or "entrypoint") =>
                over with { Value = b with { Items = [.. a.Items, .. b.Items] } },
            _ => over,
        });
        return new MapNode([.. entries, .. above.Entries.Where(e => below.Find(e.Key) is null)], above.Span);
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
                    ? new ComposePort(inner, Ports.ParseExposed(Fill(ComposeValues.Text(map["published"])) ?? ""), IsOpen: true)
                    : null;
        }

        if (Fill(ComposeValues.Text(node)) is not { } text
            || text.EndsWith("/udp", StringComparison.OrdinalIgnoreCase)
            || text.EndsWith("/sctp", StringComparison.OrdinalIgnoreCase))
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

    [GeneratedRegex(
        @"^traefik\.http\.services\..*\.loadbalancer\.server\.port$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ServerPort();

    private string? Fill(string? text) => Interpolation.Fill(text, variables);
}
