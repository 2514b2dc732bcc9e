using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>Finds out, for each image of the file, what to start and whether it has to be built first.</summary>
internal sealed class ImageChoice(Engine engine, Scope scope, string folder)
{
    public async Task<(Dictionary<string, ReleaseImage> Images, List<ImageBuild> Builds)> Choose(App app, Goal goal, Observed observed, CancellationToken cancel)
    {
        var images = new Dictionary<string, ReleaseImage>(StringComparer.Ordinal);
        var builds = new List<ImageBuild>();
        var deploy = goal as DeployGoal;
        foreach (var image in app.Images)
        {
            if (goal is RollbackGoal back)
            {
                images[image.Name] = await OnRecord(image, back.To, cancel);
            }
            else if (!Renewed(app, goal, image) && observed.Live?.FindImage(image.Name) is { } live)
            {
                images[image.Name] = live;
            }
            else if ((deploy?.Images.GetValueOrDefault(image.Name) ?? image.Use) is { } reference)
            {
                images[image.Name] = await Finished(image, reference, deploy?.Pull == true, builds, cancel);
            }
            else
            {
                images[image.Name] = await Built(image, deploy, observed, builds, cancel);
            }
        }

        return (images, builds);
    }

    // A restart is of the same images, and so is what a deploy leaves alone.
    private static bool Renewed(App app, Goal goal, Image image) =>
        goal is not RestartGoal && app.Workloads.Any(w => w.Image == image.Name && goal.Touches(w.Name));

    private async Task<ReleaseImage> OnRecord(Image image, Release release, CancellationToken cancel)
    {
        var recorded = release.FindImage(image.Name)
            ?? throw new FailureException($"release {release.Number} has no image '{image.Name}'", "its record does not name one", "fairlead releases");
        foreach (var reference in new[] { recorded.Reference, recorded.Id })
        {
            if (reference.Length > 0 && await engine.FindImage(reference, cancel) is { } found && (recorded.Id.Length == 0 || found.Id == recorded.Id))
            {
                return recorded with { Reference = reference };
            }
        }

        throw new FailureException($"release {release.Number} can not come back", $"its image {recorded.Reference} ({recorded.Id}) is no longer in the engine", "fairlead releases");
    }

    private async Task<ReleaseImage> Finished(Image image, string reference, bool pull, List<ImageBuild> builds, CancellationToken cancel)
    {
        if (!pull && await engine.FindImage(reference, cancel) is { } found)
        {
            return new ReleaseImage(image.Name, reference, found.Id);
        }

        builds.Add(new ImageBuild(image, reference, "") { Fetch = reference });
        return new ReleaseImage(image.Name, reference, "");
    }

    private async Task<ReleaseImage> Built(Image image, DeployGoal? deploy, Observed observed, List<ImageBuild> builds, CancellationToken cancel)
    {
        if (deploy?.NoBuild == true)
        {
            var newest = observed.Images.Where(i => i.Name == image.Name).MaxBy(i => i.Created)
                ?? throw new FailureException($"{image.Name}: there is no image yet", "--no-build uses the newest that was built, and none was", "fairlead deploy");
            return new ReleaseImage(image.Name, newest.Reference, newest.Id);
        }

        var context = (await BuildContext.Read(image, folder, cancel)).Hash;
        var present = observed.Images.Where(i => i.Context == context).MaxBy(i => i.Created);
        if (present is not null && deploy?.Pull != true)
        {
            return new ReleaseImage(image.Name, present.Reference, present.Id);
        }

        // With new base images the same files make another image; the old one keeps its name, and so its place in older releases.
        var tag = $"fairlead/{scope.Id.App}/{image.Name}:{context}{(present is null ? "" : $"-r{observed.NextRelease}")}";
        builds.Add(new ImageBuild(image, tag, context) { Pull = deploy?.Pull == true });
        return new ReleaseImage(image.Name, tag, "");
    }
}
