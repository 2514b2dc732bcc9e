using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>Images of a release that comes back, or whose tasks are made anew: what a repository has let go can not be started.</summary>
internal sealed class RecordedImageLook(PreflightSubject subject) : IPreflightLook
{
    // API Reference, BatchGetImage.
    private const int Most = 100;

    public string What => "whether the images of the release are there";

    public Span Place => subject.Lines.At("images");

    public ProblemCode Code => Codes.ImageAway;

    public async Task<IReadOnlyList<Problem>> Find(CancellationToken cancel)
    {
        if (subject.Work.Goal is not { Images: ImageSource.Recorded, Recorded: { } release })
        {
            return [];
        }

        var gone = await Gone([release], cancel);
        var missing = subject.Work.Images.Values.Where(i => gone.Contains((i.Name, i.Id))).Select(i => i.Name)
            .Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
        {
            return [];
        }

        var numbers = await Others(release, cancel);
        return
        [
            new Problem(Code, Severity.Error, Place,
                $"release {StackScope.Number(release.Number)} can not come back: the image of {string.Join(", ", missing)} is no longer in"
                    + $" its repository; {(numbers.Count == 0 ? "no other release still can" : $"{numbers.Count} still can")}",
                numbers.Count == 0 ? "fairlead deploy" : $"fairlead rollback {numbers[0]} (or {string.Join(", ", numbers.Skip(1))})"
                    .Replace(" (or )", "", StringComparison.Ordinal)),
        ];
    }

    // Newest first.
    private async Task<IReadOnlyList<string>> Others(Release release, CancellationToken cancel)
    {
        var others = (await subject.Records.List(cancel))
            .Where(r => r.State == ReleaseState.Succeeded && r.Number != release.Number).ToList();
        var lost = await Gone(others, cancel);
        return [.. others.Where(r => !r.Images.Any(i => lost.Contains((i.Name, i.Id)))).Select(r => StackScope.Number(r.Number))];
    }

    // Of images that lie in the app's own repositories; others are for others to keep.
    private async Task<IReadOnlySet<(string Name, string Digest)>> Gone(IReadOnlyList<Release> releases, CancellationToken cancel)
    {
        var own = releases.SelectMany(r => r.Images).Where(i => i.Id.Length > 0
            && i.Reference.Contains($"/{ImageReferences.RepositoryOf(subject.App, i.Name)}:", StringComparison.Ordinal)
            && i.Reference.StartsWith($"{subject.Person.Id}.dkr.ecr.{subject.Person.Region}.", StringComparison.Ordinal))
            .Select(i => (i.Name, i.Id)).Distinct().GroupBy(i => i.Name, StringComparer.Ordinal)
            .SelectMany(g => g.Chunk(Most).Select(some => (g.Key, Digests: some.Select(i => i.Id).ToArray())));
        var answers = await Task.WhenAll(own.Select(async o => (o.Key, Gone: await Gone(o.Key, o.Digests, cancel))));
        return answers.SelectMany(a => a.Gone.Select(d => (a.Key, d))).ToHashSet();
    }

    private async Task<IReadOnlyCollection<string>> Gone(string image, string[] digests, CancellationToken cancel)
    {
        try
        {
            ImageIdentifier[] ids = [.. digests.Select(d => new ImageIdentifier { ImageDigest = d })];
            var found = await subject.Person.Connection.Ecr.BatchGetImage(
                new BatchGetImageRequest(ImageReferences.RepositoryOf(subject.App, image), ids), cancel);
            return [.. digests.Except((found.Images ?? []).Select(i => i.ImageId.ImageDigest ?? ""), StringComparer.Ordinal)];
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "RepositoryNotFoundException")
        {
            return digests;
        }
    }
}
