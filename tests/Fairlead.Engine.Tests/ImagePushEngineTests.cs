using System.Runtime.InteropServices;
using Fairlead.Aws.Checks;
using Fairlead.Aws.Deploy.Images;
using Fairlead.Core.AppFile;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Engine.Tests.Support;
using Fairlead.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>An image for AWS, built by a real engine and pushed to a real registry.</summary>
public sealed class ImagePushEngineTests : IDisposable
{
    private const string Host = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
    private static readonly string Machine =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-push-").FullName;

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [PushFact]
    public async Task Row_017_An_image_is_built_and_pushed_without_a_login_of_the_users_and_named_by_its_digest()
    {
        using var registry = await LocalRegistry.Start(isClosed: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM debian:bookworm-slim\nCOPY main.txt /\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "main.txt"), Guid.NewGuid().ToString());
        using var aws = new StubEcr(registry.Url, LocalRegistry.Password).Connect();
        using var images = Images(aws);
        var (image, told) = await Provide(images, Machine);
        image.Reference.ShouldStartWith($"{Host}/shop/web:build-");
        told.OfType<Completed>().Select(e => e.Activity).ShouldBe([Activity.Build, Activity.Push]);
        told.OfType<Progressed>().Last().ShouldSatisfyAllConditions(p => p.Done.ShouldBe(p.Total), p => p.Total.ShouldBeGreaterThan(0));

        // What the registry has is what is deployed, and fits.
        var client = SmallImage.Client(registry.Url, LocalRegistry.Password);
        var manifest = (await client.FindManifest("shop/web", image.Reference.Split(':')[1], None))!;
        manifest.Digest.ShouldBe(image.Id);
        (await client.Platforms("shop/web", manifest, None)).Select(p => $"{p}").ShouldContain($"linux/{Machine}");

        // The names that it travelled under are gone.
        var left = await Command.Run("docker", ["images", "--format", "{{.Repository}}"], folder);
        left.Succeeds().Out.ShouldNotContain("shop/web");
    }

    [PushFact]
    public async Task Row_018_A_registry_that_refuses_is_told_with_account_and_caller()
    {
        using var registry = await LocalRegistry.Start(isClosed: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM debian:bookworm-slim\n");
        using var aws = new StubEcr(registry.Url, "wr0ng-password").Connect();
        using var images = Images(aws);
        var refused = await Should.ThrowAsync<FailureException>(() => Provide(images, Machine));
        refused.Failure.What.ShouldBe("web: the image could not be pushed");
        refused.Failure.Why.ShouldContain("does not take the login of arn:aws:iam::111122223333:user/ann for account 111122223333");
        refused.ToString().ShouldNotContain("wr0ng-password");
    }

    private EcrImages Images(Aws.Api.AwsConnection aws) => new(aws, new EcrSurroundings(
        "111122223333", folder, $"unix://{DockerEngine.Socket}", Environment.GetEnvironmentVariable, TimeProvider.System)
    {
        Caller = "arn:aws:iam::111122223333:user/ann",
    });

    private static async Task<(ReleaseImage Image, List<Event> Told)> Provide(EcrImages images, string architecture)
    {
        var read = AppFileReader.Read(new Source("fairlead.yaml", $$"""
            app: shop
            images: {web: {context: ., platform: linux/{{architecture}} } }
            services: {web: {port: 80} }
            environments: {dev: {region: eu-west-1} }
            """), "dev", new AnyFile(), AwsChecks.Check);
        var app = read.App.ShouldNotBeNull(string.Join('\n', read.Problems.Select(p => p.Message)));
        var chosen = await images.Choose(Goal.Deploy(app, new ReleaseIdentity(null, null, "ann")), null, 1, None);
        var (made, told) = ((ReleaseImage?)null, new List<Event>());
        await foreach (var happened in EventStream.Run(TimeProvider.System, async (events, cancel) =>
            made = await images.Provide(chosen.Builds.Single(), events, cancel), None))
        {
            told.Add(happened);
        }

        return told is [.., Failed { Failure: var failure }] ? throw new FailureException(failure) : (made!, told);
    }

    private sealed class AnyFile : IProjectFiles
    {
        public PathKind Find(string relativePath, PathKind expected) => expected;

        public IReadOnlyList<string> Match(string pattern) => [pattern];
    }
}
