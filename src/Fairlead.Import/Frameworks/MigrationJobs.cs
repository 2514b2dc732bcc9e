using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Frameworks;

/// <summary>A job before each deploy for the migrations of a framework, unless there is one already.</summary>
internal sealed class MigrationJobs(IProjectTree tree, ISet<string> taken, List<string> seen)
{
    public IReadOnlyList<FoundWorkload> For(IReadOnlyList<FoundImage> images, IReadOnlyList<FoundWorkload> workloads)
    {
        var found = images
            .Where(i => i.Use is null
                && !workloads.Any(w => w.Image == i.Name && w.When is not null && Migrations.Is(string.Join(' ', w.Command ?? []))))
            .Select(i => (Image: i, Migration: Migrations.In(tree, i.Context)!))
            .Where(m => m.Migration is not null)
            .OrderByDescending(m => m.Migration.Sign.StartsWith(ProjectPath.Folder(m.Image.Dockerfile) + "/", StringComparison.Ordinal))
            .DistinctBy(m => m.Migration.Sign, StringComparer.Ordinal)
            .ToList();
        var jobs = new List<FoundWorkload>();
        foreach (var (image, migration) in found)
        {
            var name = AppNames.Free(found.Count == 1 ? "migrate" : $"migrate-{image.Name}", "migrate", taken);
            seen.Add($"{migration.Sign}: '{string.Join(' ', migration.Command)}' runs before each deploy, as the job {name}");
            jobs.Add(new FoundWorkload(name, image.Name) { When = "before-deploy", Command = migration.Command });
        }

        return jobs;
    }
}
