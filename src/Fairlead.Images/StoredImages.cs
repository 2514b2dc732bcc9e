using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Images;

/// <summary>Images that lie where they are started: those of an engine.</summary>
/// <param name="store">Where they are.</param>
/// <param name="built">Those that were built for the app.</param>
/// <param name="nameOf">What an image is called that is built from a content: its name in the file and the content's hash.</param>
public sealed class StoredImages(IImageStore store, IReadOnlyList<BuiltImage> built, Func<string, string, string> nameOf) : IKnownImages
{
    public async Task<ReleaseImage> Recorded(ReleaseImage recorded, Release release, CancellationToken cancel)
    {
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

    public async Task<ReleaseImage?> Finished(Image image, string reference, bool pull, CancellationToken cancel) =>
        !pull && await store.FindId(reference, cancel) is { } id ? new ReleaseImage(image.Name, reference, id) : null;

    public Task<ReleaseImage> Newest(Image image, CancellationToken cancel) =>
        built.Where(i => i.Name == image.Name).MaxBy(i => i.Created) is { } newest
            ? Task.FromResult(new ReleaseImage(image.Name, newest.Reference, newest.Id))
            : throw NoneBuilt(image);

    /// <summary>Nothing was built that could be taken.</summary>
    public static FailureException NoneBuilt(Image image) => new(
        $"{image.Name}: there is no image yet",
        "--no-build uses the newest that was built, and none was",
        "fairlead deploy");

    // With new base images the same files make another image; the old one keeps its name, and so its place in older releases.
    public Task<ReleaseImage> Built(ImageBuild build, ReleaseImage? live, int next, CancellationToken cancel)
    {
        var (name, hash) = (build.Image.Name, build.Content!.Hash);
        var present = built.Where(i => i.Name == name && i.Content == hash).MaxBy(i => i.Created);
        return Task.FromResult(present is not null && !build.Pull
            ? new ReleaseImage(name, present.Reference, present.Id)
            : new ReleaseImage(name, nameOf(name, hash) + (present is null ? "" : $"-r{next}"), ""));
    }
}
