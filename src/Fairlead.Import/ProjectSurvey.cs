using Fairlead.Import.Compose;
using Fairlead.Import.Copilot;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Kamal;
using Fairlead.Import.Processes;
using Fairlead.Import.Project;
using Fairlead.Import.TaskDefinitions;

namespace Fairlead.Import;

/// <summary>Looks through a project, and takes what says most about how it is deployed.</summary>
public static class ProjectSurvey
{
    // What says how the app is deployed comes before what says how it is developed, and that before what only says how it is started.
    private static readonly (string Name, Func<IProjectTree, string?> Sign, string Why)[] Known =
    [
        ("copilot", CopilotSurvey.Find, "it says how the app is deployed"),
        ("kamal", KamalSurvey.Find, "it says how the app is deployed"),
        ("ecs", TaskDefinitionSurvey.Find, "it says how the app is deployed"),
        ("compose", ComposeFiles.Find, "it says most about the app"),
        ("procfile", tree => tree.Has("Procfile") ? "Procfile" : tree.Has("app.json") ? "app.json" : null,
            "it says how the app is started"),
    ];

    // They say how an app is deployed elsewhere, and nothing here reads them.
    private static readonly string[] Unknown =
    [
        "fly.toml", "render.yaml", "heroku.yml", "railway.json", "railway.toml", "Dockerrun.aws.json", "serverless.yml", "skaffold.yaml",
            "app.yaml",
        "Chart.yaml", "samconfig.toml", "template.yaml", "cdk.json", "nomad.hcl", "k8s/deployment.yaml", "kubernetes/deployment.yaml",
    ];

    /// <summary>What <c>--from</c> may say.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. Known.Select(k => k.Name)];

    /// <param name="from">The format to take; null for the one that says most.</param>
    public static FoundApp Read(IProjectTree tree, string? from = null)
    {
        var findings = new ImportNotes();
        var there = Known.Select(k => (k.Name, Sign: k.Sign(tree), k.Why)).Where(k => k.Sign is not null).ToList();
        var taken = there.Find(k => from is null || k.Name == from);
        if (from is not null and not "procfile" && taken.Sign is null)
        {
            return new FoundApp(tree.Name)
            {
                Nothing = $"there is nothing of {from} here",
                Step = there.Count == 0 ? null : $"fairlead init --from {there[0].Name}, for {there[0].Sign}",
            };
        }

        foreach (var other in there.Where(k => k.Name != taken.Name && taken.Sign is not null))
        {
            findings.Read(
                other.Sign!,
                    $"not taken: {taken.Sign} was, as {(from is null ? taken.Why : "you said")} (--from {other.Name} takes this one)");
        }

        foreach (var file in tree.Files.Where(f => Unknown.Contains(f)))
        {
            findings.Read(file, "not read: no format that init knows");
        }

        return MigrationFolders.AddTo(taken.Name switch
        {
            "copilot" => CopilotSurvey.Read(tree, findings),
            "kamal" => KamalSurvey.Read(tree, findings),
            "ecs" => TaskDefinitionSurvey.Read(tree, findings),
            "compose" => Compose(tree, taken.Sign!, findings),
            _ => DockerfileSurvey.Read(tree, [], findings),
        }, tree);
    }

    private static FoundApp Compose(IProjectTree tree, string path, ImportNotes findings)
    {
        var values = ComposeEnvironment.Read(tree, findings);
        if (ComposeFiles.Read(tree, path, values, findings, out var fault) is { } compose)
        {
            var found = ComposeSurvey.Read(tree, compose, values, findings);
            if (found.Nothing is null || found.Step is not null)
            {
                return found;
            }

            // Many keep only their databases in compose.
            var rest = DockerfileSurvey.Read(tree, [.. found.Resources.Where(r => r.IsServer)], findings);
            return rest.Nothing is not null ? found : rest with { Name = found.Name };
        }

        findings.Missing(null, path, $"it can not be read: {fault}");
        var instead = DockerfileSurvey.Read(tree, [], findings);
        return instead with
        {
            Nothing = instead.Nothing is null ? null : $"{path} can not be read, and there is no Dockerfile: {fault}",
            Step = instead.Nothing is null ? null : $"mend {path}, then: fairlead init",
        };
    }
}
