using Fairlead.Import.Found;
using Fairlead.Import.Project;

namespace Fairlead.Import.Frameworks;

/// <summary>Where the migrations lie that a job runs, by the names that the common frameworks give their folders.</summary>
internal static class MigrationFolders
{
    private static readonly string[] Names = ["migrations", "db/migrate", "alembic/versions", "db/changelog"];

    /// <summary>The same, with the folders beside each job that migrates before a deploy.</summary>
    public static FoundApp AddTo(FoundApp found, IProjectTree tree) => found with
    {
        Workloads = [.. found.Workloads.Select(w => w is { When: "before-deploy", Migrations.Count: 0 }
            && Migrations.Is(string.Join(' ', w.Command ?? []))
            && found.Images.FirstOrDefault(i => i.Name == w.Image) is { Use: null } image
            ? w with { Migrations = In(tree, image.Context) } : w)],
    };

    /// <summary>Those of a build context; the outer one where one lies in another.</summary>
    public static IReadOnlyList<string> In(IProjectTree tree, string context)
    {
        var folders = tree.Files.SelectMany(Above).Distinct(StringComparer.Ordinal)
            .Where(f => (context == "." || f.StartsWith(context + "/", StringComparison.Ordinal)) && Array.Exists(Names, n => EndsIn(f, n)))
            .Order(StringComparer.Ordinal).ToList();
        return [.. folders.Where(f => !folders.Exists(outer => f.StartsWith(outer + "/", StringComparison.Ordinal)))];
    }

    private static IEnumerable<string> Above(string path)
    {
        for (var folder = ProjectPath.Folder(path); folder != "."; folder = ProjectPath.Folder(folder))
        {
            yield return folder;
        }
    }

    private static bool EndsIn(string folder, string name) => folder == name || folder.EndsWith("/" + name, StringComparison.Ordinal);
}
