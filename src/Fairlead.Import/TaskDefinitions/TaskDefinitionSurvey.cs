using System.Text.RegularExpressions;
using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.TaskDefinitions;

/// <summary>Task definitions of ECS, as JSON or YAML (Amazon ECS API reference, RegisterTaskDefinition): each is a service.</summary>
internal sealed partial class TaskDefinitionSurvey
{
    private readonly IProjectTree tree;
    private readonly ImportNotes findings;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<FoundWorkload> workloads = [];
    private readonly List<FoundImage> images = [];
    private readonly List<FoundResource> resources = [];
    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal);
    private string? name;

    private TaskDefinitionSurvey(IProjectTree tree, ImportNotes findings) => (this.tree, this.findings) = (tree, findings);

    public static string? Find(IProjectTree tree) => Files(tree).FirstOrDefault();

    public static FoundApp Read(IProjectTree tree, ImportNotes findings) => new TaskDefinitionSurvey(tree, findings).Run();

    private static IEnumerable<string> Files(IProjectTree tree) => tree.Files.Where(f => Named().IsMatch(f)
        && tree.Read(f)?.Contains("containerDefinitions", StringComparison.Ordinal) == true);

    private FoundApp Run()
    {
        var all = Files(tree).ToList();
        foreach (var file in all)
        {
            if (SourceMap.Read(tree, file, out var fault) is { } root && fault is null)
            {
                File(file, SourceMap.Over(root["taskDefinition"] as MapNode ?? root));
            }
            else
            {
                findings.Missing(null, file, $"it can not be read: {fault}");
            }
        }

        var region = RegionSigns.Find(tree, all);
        return new FoundApp(name ?? tree.Name)
        {
            Images = images,
            Workloads = [.. workloads, .. new MigrationJobs(tree, taken, findings).For(images, workloads)],
            Resources = resources,
            SecretKinds = kinds,
            Differences = region is null ? [] : [new FoundDifference("production", ["region"], region)],
            Findings = findings.All,
            Nothing = workloads.Count == 0 ? "the task definitions name no containers" : null,
        };
    }

    private void File(string file, SourceMap map)
    {
        var containers = map.Maps("containerDefinitions");
        var main = containers.FirstOrDefault(c => c.Has("portMappings") && c.Text("essential") != "false")
            ?? (containers.Count > 0 ? containers[0] : null);
        if (main?.Text("name") is not { } called)
        {
            findings.Missing(null, file, "it names no container");
            return;
        }

        name ??= map.Text("family");
        if (workloads.Exists(w => w.Aliases.Contains(called)))
        {
            findings.Missing(called, file, "another task definition has this container too: what differs belongs under 'environments'");
            return;
        }

        var container = new MainContainer(tree, main, map, findings);
        var service = AppNames.Free(called, "web", taken);
        var image = container.Image(service, containers.Count);
        var same = images.Find(i => i.IsSame(image));
        images.AddRange(same is null ? [image] : []);
        workloads.Add(container.Workload(service, (same ?? image).Name, resources));
        foreach (var (variable, written) in container.Kinds)
        {
            kinds[variable] = written;
        }

        findings.Read(file, $"{called}{(containers.Count > 1 ? $" and {containers.Count - 1} beside it" : "")}");
        foreach (var beside in containers.Where(c => c != main))
        {
            Beside(beside, service);
        }

        Report(map, service);
    }

    // A container of the same task is called at localhost: a database of its own is a resource, any other has to go into the image.
    private void Beside(SourceMap container, string service)
    {
        var (called, image) = (container.Text("name") ?? "container", container.Text("image") ?? "");
        if (KnownImages.Resource(called, image) is { } resource)
        {
            resources.Add(resource with { Name = AppNames.Free(called, "db", taken), Aliases = [called], IsAssumed = true });
            findings.Changed(called, container.Place,
                $"it is a {resource.Type} of its own here, where it was beside {service} in one task");
        }
        else
        {
            findings.Missing(
                called, container.Place,
                $"it runs beside {service} in one task: a task has one container here, so it is a service of its own or a part of the "
                + "image");
        }
    }

    private void Report(SourceMap map, string service)
    {
        if (map.Text("taskRoleArn") is { } role)
        {
            findings.Missing(service, map.At("taskRoleArn"),
                $"what the role {role[(role.LastIndexOf('/') + 1)..]} may do goes under 'permissions'");
        }

        string[] needless =
        [
            "executionRoleArn", "networkMode", "requiresCompatibilities", "compatibilities", "requiresAttributes", "revision", "status",
            "taskDefinitionArn", "registeredAt", "registeredBy", "placementConstraints", "tags", "family", "enableFaultInjection",
        ];
        string[] ofContainer = ["essential", "logConfiguration", "cpu", "memory", "memoryReservation", "startTimeout", "systemControls",
            "versionConsistency", "interactive", "pseudoTerminal", "disableNetworking", "dockerLabels", "privileged"];
        map.Report(service, k => needless.Contains(k) || ofContainer.Contains(k[(k.LastIndexOf('.') + 1)..]), findings);
    }

    [GeneratedRegex(
        @"(?:task[-_.]?def|(?:^|/)\.?(?:aws|ecs)/)[^/]*.*\.(?:json|ya?ml)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Named();
}
