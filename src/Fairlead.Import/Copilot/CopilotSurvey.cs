using Fairlead.Core.Yaml;
using Fairlead.Import.Compose;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Copilot;

/// <summary>A Copilot workspace: manifests of services and jobs, environments, pipelines and addons (aws.github.io/copilot-cli,
/// "Manifest").</summary>
internal sealed class CopilotSurvey
{
    private static readonly string[] Services =
        ["Load Balanced Web Service", "Backend Service", "Worker Service", "Request-Driven Web Service", "Scheduled Job"];

    // What Fairlead does itself, or only says how Copilot builds and shows.
    private static readonly string[] Needless =
    [
        "exec", "network", "observability", "image.labels", "image.build.cache_from", "image.depends_on", "http.deregistration_delay",
        "http.redirect_to_https", "http.hosted_zone", "tags", "logging", "platform", "image.credentials", "count.cooldown", "http.version",
    ];

    private readonly IProjectTree tree;
    private readonly ImportNotes findings;
    private readonly string app;
    private readonly Dictionary<string, MapNode> manifests = new(StringComparer.Ordinal);
    private readonly List<FoundWorkload> workloads = [];
    private readonly List<FoundImage> images = [];
    private readonly List<FoundResource> resources = [];
    private readonly List<FoundDifference> differences = [];
    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> parameters = new(StringComparer.Ordinal);
    private readonly List<FoundKey> keys = [];
    private readonly CopilotText text;
    private readonly IReadOnlyList<string> environments;

    private CopilotSurvey(IProjectTree tree, ImportNotes findings)
    {
        (this.tree, this.findings) = (tree, findings);
        app = SourceMap.Read(tree, "copilot/.workspace", out _) is { } workspace && SourceMap.Over(workspace)
            .Text("application") is { } named
            ? named : tree.Name;
        foreach (var file in Files(tree))
        {
            if (SourceMap.Read(tree, file, out var fault) is { } root && fault is null)
            {
                manifests[ProjectPath.FileName(ProjectPath.Folder(file))] = root;
            }
            else
            {
                findings.Missing(null, file, $"it can not be read: {fault}");
            }
        }

        text = new CopilotText(app, manifests.ToDictionary(m => m.Key, m =>
            Ports.Parse(SourceMap.Over(m.Value).Map("image")?.Text("port")), StringComparer.Ordinal));
        environments = [.. tree.Files.Where(f => f.StartsWith("copilot/environments/", StringComparison.Ordinal) && IsManifest(f))
            .Select(f => f.Split('/')[2])
            .Concat(manifests.Values.SelectMany(m => (m["environments"] as MapNode)?.Entries.Select(e => e.Key) ?? []))
                .Distinct(StringComparer.Ordinal)];
    }

    public static string? Find(IProjectTree tree) => Files(tree).FirstOrDefault();

    public static FoundApp Read(IProjectTree tree, ImportNotes findings) => new CopilotSurvey(tree, findings).Run();

    private static IEnumerable<string> Files(IProjectTree tree) => tree.Files.Where(
        f => f.Split('/') is ["copilot", not ("environments" or "pipelines"), _] && IsManifest(f));

    private static bool IsManifest(string file) => ProjectPath.FileName(file) is "manifest.yml" or "manifest.yaml";

    private FoundApp Run()
    {
        findings.Read("copilot", string.Join(", ", manifests.Select(m => $"{m.Key} ({(m.Value["type"] as ScalarNode)?.Value})")));
        foreach (var (name, root) in manifests)
        {
            Manifest(name, root);
        }

        foreach (var patch in tree.Files.Where(f => f.StartsWith("copilot/", StringComparison.Ordinal)
            && f.Contains("/overrides/", StringComparison.Ordinal)))
        {
            findings.Missing(patch.Split('/')[1], patch,
                "what it changes in Copilot's templates: say it with keys, 'extras' or not at all");
        }

        new CopilotTopics(manifests, workloads, resources, findings).Connect();
        var addons = new CopilotAddons(tree, app, environments, findings);
        addons.Read(manifests.Keys, workloads, resources, kinds);
        keys.AddRange(addons.Keys);
        differences.AddRange(addons.Differences);
        new CopilotEnvironments(tree, environments, findings).Read(keys, differences);
        TellSecrets();
        ShareImage();
        var taken = workloads.Select(w => w.Name).Concat(resources.Select(r => r.Name)).ToHashSet(StringComparer.Ordinal);
        return new FoundApp(app)
        {
            Images = images,
            Workloads = [.. workloads, .. new MigrationJobs(tree, taken, findings).For(images, workloads)],
            Resources = resources,
            SecretKinds = kinds,
            Keys = keys,
            Differences = differences,
            Findings = findings.All,
            Nothing = workloads.Count == 0 ? "nothing in copilot/ runs in a container" : null,
        };
    }

    private void Manifest(string name, MapNode root)
    {
        var over = SourceMap.Over(root);
        var type = over.Text("type") ?? "";
        if (!Services.Contains(type))
        {
            findings.Missing(name, over.At("type"), $"'{type}' has no counterpart here: serve its files from a container");
            return;
        }

        var manifest = new CopilotManifest(tree, over, name, text);
        var image = manifest.Image();
        var same = images.Find(i => i.IsSame(image) && i.Platform == image.Platform);
        images.AddRange(same is null ? [image] : []);
        var usual = manifest.Workload((same ?? image).Name, image.Use is null);
        usual = usual with { Routes = Hosted(manifest.Hosts, usual.Routes, null) };
        over.Pass("name");
        if (type == "Backend Service" && usual.Port is not null && manifests.Count > 1)
        {
            findings.ToDo(
                name, over.At("type"),
                $"who calls it by COPILOT_SERVICE_DISCOVERY_ENDPOINT reads its address from a variable: ${{{name}.address}}");
        }

        foreach (var entry in over.Map("environments")?.Entries ?? [])
        {
            Differ(name, root, usual, entry);
        }

        workloads.Add(usual);
        Keep(name, over, manifest);
    }

    // What stands beside the workload: who may come, volumes, secrets; and what became of the keys.
    private void Keep(string name, SourceMap over, CopilotManifest manifest)
    {
        var visitors = over.Map("http")?.Texts("allowed_source_ips") ?? [];
        if (visitors.Count > 0)
        {
            keys.Add(new FoundKey("edge", $"{{allow: {{{name}: {YamlScalar.List(visitors)}}}}}"));
        }

        over.Pass("publish", "subscribe");
        over.Report(name, Needless.Contains, findings);
        resources.AddRange(manifest.Volumes.Where(v => !resources.Exists(r => r.Name == v.Name)));
        foreach (var (variable, written) in manifest.Existing)
        {
            kinds[variable] = written;
        }

        Keep(manifest);
    }

    // The only image, where several run it, is the app's.
    private void ShareImage()
    {
        if (images.Count == 1 && workloads.Count > 1 && differences.TrueForAll(d => d.Path[0] != "images"))
        {
            images[0] = images[0] with { Name = "app" };
            for (var i = 0; i < workloads.Count; i++)
            {
                workloads[i] = workloads[i] with { Image = "app" };
            }
        }
    }

    private void Keep(CopilotManifest manifest)
    {
        foreach (var (variable, path) in manifest.Parameters.Where(p => !manifest.Existing.ContainsKey(p.Key)))
        {
            parameters.TryAdd(variable, path);
        }
    }

    private static bool Says(MapNode map, string[] path) => map.Find(path[0]) is { } entry
        && (path.Length == 1 || entry.Value is not MapNode below || Says(below, path[1..]));

    private void Differ(string name, MapNode root, FoundWorkload usual, Entry environment)
    {
        if (environment.Value is not MapNode above)
        {
            return;
        }

        var there = SourceMap.Over(NodeMerge.Merge(root with { Entries = [.. root.Entries.Where(e => e.Key != "environments")] }, above,
            appends: false));
        var manifest = new CopilotManifest(tree, there, name, text);
        var image = manifest.Image();
        var workload = manifest.Workload(usual.Image, usual.IsBuilt);
        workload = workload with { Routes = Hosted(manifest.Hosts, workload.Routes, environment.Key) };
        there.Map("http")?.Texts("allowed_source_ips");
        there.Pass("name", "publish", "subscribe");
        Keep(manifest);
        differences.AddRange(WorkloadDifference.Between(usual, workload, environment.Key));
        if (image.Use is not null && images.Find(i => i.Name == usual.Image) is { } known && known.Use != image.Use)
        {
            differences.Add(new FoundDifference(environment.Key, ["images", known.Name, "use"],
                YamlScalar.Block(Interpolation.Render(image.Use))));
        }

        foreach (var (key, place) in there.Unread().Where(u => Says(above, u.Key.Split('.')) && !Needless.Contains(u.Key)))
        {
            findings.Missing(name, place, $"environments.{environment.Key}.{key}: no counterpart here");
        }
    }

    // The only host of the app is its domain, which may be another in each environment.
    private IReadOnlyList<string> Hosted(IReadOnlyList<string> hosts, IReadOnlyList<string> routes, string? environment)
    {
        var hosted = manifests.Values.Count(m => (m["http"] as MapNode)?["alias"] is not null
            || ((m["environments"] as MapNode)?.Entries.Any(e => ((e.Value as MapNode)?["http"] as MapNode)?["alias"] is not null)
                ?? false));
        if (hosts is not [var only] || hosted != 1)
        {
            return routes;
        }

        if (environment is null)
        {
            keys.Add(new FoundKey("domain", YamlScalar.Block(only)));
        }
        else if (keys.TrueForAll(k => k.Name != "domain" || k.Value != YamlScalar.Block(only)))
        {
            differences.Add(new FoundDifference(environment, ["domain"], YamlScalar.Block(only)));
        }

        return [.. routes.Select(r => r.Replace(only, "${domain}", StringComparison.Ordinal))];
    }

    private void TellSecrets()
    {
        if (parameters.Count == 0)
        {
            return;
        }

        var pairs = parameters.Select(p => p.Value.EndsWith("/" + p.Key, StringComparison.Ordinal) ? p.Key
            : $"{p.Key}={p.Value[(p.Value.LastIndexOf('/') + 1)..]}");
        var path = $"/copilot/{app}/ENV/secrets/";
        findings.ToDo(
            null, null,
            $"copy the secrets of each environment ENV: for s in {string.Join(' ', pairs)}; do aws ssm get-parameter --with-decryption "
            + $"--name {path}${{s#*=}} --query Parameter.Value --output text | fairlead secret set ${{s%%=*}} --env ENV; done");
    }
}
