using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Frameworks;

/// <summary>A job before each deploy for the migrations of a framework, unless there is one already.</summary>
internal sealed class MigrationJobs(IProjectTree tree, ISet<string> taken, ImportNotes findings)
{
    public IReadOnlyList<FoundWorkload> For(IReadOnlyList<FoundImage> images, IReadOnlyList<FoundWorkload> workloads)
    {
        var found = images
            .Where(i => i.Use is null
                && !workloads.Any(w => w.Image == i.Name && w.IsJob && Migrations.Is(string.Join(' ', w.Command ?? []))))
            .SelectMany(i => Folders(i).Select(f => (Image: i, Migration: Migrations.In(tree, f)!)).Where(m => m.Migration is not null)
                .Take(1))
            .OrderByDescending(m => m.Migration.Sign.StartsWith(ProjectPath.Folder(m.Image.Dockerfile) + "/", StringComparison.Ordinal))
            .ThenByDescending(m => ProjectPath.FileName(m.Image.Dockerfile) is "Dockerfile" or "Containerfile")
            .ThenByDescending(m => workloads.Any(w => w.Image == m.Image.Name && w.Port is not null))
            .DistinctBy(m => m.Migration.Sign, StringComparer.Ordinal)
            .ToList();
        var jobs = new List<FoundWorkload>();
        foreach (var (image, migration) in found)
        {
            var name = AppNames.Free(found.Count == 1 ? "migrate" : $"migrate-{image.Name}", "migrate", taken);
            findings.Read(migration.Sign, $"'{string.Join(' ', migration.Command)}' runs before each deploy, as the job {name}");
            jobs.Add(new FoundWorkload(name, image.Name)
            {
                When = "before-deploy",
                Command = migration.Command,
                Migrations = MigrationFolders.In(tree, image.Context),
            });
        }

        return jobs;
    }

    // The context, where the Dockerfile lies, and what it copies.
    private IEnumerable<string> Folders(FoundImage image)
    {
        var facts = tree.Read(image.Dockerfile) is { } text ? DockerfileFacts.Read(text, image.Target) : null;
        var copied = (facts?.Sources ?? []).Select(s => ProjectPath.Normal(ProjectPath.Join(image.Context, s))).OfType<string>()
            .Where(s => s != "." && !tree.Files.Contains(s));
        var beside = ProjectPath.Folder(image.Dockerfile);
        return copied.Prepend(beside).Prepend(image.Context).Distinct(StringComparer.Ordinal)
            .Where(f => f == image.Context || image.Context == "." || f.StartsWith(image.Context + "/", StringComparison.Ordinal));
    }
}
