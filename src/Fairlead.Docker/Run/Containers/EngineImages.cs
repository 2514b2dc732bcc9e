using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Images;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;

namespace Fairlead.Docker.Run.Containers;

/// <summary>The images of the engine.</summary>
internal sealed class EngineImages(Engine engine) : IImageStore
{
    public async Task<string?> FindId(string reference, CancellationToken cancel) => (await engine.FindImage(reference, cancel))?.Id;

    public async Task<string> Fetch(string reference, CancellationToken cancel)
    {
        var registry = ImageRegistry.HostOf(reference);
        var found = engine.Logins is { } logins ? await logins.Find(registry, cancel) : new FoundLogin(null, null);
        try
        {
            await engine.Pull(reference, found.Login, cancel);
        }
        catch (EngineException e)
        {
            var said = found.Login?.Clean(e.Reason) ?? e.Reason;
            var isRefused = ImageRegistry.IsRefusal(said);
            throw new FailureException(
                new Failure($"the image {reference} can not be had", isRefused ? Refusal(registry, found, said) : said)
                {
                    Outcome = "nothing was changed",
                    Next = isRefused ? $"docker login {registry}" : $"docker pull {reference}",
                },
                e);
        }

        return await FindId(reference, cancel)
            ?? throw new FailureException(
                $"the image {reference} is not in the engine",
                "it was fetched, and is gone again",
                $"docker pull {reference}");
    }

    private static string Refusal(string registry, FoundLogin found, string said) => found switch
    {
        { Login: { } login } => $"{registry} refuses {login}: {said}",
        { Doubt: { } doubt } => $"{registry} refuses, and its login could not be found out ({doubt}): {said}",
        _ => $"{registry} refuses, and no login for it is known: {said}",
    };

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
