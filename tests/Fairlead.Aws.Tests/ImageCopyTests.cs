using Fairlead.Aws.Deploy.Images;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Aws.Tests.Support;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests;

/// <summary>What becomes of images that are there: copies in other regions, and tags.</summary>
public class ImageCopyTests
{
    private static CancellationToken None => CancellationToken.None;

    [RegistryFact]
    public async Task Row_020_what_another_region_has_is_copied_to_the_byte_and_not_built()
    {
        using var here = await LocalRegistry.Start(isClosed: true);
        using var there = await LocalRegistry.Start(isClosed: true);
        await using var stage = await ImageStage.Start();
        await using var ireland = await ScriptedAws.Start();
        using var other = ireland.Connect(region: "ap-southeast-1");
        Open(stage.Aws, here);
        Open(ireland, there);
        stage.OtherRegions = [other];
        using var images = stage.Images();
        var (planned, build) = await stage.Choose(images);
        var source = SmallImage.Client(there.Url, LocalRegistry.Password);
        var digest = await SmallImage.PutIndex(source, ImageStage.Repository, planned.Reference.Split(':')[1], "amd64", "arm64");
        var (image, told) = await stage.Provide(images, build!);
        image.ShouldBe(planned with { Id = digest });
        told.Select(e => e switch
        {
            Started s => $"{s.Activity} {s.Detail}", Completed c => $"{c.Activity} {c.Detail}", _ => $"{e}",
        }).ShouldBe(["Pull from ap-southeast-1", "Pull copied from ap-southeast-1"]);
        stage.Asked.ShouldBe("");

        // All of it is there: both machines, their layers, the attestation.
        var copy = SmallImage.Client(here.Url, LocalRegistry.Password);
        var index = (await copy.FindManifest(ImageStage.Repository, digest, None))!;
        foreach (var child in index.Children())
        {
            var manifest = (await copy.FindManifest(ImageStage.Repository, child.Digest, None))!;
            foreach (var blob in manifest.Blobs())
            {
                (await copy.HasBlob(ImageStage.Repository, blob.Digest, None)).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task Row_020_a_region_that_may_not_be_looked_into_is_told_and_the_image_built()
    {
        using var engine = new StubEngine();
        await using var stage = await ImageStage.Start();
        await using var far = await ScriptedAws.Start();
        using var other = far.Connect(region: "ap-southeast-1");
        far.Parts.Denies = _ => "ecr:BatchGetImage";
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        (stage.Engine, stage.OtherRegions) = (engine.Address, [other]);
        using var images = stage.Images();
        var (_, build) = await stage.Choose(images);
        var (_, told) = await stage.Provide(images, build!);
        told.OfType<Warned>().ShouldHaveSingleItem().Message.ShouldContain("ap-southeast-1");
        engine.Pushed.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Row_010_after_a_release_the_environments_tag_the_releases_and_the_commits_mean_its_digest()
    {
        await using var stage = await ImageStage.Start();
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        using var images = stage.Images();
        var old = Pushed(stage, "{1}", "build-1");
        await images.Mark(stage.App, [old], 1, None);
        stage.Identity = new ReleaseIdentity("fedcba9876543210", null, "ann");
        using var next = stage.Images();
        var now = Pushed(stage, "{2}", "build-2");
        await next.Mark(stage.App, [now, new ReleaseImage("web", "elsewhere.example.com/team/app:1", now.Id)], 2, None);
        (await Tag(stage, "env-dev")).ShouldBe(now.Id);
        (await Tag(stage, "rel-dev-2")).ShouldBe(now.Id);
        (await Tag(stage, "fedcba9876543210")).ShouldBe(now.Id);
        (await Tag(stage, "rel-dev-1")).ShouldBe(old.Id);
        (await Tag(stage, "0123456789abcdef")).ShouldBe(old.Id);
    }

    [Fact]
    public async Task D13_a_tag_that_is_there_is_no_error_and_one_that_another_image_has_stays_with_it()
    {
        await using var stage = await ImageStage.Start();
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        using var images = stage.Images();
        var (one, two) = (Pushed(stage, "{1}", "build-1"), Pushed(stage, "{2}", "build-2"));
        await images.Mark(stage.App, [one], 1, None);
        var calls = stage.Aws.Calls.Count;
        await images.Mark(stage.App, [one], 1, None);
        stage.Aws.Calls.Count.ShouldBe(calls + 1);

        // The same commit with other arguments; an answer that got lost.
        stage.Aws.Faults.On("PutImage", 1, CallFault.CutAfter);
        await images.Mark(stage.App, [two], 2, None);
        (await Tag(stage, "0123456789abcdef")).ShouldBe(one.Id);
        (await Tag(stage, "env-dev")).ShouldBe(two.Id);
        (await Tag(stage, "rel-dev-2")).ShouldBe(two.Id);
    }

    [Theory]
    [InlineData("abc", null, "abc")]
    [InlineData("abc", "v1.2", "v1.2")]
    [InlineData("abc", "release/1", "abc")]
    [InlineData("abc", "env-prod", "abc")]
    [InlineData("abc-dirty", "v1.2", null)]
    [InlineData(null, null, null)]
    public void Row_010_a_tag_of_the_source_names_an_image_or_its_commit_does(string? commit, string? tag, string? name) =>
        EcrTags.NameOf(new ReleaseIdentity(commit, tag, "ann")).ShouldBe(name);

    private static void Open(ScriptedAws aws, LocalRegistry registry)
    {
        aws.Parts.Images.AddRepository(ImageStage.Repository);
        (aws.Parts.Images.Registry, aws.Parts.Images.Password) = (registry.Url, LocalRegistry.Password);
    }

    private static ReleaseImage Pushed(ImageStage stage, string manifest, string tag) => new(
        "web", $"{ImageStage.Host}/{ImageStage.Repository}:{tag}", stage.Aws.Parts.Images.Push(ImageStage.Repository, manifest, tag));

    private static async Task<string?> Tag(ImageStage stage, string tag)
    {
        using var person = stage.Aws.Connect();
        return (await person.Ecr.BatchGetImage(new(ImageStage.Repository, [new() { ImageTag = tag }]), None))
            .Images?.SingleOrDefault()?.ImageId.ImageDigest;
    }
}
