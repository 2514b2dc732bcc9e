using System.Collections.Concurrent;
using Fairlead.Aws.Api;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images;
using Fairlead.Images.Plan;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>
/// The images of an app in its repositories of one region. Tasks name them by digest alone; tags are for finding them again and for keeping
/// them.
/// </summary>
internal sealed class EcrImages : IDisposable
{
    // Redirections are followed where they are understood: a login is for the registry alone.
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private readonly ConcurrentDictionary<string, ReleaseImage> provided = new(StringComparer.Ordinal);
    private readonly EcrSurroundings surroundings;
    private readonly EcrRegistry registry;
    private readonly IReadOnlyList<EcrRegistry> others;
    private readonly EcrTags tags;

    public EcrImages(AwsConnection aws, EcrSurroundings surroundings)
    {
        this.surroundings = surroundings;
        registry = new EcrRegistry(aws, surroundings);
        others = [.. surroundings.OtherRegions.Where(o => o.Region != aws.Region).Select(o => new EcrRegistry(o, surroundings))];
        tags = new EcrTags(registry);
    }

    public void Dispose() => http.Dispose();

    /// <summary>
    /// What to start for each image of the file, and what has to be built or copied first; changes nothing. What <see cref="Provide"/> made
    /// already is taken.
    /// </summary>
    /// <param name="goal">What is wanted.</param>
    /// <param name="live">The release that serves.</param>
    /// <param name="next">The number of the release that would be made.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<ImageChoices> Choose(Goal goal, Release? live, int next, CancellationToken cancel)
    {
        // On whatever machine it is built, an image is for the machines that tasks run on.
        var app = goal.App with
        {
            Images = new Table<Image>([.. goal.App.Images.Select(i => i with { Platform = i.Platform ?? Platforms.Usual })]),
        };
        var resolver = new ImageResolver([registry, .. others], http, surroundings);
        return new ImageChoice(new ImagesInEcr(app, registry, resolver), surroundings.Folder, provided)
            .Choose(goal with { App = app }, live, next, cancel);
    }

    /// <summary>Copies one from another region, or builds and pushes it; answers with its digest.</summary>
    public async Task<ReleaseImage> Provide(ImageBuild build, EventStream events, CancellationToken cancel)
    {
        var copied = build.Pull ? null : await new EcrCopy(registry, others, http, surroundings).Find(build, events, cancel);
        var image = copied ?? await new EcrPush(registry, surroundings).Run(build, events, cancel);
        if (EcrTags.NameOf(surroundings.Identity) is { } name)
        {
            await tags.Add(RegistryImage.Parse(image.Reference).Repository, image.Id, [name], cancel);
        }

        provided[image.Name] = image;
        return image;
    }

    /// <summary>
    /// After a release that succeeded: the environment's tag moves to its images, and a tag of the release keeps them. Images that lie
    /// elsewhere are not ours to tag.
    /// </summary>
    /// <param name="app">In its environment.</param>
    /// <param name="images">Those of the release.</param>
    /// <param name="release">Its number.</param>
    /// <param name="cancel">Ends it.</param>
    public Task Mark(App app, IEnumerable<ReleaseImage> images, int release, CancellationToken cancel)
    {
        var environment = app.Environment.Name;
        string[] names =
        [
            EcrTags.ForEnvironment(environment), EcrTags.ForRelease(environment, release),
            .. new[] { EcrTags.NameOf(surroundings.Identity) }.OfType<string>(),
        ];
        var own = images.Select(i => (Image: i, Repository: ImageReferences.RepositoryOf(app, i.Name)))
            .Where(i => i.Image.Id.Length > 0 && IsIn(i.Repository, i.Image.Reference));
        return Task.WhenAll(own.Select(i => tags.Add(i.Repository, i.Image.Id, names, cancel)));
    }

    private bool IsIn(string repository, string reference) =>
        RegistryImage.Parse(reference) is var name && name.Host == registry.Host && name.Repository == repository;
}
