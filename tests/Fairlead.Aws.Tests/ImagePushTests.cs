using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Support;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests;

/// <summary>How an image that was built comes into the repository.</summary>
public class ImagePushTests
{
    private const string Stranger = "arn:aws:iam::999988887777:user/stranger";
    private const string Resource = "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web";

    [RegistryFact]
    public async Task Row_010_013_017_what_was_built_is_pushed_with_AWSs_own_login_and_deployed_by_its_digest()
    {
        using var registry = await LocalRegistry.Start(isClosed: true);
        using var engine = new StubEngine();
        var digest = "";
        await using var stage = await ImageStage.Start();
        stage.Engine = engine.Address;
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        (stage.Aws.Parts.Images.Registry, stage.Aws.Parts.Images.Password) = (registry.Url, LocalRegistry.Password);
        engine.Pushes = push =>
        {
            var client = SmallImage.Client(registry.Url, push.Login["password"]!.GetValue<string>());
            digest = SmallImage.Put(client, ImageStage.Repository, push.Tag).GetAwaiter().GetResult();
            return StubEngine.Done(digest);
        };
        using var images = stage.Images();
        var (planned, build) = await stage.Choose(images);
        var (image, told) = await stage.Provide(images, build!);
        image.ShouldBe(planned with { Id = digest });
        told.OfType<Started>().Select(e => e.Activity).ShouldBe([Activity.Build, Activity.Push]);
        told.OfType<Completed>().Select(e => e.Activity).ShouldBe([Activity.Build, Activity.Push]);
        told.OfType<Progressed>().Last().ShouldSatisfyAllConditions(p => p.Done.ShouldBe(1), p => p.Total.ShouldBe(1));

        // The image goes where AWS says the registry is, under no name that stays; the user's client is never asked to log in.
        engine.Pushed.ShouldHaveSingleItem().Name.ShouldBe($"{registry.Host}/{ImageStage.Repository}");
        engine.Pushed[0].Login["username"]!.GetValue<string>().ShouldBe("AWS");
        engine.Untagged.ShouldBe([$"{registry.Host}/{ImageStage.Repository}:{engine.Pushed[0].Tag}", image.Reference]);
        stage.Asked.ShouldContain("--platform linux/amd64");
        stage.Asked.ShouldNotContain("login");
        stage.Asked.ShouldNotContain(LocalRegistry.Password);

        // The commit is a name of it too, and so are environment and release once it serves; what was built is there for the next.
        await images.Mark(stage.App, [image], 8, CancellationToken.None);
        foreach (var name in new[] { "0123456789abcdef", "env-dev", "rel-dev-8" })
        {
            var client = SmallImage.Client(registry.Url, LocalRegistry.Password);
            (await client.FindDigest(ImageStage.Repository, name, CancellationToken.None)).ShouldBe(digest, name);
        }

        using var next = stage.Images();
        (await stage.Choose(next)).ShouldBe((image, null));

        // What lies in the folder by now is for the next deploy.
        stage.Write("main.txt", "two");
        (await stage.Choose(images)).ShouldBe((image, null));
    }

    [Fact]
    public async Task Row_003_C8_what_was_built_for_another_machine_is_not_pushed()
    {
        using var engine = new StubEngine { Architecture = "arm64" };
        await using var stage = await ImageStage.Start();
        var failure = await Failure(stage, engine);
        failure.Why.ShouldBe("what was built is for linux/arm64, and the app runs it on linux/amd64");
        failure.Place!.Line.ShouldBe(2);
        engine.Pushed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_push_that_is_cut_is_made_again_three_times_in_all()
    {
        using var engine = new StubEngine();
        await using var stage = await ImageStage.Start();
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        stage.Engine = engine.Address;
        engine.Pushes = p => p.Number switch
        {
            1 => null,
            2 => StubEngine.Failed("write tcp 10.0.0.1:5->52.1.1.1:443: write: connection reset by peer"),
            _ => StubEngine.Done("sha256:3"),
        };
        using var images = stage.Images();
        var (_, build) = await stage.Choose(images);
        (await stage.Provide(images, build!)).Image.Id.ShouldBe("sha256:3");
        engine.Pushed.Count.ShouldBe(3);
        engine.Pushed.Clear();
        engine.Pushes = _ => """{"status":"Pushing","id":"l1"}""";
        (await Should.ThrowAsync<FailureException>(() => stage.Provide(images, build!))).Failure.Why.ShouldContain("closed before");
        engine.Pushed.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"status":"t: digest: sha256:1 size: 5"}""")]
    [InlineData("{\"status\":\"t: digest: sha256:2 size: 5\"}\n"
        + """{"aux":{"manifestPushedInsteadOfIndex":true,"selectedManifest":{"digest":"sha256:1","size":5}}}""")]
    [InlineData("{\"status\":\"t: digest: sha256:1 size: 5\"}\n{\"aux\":{\"Tag\":\"t\",\"Digest\":\"sha256:1\",\"Size\":5}}")]
    public async Task Row_012_an_engine_of_either_kind_says_the_digest(string said)
    {
        using var engine = new StubEngine { Pushes = _ => said };
        await using var stage = await ImageStage.Start();
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        stage.Engine = engine.Address;
        using var images = stage.Images();
        var (_, build) = await stage.Choose(images);
        (await stage.Provide(images, build!)).Image.Id.ShouldBe("sha256:1");
    }

    [Fact]
    public async Task Row_018_a_wrong_login_a_wrong_account_and_a_missing_right_are_told_apart()
    {
        using var engine = new StubEngine();
        await using var stage = await ImageStage.Start();
        engine.Pushes = _ => StubEngine.Failed("denied: Your authorization token has expired. Reauthenticate and try again.");
        var login = await Failure(stage, engine);
        login.Why.ShouldContain($"does not take the login of {stage.Aws.Person.Arn} for account 111122223333");
        login.Next.ShouldBe("aws sso login");

        engine.Pushes = _ => StubEngine.Failed(Denied(Stranger, "because no resource-based policy allows the action"));
        var account = await Failure(stage, engine);
        account.Why.ShouldContain($"{Stranger} is of account 999988887777; the images are in account 111122223333");
        account.Why.ShouldContain("ecr:InitiateLayerUpload");

        engine.Pushes = _ => StubEngine.Failed(Denied(stage.Aws.Person.Arn, "because no identity-based policy allows the action"));
        var right = await Failure(stage, engine);
        right.Why.ShouldBe($"{stage.Aws.Person.Arn} has no right to ecr:InitiateLayerUpload on {Resource} in account 111122223333");
        foreach (var failure in new[] { login, account, right })
        {
            (failure.What, failure.Outcome).ShouldBe(("web: the image could not be pushed", "nothing else was changed"));
        }

        engine.Pushed.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Row_018_a_login_that_AWS_does_not_give_names_the_missing_right_and_one_of_another_account_is_not_used()
    {
        using var engine = new StubEngine();
        await using var stage = await ImageStage.Start();
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        stage.Aws.Parts.Denies = call => call.Operation == "GetAuthorizationToken" ? "ecr:GetAuthorizationToken" : null;
        (await Failure(stage, engine)).Why.ShouldContain("has no right to ecr:GetAuthorizationToken in account 111122223333");
        stage.Aws.Parts.Denies = _ => null;
        using var images = stage.Images(account: "999988887777");
        stage.Engine = engine.Address;
        var (_, build) = await stage.Choose(images);
        var wrong = (await Should.ThrowAsync<FailureException>(() => stage.Provide(images, build!))).Failure;
        wrong.Why.ShouldBe(
            $"the credentials of {stage.Aws.Person.Arn} are of account 111122223333; the images are in account 999988887777");
        engine.Pushed.ShouldBeEmpty();
    }

    [Fact]
    public async Task D13_a_tag_that_somebody_pushed_meanwhile_is_as_good_and_told()
    {
        using var engine = new StubEngine();
        await using var stage = await ImageStage.Start();
        stage.Aws.Parts.Images.AddRepository(ImageStage.Repository);
        stage.Engine = engine.Address;
        var theirs = "";
        engine.Pushes = push =>
        {
            theirs = stage.Aws.Parts.Images.Push(ImageStage.Repository, "{}", push.Tag);
            return StubEngine.Failed($"tag invalid: The image tag '{push.Tag}' already exists in the 'shop/web' repository and cannot be "
                + "overwritten because the tag is immutable.");
        };
        using var images = stage.Images();
        var (_, build) = await stage.Choose(images);
        var (image, told) = await stage.Provide(images, build!);
        image.Id.ShouldBe(theirs);
        told.OfType<Warned>().ShouldHaveSingleItem().Message.ShouldContain("pushed by somebody else");
        engine.Pushed.Count.ShouldBe(1);
    }

    private static string Denied(string arn, string why) =>
        $"denied: User: {arn} is not authorized to perform: ecr:InitiateLayerUpload on resource: {Resource} {why}";

    private static async Task<Failure> Failure(ImageStage stage, StubEngine engine)
    {
        stage.Engine = engine.Address;
        using var images = stage.Images();
        var (_, build) = await stage.Choose(images);
        return (await Should.ThrowAsync<FailureException>(() => stage.Provide(images, build!))).Failure;
    }
}
