using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images;
using Fairlead.Images.Plan;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>The images that the app's repositories have: built ones by what they were built from, finished ones where they lie.</summary>
internal sealed class ImagesInEcr(App app, EcrRegistry registry, ImageResolver resolver) : IKnownImages
{
    /// <summary>What the tag of a built image begins with; the hash of its content follows.</summary>
    public const string Build = "build-";

    // What is on record was there by its digest, and kept by a tag of the release. Who starts it asks again.
    public Task<ReleaseImage> Recorded(ReleaseImage recorded, Release release, CancellationToken cancel) =>
        recorded.Id.Length > 0 ? Task.FromResult(recorded) : throw new FailureException(
            $"release {release.Number} can not come back",
            $"its record does not say which image {recorded.Reference} was",
            "fairlead releases");

    public async Task<ReleaseImage?> Finished(Image image, string reference, bool pull, CancellationToken cancel) =>
        await resolver.Resolve(image, reference, cancel);

    public async Task<ReleaseImage> Newest(Image image, CancellationToken cancel)
    {
        (string Tag, string Digest, double At)? newest = null;
        try
        {
            string? next = null;
            do
            {
                var page = await registry.Api.DescribeImages(new DescribeImagesRequest(Repository(image)) { NextToken = next }, cancel);
                foreach (var found in page.ImageDetails ?? [])
                {
                    if (found.ImageTags?.FirstOrDefault(t => t.StartsWith(Build, StringComparison.Ordinal)) is { } tag
                        && (newest is null || found.ImagePushedAt > newest.Value.At))
                    {
                        newest = (tag, found.ImageDigest, found.ImagePushedAt ?? 0);
                    }
                }

                next = page.NextToken;
            }
            while (next is not null);
        }
        catch (AmazonServiceException e) when (EcrRegistry.IsNoRepository(e))
        {
        }

        return newest is { } best ? new ReleaseImage(image.Name, Reference(image, best.Tag), best.Digest)
            : throw StoredImages.NoneBuilt(image);
    }

    public async Task<ReleaseImage> Built(ImageBuild build, ReleaseImage? live, int next, CancellationToken cancel)
    {
        var (image, tag) = (build.Image, Build + build.Content!.Hash);
        if (live is { Id.Length: > 0 } && IsBuild(live.Reference, Reference(image, tag)))
        {
            return build.Pull ? new ReleaseImage(image.Name, Reference(image, $"{tag}-r{next}"), "") : live;
        }

        var digest = await registry.FindDigest(Repository(image), tag, cancel);
        return build.Pull
            ? new ReleaseImage(image.Name, Reference(image, digest is null ? tag : $"{tag}-r{next}"), "")
            : new ReleaseImage(image.Name, Reference(image, tag), digest ?? "");
    }

    // Built with newer base images it has a number behind the hash.
    private static bool IsBuild(string reference, string wanted) =>
        reference == wanted || reference.StartsWith(wanted + "-r", StringComparison.Ordinal);

    private string Repository(Image image) => ImageReferences.RepositoryOf(app, image.Name);

    private string Reference(Image image, string tag) => $"{registry.Host}/{Repository(image)}:{tag}";
}
