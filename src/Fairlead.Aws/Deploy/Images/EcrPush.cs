using System.Text.RegularExpressions;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Targets;
using Fairlead.Images;
using Fairlead.Images.Plan;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>Builds an image and pushes it through the engine.</summary>
internal sealed partial class EcrPush(EcrRegistry registry, EcrSurroundings surroundings)
{
    private const int Tries = 3;

    private static readonly Dictionary<string, string> NoLabels = [];

    public async Task<ReleaseImage> Run(ImageBuild build, EventStream events, CancellationToken cancel)
    {
        using var engine = new ImageEngine(surroundings.Engine);
        var repository = build.Reference[..build.Reference.LastIndexOf(':')];
        var builder = new Builder(
            engine,
            new BuildSurroundings(
                surroundings.Engine, _ => NoLabels, (_, hash) => $"{repository}:{ImagesInEcr.Build}{hash}", surroundings.Variable),
            events);
        var image = await builder.Build(build, cancel);
        try
        {
            await Check(engine, build, image, cancel);
            return image with { Id = await Push(engine, build, image, events, cancel) };
        }
        finally
        {
            await Forget(engine, image.Reference);
        }
    }

    // What was built for another machine ends at its start, with no better word than "exec format error".
    private static async Task Check(ImageEngine engine, ImageBuild build, ReleaseImage image, CancellationToken cancel)
    {
        var wanted = ImagePlatform.Parse(build.Image.Platform ?? Platforms.Usual);
        if (await engine.FindPlatform(image.Id, cancel) is { } platform && platform != wanted)
        {
            throw new FailureException(ImageResolver.WrongPlatform(build.Image, "what was built", $"{platform}", wanted));
        }
    }

    private async Task<string> Push(
        ImageEngine engine, ImageBuild build, ReleaseImage image, EventStream events, CancellationToken cancel)
    {
        var (began, subject) = (events.Now, image.Name);
        events.Started(subject, Activity.Push, $"to {registry.Host}");
        var digest = await PushOrFind(engine, build, image, events, cancel);
        events.Completed(subject, Activity.Push, began);
        return digest;
    }

    private async Task<string> PushOrFind(
        ImageEngine engine, ImageBuild build, ReleaseImage image, EventStream events, CancellationToken cancel)
    {
        var name = RegistryImage.Parse(image.Reference);
        try
        {
            return await Repeat(engine, image, (name, (done, total) => events.Progressed(image.Name, done, total)), cancel);
        }
        catch (EngineImageException e)
        {
            // The tag says what it was built from: somebody who pushed it meanwhile built the same.
            if (IsTaken(e.Reason) && await registry.FindDigest(name.Repository, name.Version, cancel) is { } digest)
            {
                events.Warned(image.Name, $"{name.Version} was pushed by somebody else meanwhile, and that one is used");
                return digest;
            }

            var what = $"{image.Name}: the image could not be pushed";
            throw new FailureException(
                (PushRefusal.IsRefusal(e.Reason) ? PushRefusal.Explain(what, e.Reason, registry.Host, surroundings)
                    : new Failure(what, e.Reason) { Next = "fairlead deploy" }) with
                {
                    Place = build.Image.Origin.Name, Outcome = "nothing else was changed",
                },
                e);
        }
    }

    private async Task<string> Repeat(
        ImageEngine engine, ReleaseImage image, (RegistryImage Name, Action<int, int> Progressed) push, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Anew each time: a push may take longer than a login is good for.
            var (place, login) = await registry.Open(cancel);
            var reference = $"{place.Address.Authority}/{push.Name.Repository}:{push.Name.Version}";
            try
            {
                if (reference != image.Reference)
                {
                    await engine.Tag(image.Id, reference, cancel);
                }

                return await engine.Push(reference, login, push.Progressed, cancel);
            }
            catch (EngineImageException e) when (attempt < Tries && (e.IsCut || Passing().IsMatch(e.Reason)))
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), surroundings.Clock, cancel);
            }
            finally
            {
                if (reference != image.Reference)
                {
                    await Forget(engine, reference);
                }
            }
        }
    }

    // A name that is left over does no harm, and says nothing of how the push went.
    private static async Task Forget(ImageEngine engine, string reference)
    {
        try
        {
            await engine.Untag(reference, CancellationToken.None);
        }
        catch (FailureException)
        {
        }
    }

    // ECR of a tag that can not be moved.
    private static bool IsTaken(string said) => said.Contains("tag invalid", StringComparison.OrdinalIgnoreCase)
        && said.Contains("already exists", StringComparison.Ordinal);

    // What the engine says of a line that was cut, after it tried five times itself, and of a registry that is not well for a moment.
    [GeneratedRegex(
        @"\bEOF\b|connection reset|broken pipe|i/o timeout|TLS handshake timeout|connection refused|toomanyrequests|request canceled"
        + @"|\b50[0234]\b|use of closed network connection|no such host",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Passing();
}
