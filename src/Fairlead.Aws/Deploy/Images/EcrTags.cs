using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>Further tags of images that are there, for people and for the rules by which a repository forgets.</summary>
internal sealed class EcrTags(EcrRegistry registry)
{
    private const string Environments = "env-";
    private const int Longest = 128;

    // The repositories' rules and ours mean something else by these.
    private static readonly string[] Reserved = [Environments, "rel-", ImagesInEcr.Build];

    /// <summary>What images of a state of the source are also called: its tag, else its commit; null where neither names it.</summary>
    public static string? NameOf(ReleaseIdentity? identity) => identity is null ? null
        : new[] { identity.Tag, identity.Commit }.OfType<string>().FirstOrDefault(IsTag) is { } name
            && identity.Commit?.EndsWith("-dirty", StringComparison.Ordinal) != true ? name : null;

    public static string ForEnvironment(string environment) => Environments + environment;

    public static string ForRelease(string environment, int number) => $"rel-{environment}-{number}";

    /// <summary>
    /// Gives an image tags. One that it has already costs nothing, and one that another image has stays with that, unless it is an
    /// environment's: the others can not be moved.
    /// </summary>
    public async Task Add(string repository, string digest, IReadOnlyList<string> tags, CancellationToken cancel)
    {
        var ids = tags.Select(t => new ImageIdentifier { ImageTag = t }).Prepend(new ImageIdentifier { ImageDigest = digest });
        var found = (await registry.Api.BatchGetImage(new BatchGetImageRequest(repository, [.. ids]), cancel)).Images ?? [];

        // One that is gone has nothing left to keep.
        if (found.FirstOrDefault(i => i.ImageId.ImageDigest == digest) is not { ImageManifest: { } manifest } image)
        {
            return;
        }

        foreach (var tag in tags)
        {
            var has = found.FirstOrDefault(i => i.ImageId.ImageTag == tag)?.ImageId.ImageDigest;
            if (has is null || has != digest && tag.StartsWith(Environments, StringComparison.Ordinal))
            {
                await Put(new PutImageRequest(repository, manifest)
                {
                    ImageManifestMediaType = image.ImageManifestMediaType, ImageDigest = digest, ImageTag = tag,
                }, cancel);
            }
        }
    }

    // API Reference, PutImage: both errors say that the tag is there, with this digest or with another.
    private async Task Put(PutImageRequest request, CancellationToken cancel)
    {
        try
        {
            await registry.Api.PutImage(request, cancel);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "ImageAlreadyExistsException" or "ImageTagAlreadyExistsException")
        {
        }
    }

    private static bool IsTag(string name) => name.Length is > 0 and <= Longest && name[0] is not ('.' or '-')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
        && !Reserved.Any(r => name.StartsWith(r, StringComparison.Ordinal));
}
