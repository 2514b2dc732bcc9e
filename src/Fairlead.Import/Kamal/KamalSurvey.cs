using System.Text.RegularExpressions;
using Fairlead.Core.Yaml;
using Fairlead.Import.Compose;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Kamal;

/// <summary>Kamal's configuration (kamal-deploy.org/docs/configuration): roles become services, accessories resources or services,
/// destinations
/// environments.</summary>
internal sealed partial class KamalSurvey
{
    private static readonly string[] Files = ["config/deploy.yml", "config/deploy.yaml"];

    // How Kamal reaches machines, builds and keeps, and what Fairlead does itself.
    private static readonly string[] Needless =
    [
        "registry", "ssh", "sshkit", "boot", "aliases", "hooks_path", "retain_containers", "readiness_delay", "deploy_timeout",
        "drain_timeout",
        "logging", "labels", "primary_role", "allow_empty_roles", "minimum_version", "require_destination", "asset_path",
        "error_pages_path",
        "secrets_path", "traefik", "run_directory", "builder", "proxy.ssl", "proxy.buffering", "proxy.forward_headers", "proxy.logging",
        "proxy.run", "proxy.ssl_redirect", "healthcheck.cord", "healthcheck.max_attempts", "stop_wait_time", "output",
    ];

    private readonly IProjectTree tree;
    private readonly ImportNotes findings;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<FoundDifference> differences = [];
    private readonly List<FoundKey> keys = [];
    private readonly List<FoundResource> resources = [];
    private readonly List<FoundImage> images = [];

    private KamalSurvey(IProjectTree tree, ImportNotes findings) => (this.tree, this.findings) = (tree, findings);

    public static string? Find(IProjectTree tree) => Files.FirstOrDefault(tree.Has);

    public static FoundApp Read(IProjectTree tree, ImportNotes findings) => new KamalSurvey(tree, findings).Run(Find(tree)!);

    private FoundApp Run(string file)
    {
        if (SourceMap.Parse(file, WithoutErb(tree.Read(file) ?? ""), out var fault) is not { } root || fault is not null)
        {
            return new FoundApp(tree.Name) { Nothing = $"{file} can not be read: {fault}", Step = $"mend {file}, then: fairlead init" };
        }

        var map = SourceMap.Over(root);
        var name = map.Text("service") ?? tree.Name;
        map.Pass("image");
        images.Add(Image(map));
        var roles = new KamalRoles(map, images[0].Name, taken, findings).Read(resources);
        var accessories = new KamalAccessories(name, taken, findings).Read(map, images, resources);
        var host = Host(map);
        if (host is not null)
        {
            keys.Add(new FoundKey("domain", YamlScalar.Block(host)));
        }

        var main = roles.Select(r => r.Port is null ? r : r with { Routes = [host is null ? "/" : "${domain}"] }).ToList();
        findings.Read(file, string.Join(", ", main.Concat(accessories).Select(w => w.Name)
            .Concat(resources.Where(r => r.IsServer).Select(r => r.Name))));
        foreach (var destination in tree.Files.Where(f => Destination().IsMatch(f)))
        {
            Differ(destination, root, main, host);
        }

        map.Report(name, Needless.Contains, findings, "accessories.");
        TellHooks(name);
        var migrations = new MigrationJobs(tree, taken, findings).For([images[0]], main);
        return new FoundApp(name)
        {
            Images = images,
            Workloads = [.. main, .. accessories, .. migrations],
            Resources = resources,
            Keys = keys,
            Differences = differences,
            Findings = findings.All,
            Nothing = main.Count == 0 ? $"{file} names no servers" : null,
        };
    }

    private void TellHooks(string name)
    {
        foreach (var hook in tree.Files.Where(f => Hook().IsMatch(f)))
        {
            findings.Missing(name, hook, "a hook: what it does before or after a deploy is a job with 'when', or a step of the workflow");
        }
    }

    private static string? Host(SourceMap map)
    {
        var proxy = map.Map("proxy");
        var host = proxy?.Text("host") ?? (proxy?.Texts("hosts") is [var first, ..] ? first : null);
        return host is null || host.Contains('$', StringComparison.Ordinal) ? null : host;
    }

    private static FoundImage Image(SourceMap map)
    {
        var builder = map.Map("builder");
        var context = ProjectPath.Normal(builder?.Text("context") ?? ".") ?? ".";
        var args = builder?.Map("args");
        return new FoundImage("app")
        {
            Context = context,
            Dockerfile = builder?.Text("dockerfile") is { } written ? ProjectPath.Normal(written) ?? "Dockerfile"
                : ProjectPath.Join(context, "Dockerfile"),
            Target = builder?.Text("target"),
            Arguments = [.. (args?.Entries ?? []).Select(e => KeyValuePair.Create(e.Key, args!.Text(e.Key) ?? ""))
                .Where(a => !a.Value.Contains('$', StringComparison.Ordinal) && !SecretSigns.Is(a.Key, a.Value))],
            Platform = builder?.Text("arch") == "arm64" ? "linux/arm64" : null,
        };
    }

    private void Differ(string file, MapNode root, List<FoundWorkload> main, string? host)
    {
        var name = ProjectPath.FileName(file).Split('.')[1];
        if (SourceMap.Parse(file, WithoutErb(tree.Read(file) ?? ""), out var fault) is not { } above || fault is not null)
        {
            findings.Missing(name, file, $"it can not be read: {fault}");
            return;
        }

        findings.Read(file, $"the environment {name}");
        var there = SourceMap.Over(NodeMerge.Merge(root, above, appends: false));
        var roles = new KamalRoles(there, images[0].Name, new HashSet<string>(StringComparer.Ordinal), new ImportNotes()).Read([]);
        if (Host(there) is { } other && other != host)
        {
            differences.Add(new FoundDifference(name, ["domain"], YamlScalar.Block(other)));
        }

        foreach (var role in roles)
        {
            if (main.Find(m => m.Name == role.Name) is { } usual)
            {
                differences.AddRange(WorkloadDifference.Between(usual with { Routes = [] }, role with { Routes = [] }, name));
            }
            else
            {
                findings.Missing(name, file, $"the role {role.Name} is only there: no counterpart here");
            }
        }

        var region = RegionSigns.Find(tree, []);
        differences.Add(new FoundDifference(name, ["region"], region ?? "us-east-1") { Remark = region is null
            ? "a guess: where it is to run" : null });
        if (region is null)
        {
            findings.ToDo(name, file, "its region is a guess");
        }
    }

    // <%= ENV["X"] %> is ${X}; with a default that; any other expression a value that is not known.
    private static string WithoutErb(string text) => Control()
        .Replace(Expression().Replace(text, m => Env().Match(m.Value) is { Success: true } env
        ? env.Groups["default"] is { Success: true } other ? other.Value : $"${{{env.Groups["name"].Value}}}"
        : "${ERB}"), "");

    [GeneratedRegex(@"^config/deploy\.[\w-]+\.ya?ml$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Destination();

    [GeneratedRegex(@"^\.kamal/hooks/[\w-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hook();

    [GeneratedRegex(@"<%=.*?%>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();

    [GeneratedRegex(@"<%[^\n]*?%>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Control();

    [GeneratedRegex(@"ENV(?:\.fetch\(|\[)\s*[""'](?<name>\w+)[""'](?:\s*,\s*[""'](?<default>[^""']*)[""'])?",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Env();
}
