using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Images;

/// <summary>What to start for each image of the file, and what has to be built or fetched for it first.</summary>
/// <param name="Images">By the name in the file. Without a content id where it has yet to be built or fetched.</param>
/// <param name="Builds">In the order of the file.</param>
public sealed record ImageChoices(IReadOnlyDictionary<string, ReleaseImage> Images, IReadOnlyList<ImageBuild> Builds);

/// <summary>Finds out, for each image of the file, what to start and whether it has to be built first.</summary>
/// <param name="store">Where images are.</param>
/// <param name="built">Those that were built for the app.</param>
/// <param name="nameOf">What an image is called that is built from a content: its name in the file and the content's hash.</param>
/// <param name="folder">The folder of the app file.</param>
/// <param name="taken">Those that this command has built already: what lies in the folder by now is for the next.</param>
public sealed class ImageChoice(
    IImageStore store,
    IReadOnlyList<BuiltImage> built,
    Func<string, string, string> nameOf,
    string folder,
    IReadOnlyDictionary<string, ReleaseImage> taken)
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

        // What a deploy leaves alone keeps its images.
        if (!goal.App.Workloads.Any(w => w.Image == image.Name && goal.Touches(w.Name)) && live?.FindImage(image.Name) is { } kept)
        {
            return (kept, null);
        }

        if ((goal.References.GetValueOrDefault(image.Name) ?? image.Use) is { } reference)
        {
            return !goal.Pull && await store.FindId(reference, cancel) is { } id
                ? (new ReleaseImage(image.Name, reference, id), null)
                : (new ReleaseImage(image.Name, reference, ""), new ImageBuild(image, reference));
        }

        return goal.Images == ImageSource.Newest ? (Newest(image), null) : await FromSource(image, goal.Pull, next, contexts, cancel);
    }

    private async Task<ReleaseImage> OnRecord(Image image, Release release, CancellationToken cancel)
    {
        var recorded = release.FindImage(image.Name)
            ?? throw new FailureException(
                $"release {release.Number} has no image '{image.Name}'",
                "its record does not name one",
                "fairlead releases");
        foreach (var reference in new[] { recorded.Reference, recorded.Id })
        {
            var found = reference.Length == 0 ? null
                : built.FirstOrDefault(b => b.Reference == reference)?.Id ?? await store.FindId(reference, cancel);
            if (found is not null && (recorded.Id.Length == 0 || found == recorded.Id))
            {
                return recorded with { Reference = reference, Id = found };
            }
        }

        throw new FailureException(
            $"release {release.Number} can not come back",
            $"its image {recorded.Reference} ({recorded.Id}) is no longer in the engine",
            "fairlead releases");
    }

    private ReleaseImage Newest(Image image) => built.Where(i => i.Name == image.Name).MaxBy(i => i.Created) is { } newest
        ? new ReleaseImage(image.Name, newest.Reference, newest.Id)
        : throw new FailureException(
            $"{image.Name}: there is no image yet",
            "--no-build uses the newest that was built, and none was",
            "fairlead deploy");

    private async Task<(ReleaseImage Image, ImageBuild? Build)> FromSource(
        Image image, bool pull, int next, ContextReader contexts, CancellationToken cancel)
    {
        var content = await contexts.Read(image, cancel);
        var present = built.Where(i => i.Name == image.Name && i.Content == content.Hash).MaxBy(i => i.Created);
        if (present is not null && !pull)
        {
            return (new ReleaseImage(image.Name, present.Reference, present.Id), null);
        }

        // With new base images the same files make another image; the old one keeps its name, and so its place in older releases.
        var reference = nameOf(image.Name, content.Hash) + (present is null ? "" : $"-r{next}");
        return (new ReleaseImage(image.Name, reference, ""), new ImageBuild(image, reference) { Content = content, Pull = pull });
    }
}
