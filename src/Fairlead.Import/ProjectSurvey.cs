using Fairlead.Import.Compose;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import;

/// <summary>Looks through a project: its compose file says most; without one its Dockerfiles do.</summary>
public static class ProjectSurvey
{
    public static FoundApp Read(IProjectTree tree) => MigrationFolders.AddTo(Find(tree), tree);

    private static FoundApp Find(IProjectTree tree)
    {
        if (ComposeReader.Find(tree) is not { } path || tree.Read(path) is not { } text)
        {
            return DockerfileSurvey.Read(tree, []);
        }

        var values = EnvFile.Read(tree.Read(".env") ?? "").DistinctBy(v => v.Key).ToDictionary(StringComparer.Ordinal);
        if (ComposeReader.Read(path, text, values, out var fault) is { } compose)
        {
            var found = ComposeSurvey.Read(tree, compose, values);
            if (found.Nothing is null)
            {
                return found;
            }

            // Many keep only their databases in compose.
            var rest = DockerfileSurvey.Read(tree, found.Resources);
            return rest.Nothing is not null
                ? found
                : rest with { Name = found.Name, Seen = [.. found.Seen, .. rest.Seen], Notes = [.. found.Notes, .. rest.Notes] };
        }

        var instead = DockerfileSurvey.Read(tree, []);
        return instead with
        {
            Notes = [$"{path} was left out, it can not be read: {fault}", .. instead.Notes],
            Nothing = instead.Nothing is null ? null : $"{path} can not be read, and there is no Dockerfile: {fault}",
        };
    }
}
