using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>
/// What a finished image's name stands for now. A tag may have moved, so its registry is asked each time; nothing is taken in its place
/// where the registry does not say.
/// </summary>
/// <param name="registries">Those whose login AWS gives.</param>
internal sealed class ImageResolver(IReadOnlyList<EcrRegistry> registries, HttpMessageInvoker http, EcrSurroundings surroundings)
{
    public async Task<ReleaseImage> Resolve(Image image, string reference, CancellationToken cancel)
    {
        var name = RegistryImage.Parse(reference);
        if (name.Digest is { } digest)
        {
            return new ReleaseImage(image.Name, reference, digest);
        }

        var place = await Place(name, cancel);
        try
        {
            var client = new RegistryClient(place, http, surroundings.Clock);
            var manifest = await client.FindManifest(name.Repository, name.Version, cancel)
                ?? throw new RegistryException(RegistryFault.Missing, $"{name.Host} has no tag '{name.Version}' of {name.Repository}");
            Check(image, reference, await client.Platforms(name.Repository, manifest, cancel));
            return new ReleaseImage(image.Name, reference, manifest.Digest);
        }
        catch (RegistryException e)
        {
            throw new FailureException(await Explain(image, reference, (name, place), e, cancel), e);
        }
    }

    private async Task<RegistryPlace> Place(RegistryImage name, CancellationToken cancel)
    {
        if (registries.FirstOrDefault(r => r.Opens(name.Host)) is not { } own)
        {
            return RegistryPlace.For(name.Host, surroundings.Logins);
        }

        var (place, _) = await own.Open(cancel);
        return own.Host == name.Host ? place : RegistryPlace.For(name.Host, logins: null) with { Login = place.Login };
    }

    private static void Check(Image image, string reference, IReadOnlyList<ImagePlatform> has)
    {
        var wanted = ImagePlatform.Parse(image.Platform ?? Platforms.Usual);
        if (!has.Contains(wanted))
        {
            throw new FailureException(WrongPlatform(image, reference, string.Join(" and ", has), wanted) with
            {
                Place = PlaceOf(image, reference),
            });
        }
    }

    /// <param name="has">What the image is for.</param>
    public static Failure WrongPlatform(Image image, string reference, string has, ImagePlatform wanted) => new(
        $"{image.Name}: the image is for another machine",
        $"{reference} is for {(has.Length > 0 ? has : "none that it names")}, and the app runs it on {wanted}")
    {
        Place = image.Origin.Name,
        Outcome = "nothing was changed",
        Next = $"build it for {wanted}" + (has.Length > 0 ? $", or say platform: {has.Split(' ')[0]}" : "") + "; then: fairlead deploy",
    };

    private static Core.Sources.Span? PlaceOf(Image image, string reference) =>
        reference == image.Use ? image.Origin.PlaceOf("use") : null;

    private async Task<Failure> Explain(
        Image image, string reference, (RegistryImage Name, RegistryPlace Place) asked, RegistryException error, CancellationToken cancel)
    {
        var host = asked.Name.Host;
        var (why, next) = error.Fault switch
        {
            RegistryFault.Missing => (error.Message, "name one that is there, or push it; then: fairlead deploy"),
            RegistryFault.Refused => (await Refusal(asked.Place, error, cancel), $"docker login {host}"),
            RegistryFault.Limited =>
                ($"{host} was asked too often: {error.Message}", $"docker login {host}, or wait; then: fairlead deploy"),
            RegistryFault.Unreachable => ($"its registry does not answer: {error.Message}", $"docker pull {reference}"),
            _ => (error.Message, $"docker pull {reference}"),
        };
        return new Failure($"{image.Name}: the image {reference} can not be had", why)
        {
            Place = PlaceOf(image, reference), Outcome = "nothing was changed", Next = next,
        };
    }

    private async Task<string> Refusal(RegistryPlace place, RegistryException error, CancellationToken cancel)
    {
        if (registries.Any(r => r.Opens(place.Name)))
        {
            return $"{surroundings.Caller} may not: {error.Message}";
        }

        return await place.Login(cancel) switch
        {
            { Login: { } login } => $"{place.Name} refuses {login}: {error.Message}",
            { Doubt: { } doubt } => $"{place.Name} refuses, and its login could not be found out ({doubt}): {error.Message}",
            _ => $"{place.Name} refuses, and no login for it is known: {error.Message}",
        };
    }
}
