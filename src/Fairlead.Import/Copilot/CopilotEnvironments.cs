using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Copilot;

/// <summary>Copilot's environments and pipelines: where the app runs, and who deploys it.</summary>
internal sealed class CopilotEnvironments(IProjectTree tree, IReadOnlyList<string> environments, ImportNotes findings)
{
    public void Read(List<FoundKey> keys, List<FoundDifference> differences)
    {
        var region = RegionSigns.Find(tree, tree.Files.Where(f => f.StartsWith("copilot/", StringComparison.Ordinal)));
        foreach (var name in environments)
        {
            differences.RemoveAll(d => d.Environment == name && d.Path is ["region"]);
            differences.Add(new FoundDifference(name, ["region"], region ?? "us-east-1")
            {
                Remark = region is null ? $"a guess: copilot env show --name {name}" : "as the project's files say",
            });
            if (region is null)
            {
                findings.ToDo(null, null, $"the region of {name} is a guess: see copilot env show --name {name}");
            }

            Environment(name, differences);
        }

        foreach (var file in tree.Files.Where(f => f.StartsWith("copilot/pipeline", StringComparison.Ordinal)
            && f.EndsWith("ml", StringComparison.Ordinal)))
        {
            Pipeline(file, keys, differences);
        }
    }

    private void Environment(string name, List<FoundDifference> differences)
    {
        var file = new[] { "yml", "yaml" }.Select(e => $"copilot/environments/{name}/manifest.{e}").FirstOrDefault(tree.Has);
        if (file is null || SourceMap.Read(tree, file, out _) is not { } root)
        {
            return;
        }

        var map = SourceMap.Over(root);
        map.Pass("name", "type");
        differences.AddRange(Network(name, map));
        var isCdn = map.Any("cdn") is not null && map.Text("cdn") != "false";
        var certificates = map.Map("cdn")?.Text("certificate") is { } own ? [own] : map.Map("http")?.Map("public")?.Texts("certificates")
            ?? [];
        if (certificates.Count > 0 && isCdn && !certificates[0].Contains(":us-east-1:", StringComparison.Ordinal))
        {
            findings.Missing(name, map.At("http"), "the certificate: before a content delivery network it has to be one of us-east-1");
        }
        else if (certificates.Count > 0)
        {
            differences.Add(new FoundDifference(
                name, ["edge", "certificate"], certificates is [var one] ? YamlScalar.Block(one) : YamlScalar.List(certificates)));
            differences.Add(new FoundDifference(name, ["edge", "zone"], "external"));
        }

        if (isCdn)
        {
            differences.Add(new FoundDifference(name, ["edge", "cdn"], "true"));
        }

        map.Report(name, k => k is "observability" || k.StartsWith("observability", StringComparison.Ordinal), findings);
    }

    private static IEnumerable<FoundDifference> Network(string name, SourceMap map)
    {
        var vpc = map.Map("network")?.Map("vpc");
        if (vpc?.Text("id") is not { } id)
        {
            yield break;
        }

        yield return new FoundDifference(name, ["network", "vpc"], YamlScalar.Block(id));
        foreach (var kind in new[] { "public", "private" })
        {
            var subnets = vpc.Map("subnets")?.Maps(kind).Select(s => s.Text("id")).OfType<string>().ToList() ?? [];
            if (subnets.Count > 0)
            {
                yield return new FoundDifference(name, ["network", "subnets", kind], YamlScalar.List(subnets));
            }
        }
    }

    private void Pipeline(string file, List<FoundKey> keys, List<FoundDifference> differences)
    {
        if (SourceMap.Read(tree, file, out _) is not { } root || SourceMap.Over(root) is var map && map.Map("source") is not { } source)
        {
            return;
        }

        var properties = source.Map("properties");
        var parts = (properties?.Text("repository") ?? "").TrimEnd('/').Split('/');
        var branch = properties?.Text("branch");
        if (source.Text("provider")?.StartsWith("GitHub", StringComparison.OrdinalIgnoreCase) == true && parts.Length > 1)
        {
            keys.Insert(0, new FoundKey("ci", $"github/{parts[^2]}/{parts[^1]}"));
            findings.Changed(null, source.Place, "the pipeline is a workflow of the repository here, which may deploy because of 'ci'");
        }
        else
        {
            findings.Missing(null, source.Place,
                $"a pipeline of {source.Text("provider")}: a workflow of the repository deploys instead, and 'ci' lets it");
        }

        foreach (var stage in map.Maps("stages"))
        {
            if (stage.Text("name") is { } name && environments.Contains(name))
            {
                var approve = stage.Text("requires_approval") == "true" ? ", approve: true" : "";
                differences.Add(new FoundDifference(name, ["release"], $"{{from: {branch ?? "main"}{approve}}}"));
            }

            string[] commands = [.. new[] { "test_commands", "post_deployments", "pre_deployments" }.Where(k => stage.Any(k) is not null)];
            if (commands.Length > 0)
            {
                findings.Missing(null, stage.Place, $"commands of the stage {stage.Text("name")}: put them into the workflow");
            }
        }

        map.Report("the pipeline", k => k is "version" or "name" or "build" || k.Contains("deployments", StringComparison.Ordinal),
            findings);
    }
}
