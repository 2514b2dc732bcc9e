using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Images;

/// <summary>Finds out, for each image of the file, what to start and whether it has to be built first.</summary>
/// <param name="known">The target's images.</param>
/// <param name="folder">The folder of the app file.</param>
/// <param name="taken">Those that this command has built already: what lies in the folder by now is for the next.</param>
public sealed class ImageChoice(IKnownImages known, string folder, IReadOnlyDictionary<string, ReleaseImage> taken)
{
    /// <param name="goal">What is wanted.</param>
    /// <param name="live">The release that serves.</param>
    /// <param name="next">The number of the release that would be made.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<ImageChoices> Choose(Goal goal, Release? live, int next, CancellationToken cancel)
    {
        var contexts = new ContextReader(folder, goal.NotSource);
        var chosen = await Task.WhenAll(
            goal.App.Images.Select(image => Task.Run(() => Choose(image, goal, live, next, contexts, cancel), cancel)));
        return new ImageChoices(
            chosen.ToDictionary(c => c.Image.Name, c => c.Image, StringComparer.Ordinal),
            [.. chosen.Select(c => c.Build).OfType<ImageBuild>()]);
    }

    private async Task<(ReleaseImage Image, ImageBuild? Build)> Choose(
        Image image, Goal goal, Release? live, int next, ContextReader contexts, CancellationToken cancel)
    {
        if (goal is { Images: ImageSource.Recorded, Recorded: { } recorded })
        {
            return (await OnRecord(image, recorded, cancel), null);
        }

        if (taken.GetValueOrDefault(image.Name) is { } own)
        {
            return (own, null);
        }

        // What a deploy leaves alone keeps its images; where nothing of it runs or is to run, none is needed.
        if (!goal.App.Workloads.Any(w => w.Image == image.Name && goal.Touches(w.Name))
            && (live?.FindImage(image.Name) ?? Unneeded(image, goal)) is { } kept)
        {
            return (kept, null);
        }

        if ((goal.References.GetValueOrDefault(image.Name) ?? image.Use) is { } reference)
        {
            return await known.Finished(image, reference, goal.Pull, cancel) is { } finished
                ? (finished, null)
                : (new ReleaseImage(image.Name, reference, ""), new ImageBuild(image, reference));
        }

        if (goal.Images == ImageSource.Newest)
        {
            return (await known.Newest(image, cancel), null);
        }

        var build = new ImageBuild(image, "") { Content = await contexts.Read(image, cancel), Pull = goal.Pull };
        var built = await known.Built(build, live?.FindImage(image.Name), next, cancel);
        return (built, built.Id.Length > 0 ? null : build with { Reference = built.Reference });
    }

    private static ReleaseImage? Unneeded(Image image, Goal goal) =>
        goal.MakesRelease == MakesRelease.Never ? new ReleaseImage(image.Name, image.Use ?? "", "") : null;

    private Task<ReleaseImage> OnRecord(Image image, Release release, CancellationToken cancel) =>
        known.Recorded(
            release.FindImage(image.Name) ?? throw new FailureException(
                $"release {release.Number} has no image '{image.Name}'",
                "its record does not name one",
                "fairlead releases"),
            release,
            cancel);
}
