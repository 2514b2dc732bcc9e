using Fairlead.Aws.Tests.Support;
using Fairlead.Core.Targets;
using Fairlead.Images.Registry;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests;

/// <summary>Which image a deploy to AWS starts, and whether it has to be built: decided before anything is changed.</summary>
public class ImageTests
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Fact]
    public async Task Row_013_before_there_is_a_repository_the_image_is_to_be_built_for_the_machines_that_tasks_run_on()
    {
        await using var stage = await ImageStage.Start();
        using var images = stage.Images();
        var (image, build) = await stage.Choose(images);
        image.Id.ShouldBe("");
        image.Reference.ShouldBe($"{ImageStage.Host}/{ImageStage.Repository}:build-{build!.Content!.Hash}");
        (build.Reference, build.Image.Platform).ShouldBe((image.Reference, "linux/amd64"));
    }

    [Fact]
    public async Task What_was_built_from_the_same_files_is_not_built_again()
    {
        await using var stage = await ImageStage.Start();
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        using var images = stage.Images();
        var (image, build) = await stage.Choose(images);
        var digest = stage.Aws.Parts.Images.Push(ImageStage.Repository, "{}", image.Reference.Split(':')[1]);
        stage.Aws.Calls.Count.ShouldBe(1);
        (image, build) = await stage.Choose(images);
        (image.Id, build).ShouldBe((digest, null));
        stage.Aws.Calls.Count.ShouldBe(2);

        // What serves is known to be there; a newer base of the same files too.
        foreach (var live in new[] { image, image with { Reference = image.Reference + "-r3" } })
        {
            (await stage.Choose(images, live: live)).ShouldBe((live, null));
        }

        stage.Aws.Calls.Count.ShouldBe(2);
        stage.Write("main.txt", "two");
        (image, build) = await stage.Choose(images, live: image);
        (image.Id, build is null).ShouldBe(("", false));
    }

    [Fact]
    public async Task With_pull_the_same_files_get_another_name()
    {
        await using var stage = await ImageStage.Start();
        using var images = stage.Images();
        var (first, _) = await stage.Choose(images, stage.Deploy() with { Pull = true });
        first.Reference.ShouldNotContain("-r");
        var (image, build) = await stage.Choose(images, stage.Deploy() with { Pull = true }, first with { Id = Digest });
        (image.Reference, image.Id, build!.Pull).ShouldBe((first.Reference + "-r8", "", true));
    }

    [Fact]
    public async Task What_a_deploy_leaves_alone_keeps_its_image()
    {
        await using var stage = await ImageStage.Start();
        using var images = stage.Images();
        var live = new ReleaseImage("web", "another", Digest);
        (await stage.Choose(images, stage.Deploy() with { Only = ["db"] }, live)).ShouldBe((live, null));
        var back = Goal.Rollback(stage.App, ImageStage.Released(live), "ann");
        (await stage.Choose(images, back)).ShouldBe((live, null));
        stage.Aws.Calls.ShouldBeEmpty();
        var lost = Goal.Rollback(stage.App, ImageStage.Released(live with { Id = "" }), "ann");
        (await Should.ThrowAsync<FailureException>(() => stage.Choose(images, lost))).Failure.What.ShouldContain("can not come back");
    }

    [Fact]
    public async Task Without_a_build_the_newest_that_was_built_is_taken()
    {
        await using var stage = await ImageStage.Start();
        using var images = stage.Images();
        var goal = stage.Deploy() with { Images = ImageSource.Newest };
        (await Should.ThrowAsync<FailureException>(() => stage.Choose(images, goal))).Failure.What.ShouldContain("there is no image yet");
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        stage.Aws.Parts.Images.Push(ImageStage.Repository, "{1}", "build-1");
        stage.Aws.Clock.Advance(TimeSpan.FromMinutes(1));
        var newest = stage.Aws.Parts.Images.Push(ImageStage.Repository, "{2}", "build-2");
        stage.Aws.Clock.Advance(TimeSpan.FromMinutes(1));
        stage.Aws.Parts.Images.Push(ImageStage.Repository, "{3}", "by-hand");
        (await stage.Choose(images, goal)).Image
            .ShouldBe(new ReleaseImage("web", $"{ImageStage.Host}/{ImageStage.Repository}:build-2", newest));
    }

    [RegistryFact]
    public async Task Row_009_an_image_built_elsewhere_is_resolved_to_its_digest_and_not_built()
    {
        using var registry = await LocalRegistry.Start();
        var digest = await SmallImage.Put(SmallImage.Client(registry.Url), "team/app", "1");
        var index = await SmallImage.PutIndex(SmallImage.Client(registry.Url), "team/app", "2", "arm64", "amd64");
        await using var stage = await ImageStage.Start($"{{web: {{use: '{registry.Host}/team/app:1'}}}}");
        using var images = stage.Images();
        (await stage.Choose(images)).ShouldBe((new ReleaseImage("web", $"{registry.Host}/team/app:1", digest), null));

        // deploy --image; one for several machines stays what it is.
        var goal = stage.Deploy() with { References = new Dictionary<string, string> { ["web"] = $"{registry.Host}/team/app:2" } };
        (await stage.Choose(images, goal)).Image.Id.ShouldBe(index);

        // A tag may have moved; a digest can not.
        var moved = await SmallImage.Put(SmallImage.Client(registry.Url), "team/app", "1", content: "newer");
        (await stage.Choose(images, live: new ReleaseImage("web", $"{registry.Host}/team/app:1", digest))).Image.Id.ShouldBe(moved);
        goal = stage.Deploy() with { References = new Dictionary<string, string> { ["web"] = $"no.such.host/team/app@{Digest}" } };
        (await stage.Choose(images, goal)).Image.Id.ShouldBe(Digest);
        stage.Aws.Calls.ShouldBeEmpty();
    }

    [RegistryFact]
    public async Task Row_009_an_image_of_the_accounts_own_registry_needs_no_login_of_the_user()
    {
        using var registry = await LocalRegistry.Start(isClosed: true);
        var digest = await SmallImage.Put(SmallImage.Client(registry.Url, LocalRegistry.Password), "team/app", "1");
        await using var stage = await ImageStage.Start($"{{web: {{use: '{ImageStage.Host}/team/app:1'}}}}");
        (stage.Aws.Parts.Images.Registry, stage.Aws.Parts.Images.Password) = (registry.Url, LocalRegistry.Password);
        using var images = stage.Images();
        (await stage.Choose(images)).Image.Id.ShouldBe(digest);
        stage.Aws.Calls.ShouldHaveSingleItem().Operation.ShouldBe("GetAuthorizationToken");
    }

    [RegistryFact]
    public async Task R17_a_tag_that_is_not_there_ends_the_plan_at_its_line()
    {
        using var registry = await LocalRegistry.Start();
        await SmallImage.Put(SmallImage.Client(registry.Url), "team/app", "1");
        await using var stage = await ImageStage.Start($"{{web: {{use: '{registry.Host}/team/app:l'}}}}");
        using var images = stage.Images();
        var failure = (await Should.ThrowAsync<FailureException>(() => stage.Choose(images))).Failure;
        failure.What.ShouldBe($"web: the image {registry.Host}/team/app:l can not be had");
        failure.Why.ShouldContain("no tag 'l' of team/app");
        (failure.Place!.Line, failure.Outcome).ShouldBe((2, "nothing was changed"));
        failure.Next.ShouldNotBeNull();
        stage.Aws.Calls.ShouldBeEmpty();
    }

    [RegistryFact]
    public async Task R18_C8_an_image_for_another_machine_ends_the_plan_with_both_names()
    {
        using var registry = await LocalRegistry.Start();
        await SmallImage.Put(SmallImage.Client(registry.Url), "team/app", "1", "arm64");
        await SmallImage.PutIndex(SmallImage.Client(registry.Url), "team/app", "2", "arm64", "s390x");
        foreach (var (tag, has) in new[] { ("1", "linux/arm64"), ("2", "linux/arm64 and linux/s390x") })
        {
            await using var stage = await ImageStage.Start($"{{web: {{use: '{registry.Host}/team/app:{tag}'}}}}");
            using var images = stage.Images();
            var failure = (await Should.ThrowAsync<FailureException>(() => stage.Choose(images))).Failure;
            failure.Why.ShouldBe($"{registry.Host}/team/app:{tag} is for {has}, and the app runs it on linux/amd64");
            failure.Place!.Line.ShouldBe(2);
        }

        await using var arm = await ImageStage.Start($"{{web: {{use: '{registry.Host}/team/app:1', platform: linux/arm64}}}}");
        using var wanted = arm.Images();
        (await arm.Choose(wanted)).Build.ShouldBeNull();
    }

    [Theory]
    [InlineData(401, "UNAUTHORIZED", "refuses, and no login for it is known", "docker login")]
    [InlineData(403, "DENIED", "refuses, and no login for it is known", "docker login")]
    [InlineData(429, "TOOMANYREQUESTS", "was asked too often", "docker login")]
    [InlineData(503, "UNAVAILABLE", "answers 503", "docker pull")]
    public async Task C7_a_registry_that_does_not_give_is_told_and_nothing_is_taken_instead(
        int status, string code, string why, string next)
    {
        using var registry = new StubRegistry(_ => StubAnswer.Error(status, code, "not now"));
        await using var stage = await ImageStage.Start($"{{web: {{use: '{registry.Host}/team/app:1'}}}}");
        using var images = stage.Images();
        var live = new ReleaseImage("web", $"{registry.Host}/team/app:1", Digest);
        var failure = (await Should.ThrowAsync<FailureException>(() => stage.Choose(images, live: live))).Failure;
        failure.Why.ShouldContain(why);
        failure.Why.ShouldContain("not now");
        failure.Next!.ShouldStartWith(next);
        failure.Place!.Line.ShouldBe(2);
        stage.Aws.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task C7_a_login_that_is_refused_is_named_and_not_shown()
    {
        using var registry = new StubRegistry(_ => new StubAnswer(401, "s3cr3t-of-ann")
        {
            Headers = new() { ["WWW-Authenticate"] = "Basic realm=\"team\"" },
        });
        await using var stage = await ImageStage.Start($"{{web: {{use: '{registry.Host}/team/app:1'}}}}");
        stage.Write("config.json", $$$"""{"auths": {"{{{registry.Host}}}": {"username": "ann", "password": "s3cr3t-of-ann"} } }""");
        stage.Logins = new RegistryLogins(n => n == "DOCKER_CONFIG" ? stage.Folder : null, stage.Folder);
        using var images = stage.Images();
        var failure = await Should.ThrowAsync<FailureException>(() => stage.Choose(images));
        failure.Failure.Why.ShouldContain($"refuses the login for {registry.Host} from {stage.Folder}/config.json");
        failure.ToString().ShouldNotContain("s3cr3t");
        registry.Requests.Count.ShouldBe(2);
    }
}
