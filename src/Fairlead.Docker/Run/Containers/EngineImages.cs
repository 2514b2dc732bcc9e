using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Images;

namespace Fairlead.Docker.Run.Containers;

/// <summary>The images of the engine.</summary>
internal sealed class EngineImages(Engine engine) : IImageStore
{
    public async Task<string?> FindId(string reference, CancellationToken cancel) => (await engine.FindImage(reference, cancel))?.Id;

    public async Task<string> Fetch(string reference, CancellationToken cancel)
    {
        try
        {
            await engine.Pull(reference, cancel);
        }
        catch (EngineException e)
        {
            throw new FailureException(
                new Failure(
                    $"the image {reference} can not be had",
                    e.Reason) { Outcome = "nothing was changed", Next = $"docker pull {reference}" },
                e);
        }

        return await FindId(reference, cancel)
            ?? throw new FailureException(
                $"the image {reference} is not in the engine",
                "it was fetched, and is gone again",
                $"docker pull {reference}");
    }

    /// <summary>Fetches what the engine does not have.</summary>
    public async Task Need(string reference, CancellationToken cancel)
    {
        if (await FindId(reference, cancel) is null)
        {
            await Fetch(reference, cancel);
        }
    }

    public Task Tag(string id, string reference, CancellationToken cancel) => engine.Tag(id, reference, cancel);
}
