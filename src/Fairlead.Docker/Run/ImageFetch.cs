using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Images;

namespace Fairlead.Docker.Run;

/// <summary>
/// Gets the finished images of a plan, beside each other and before all else: nobody waits for a build, or types a secret, for a deploy
/// that can not go on.
/// </summary>
internal sealed class ImageFetch(EngineImages images, Builder builder, EventStream events)
{
    /// <returns>Those that the file names under <c>images</c>.</returns>
    public async Task<IReadOnlyList<ReleaseImage>> Fetch(DockerPlan plan, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pulls = plan.Pulls.Select(p => Need(p, stop.Token).OrStop(stop)).ToList();
        var named = plan.Builds.Where(b => b.Content is null).Select(b => builder.Build(b, stop.Token).OrStop(stop)).ToList();
        await Task.WhenAll([.. pulls, .. named]);
        return await Task.WhenAll(named);
    }

    private async Task<string> Need(ImagePull image, CancellationToken cancel)
    {
        if (await images.FindId(image.Reference, cancel) is { } present)
        {
            return present;
        }

        var began = events.Now;
        events.Started(image.Subject, Activity.Pull, image.Reference);
        try
        {
            var id = await images.Fetch(image.Reference, cancel);
            events.Completed(image.Subject, Activity.Pull, began, image.Reference);
            return id;
        }
        catch (FailureException e)
        {
            var what = $"{image.Subject}: {e.Failure.What}";
            throw new FailureException(e.Failure with { What = what, Place = image.Place, Next = Next(image) }, e);
        }
    }

    private static string Next(ImagePull image) =>
        $"docker pull {image.Reference}{(image.Place is null ? "" : ", or name another in the file")}; then: fairlead deploy";
}
