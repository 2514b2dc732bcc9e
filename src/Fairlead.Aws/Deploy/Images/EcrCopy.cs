using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>
/// What was built for another region is copied from there: it stays the same to the byte, and nobody waits for a build. Layers go from
/// registry to registry.
/// </summary>
internal sealed class EcrCopy(EcrRegistry target, IReadOnlyList<EcrRegistry> others, HttpMessageInvoker http, EcrSurroundings surroundings)
{
    private const int AtOnce = 3;

    /// <returns>Null where no region has it.</returns>
    public async Task<ReleaseImage?> Find(ImageBuild build, EventStream events, CancellationToken cancel)
    {
        var name = RegistryImage.Parse(build.Reference);
        foreach (var other in others)
        {
            if (await FindDigest(other, name, build.Image.Name, events, cancel) is { } digest)
            {
                return await Copy(build, (other, name, digest), events, cancel);
            }
        }

        return null;
    }

    // Building it is as good, so whoever may not look there goes on.
    private static async Task<string?> FindDigest(
        EcrRegistry other, RegistryImage name, string subject, EventStream events, CancellationToken cancel)
    {
        try
        {
            return await other.FindDigest(name.Repository, name.Version, cancel);
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            events.Warned(subject, $"whether {other.Region} has the image can not be seen, so it is built: {e.Message}");
            return null;
        }
    }

    private async Task<ReleaseImage> Copy(
        ImageBuild build, (EcrRegistry From, RegistryImage Name, string Digest) found, EventStream events, CancellationToken cancel)
    {
        var (from, name, digest) = found;
        var (began, subject) = (events.Now, build.Image.Name);
        events.Started(subject, Activity.Pull, $"from {from.Region}");
        try
        {
            var reader = new RegistryClient((await from.Open(cancel)).Place, http, surroundings.Clock);
            var writer = new RegistryClient((await target.Open(cancel)).Place, http, surroundings.Clock);
            var there = await CopyManifest((reader, writer), name.Repository, (digest, name.Version), cancel);
            events.Completed(subject, Activity.Pull, began, $"copied from {from.Region}");
            return new ReleaseImage(subject, build.Reference, there);
        }
        catch (RegistryException e)
        {
            var what = $"{subject}: the image could not be copied from {from.Region} to {target.Region}";
            throw new FailureException(
                (e.Fault == RegistryFault.Refused ? PushRefusal.Explain(what, e.Message, target.Host, surroundings)
                    : new Failure(what, e.Message) { Next = "fairlead deploy" }) with
                {
                    Place = build.Image.Origin.Name, Outcome = "nothing else was changed",
                },
                e);
        }
    }

    // Everything that a manifest leads to goes before it: a registry takes none whose parts are missing.
    private async Task<string> CopyManifest(
        (RegistryClient From, RegistryClient To) way, string repository, (string Digest, string Name) what, CancellationToken cancel)
    {
        var manifest = await way.From.FindManifest(repository, what.Digest, cancel)
            ?? throw new RegistryException(RegistryFault.Missing, $"{what.Digest} is gone meanwhile");
        foreach (var child in manifest.IsIndex ? manifest.Children() : [])
        {
            await CopyManifest(way, repository, (child.Digest, child.Digest), cancel);
        }

        if (!manifest.IsIndex)
        {
            await Parallel.ForEachAsync(
                manifest.Blobs().DistinctBy(b => b.Digest),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                async (blob, c) => await way.To.CopyBlob(way.From, repository, repository, blob, c));
        }

        try
        {
            await way.To.PutManifest(repository, what.Name, manifest, cancel);
            return manifest.Digest;
        }
        catch (RegistryException e) when (e.Fault == RegistryFault.Taken)
        {
            // Somebody was quicker; the tag says what it was built from, so theirs is as good.
            if (await target.FindDigest(repository, what.Name, cancel) is { } theirs)
            {
                return theirs;
            }

            throw;
        }
    }
}
