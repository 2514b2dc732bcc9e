using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>What goes of an environment, and what stays unless somebody says otherwise twice.</summary>
public class DestroyTests
{
    private static string Shop(string protect = "") => $$"""
        app: shop
        images:
          web: {use: registry.example.org/shop@{{AwsShell.Digest}}}
        environments:
          production: {region: eu-west-1}
        resources:
          db: {type: postgres{{protect}}}
          uploads: {type: bucket{{protect}}}
        services:
          web: {port: 8080, route: /, env: {DB: "${db.url}", UPLOADS: "${uploads.name}"} }

        """;

    [Fact]
    public async Task Row_074_protected_data_stays_is_listed_and_goes_only_with_the_flag_and_the_typed_name()
    {
        await using var shell = await AwsShell.Start(Shop());
        await shell.Good("deploy", "--yes");
        var uploads = Fill(shell);
        var refused = await shell.Production("destroy", "--data");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("its data: db, uploads.");
        (await shell.Production("destroy", "--data", "--yes")).Code.ShouldBe(2);
        (await shell.Production("destroy", "--data", "--confirm", "shop")).Code.ShouldBe(2);

        var gone = await shell.Good("destroy", "--data", "--confirm", "production");
        gone.Out.ShouldNotContain("last snapshot");
        shell.Aws.Parts.Buckets.Has(uploads).ShouldBeFalse();
        Kept(shell).ShouldNotContain("shop-production-db");
        Kept(shell).ShouldNotContain("shop-production-uploads");
    }

    [Fact]
    public async Task Row_074_without_the_flag_data_stays_and_is_listed()
    {
        await using var shell = await AwsShell.Start(Shop());
        await shell.Good("deploy", "--yes");
        var uploads = Fill(shell);
        var gone = await shell.Good("destroy", "--confirm", "production");
        gone.Out.ShouldContain("db: a last snapshot and its secret stay");
        gone.Out.ShouldContain("uploads: stays, and the next deploy takes it up");
        shell.Aws.Parts.Buckets.Objects(uploads).ShouldNotBeEmpty();
        await shell.Good("deploy", "--yes");
        shell.Aws.Parts.Buckets.Objects(uploads).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_the_file_does_not_protect_goes_with_all_that_is_in_it()
    {
        await using var shell = await AwsShell.Start(Shop(", protect: false"));
        await shell.Good("deploy", "--yes");
        var uploads = Fill(shell);
        (await shell.Good("destroy", "--confirm", "production")).Out.ShouldNotContain("uploads");
        shell.Aws.Parts.Buckets.Has(uploads).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("")]
    public async Task What_a_file_of_the_apps_own_made_is_never_emptied(string flag)
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: "extras: [more.json]\n"));
        await File.WriteAllTextAsync(shell.PathOf("more.json"), """
            {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "shop-production-own"} } } }
            """);
        await shell.Good("deploy", "--yes");
        shell.Aws.Parts.Buckets.Write("shop-production-own", "photo", "bytes");
        string[] command = ["destroy", "--confirm", "production", .. flag.Length > 0 ? new[] { flag } : []];
        var refused = await shell.Production(command);
        refused.Code.ShouldBe(1, refused.All);
        refused.Error.ShouldContain("The bucket you tried to delete is not empty");
        shell.Aws.Parts.Buckets.Objects("shop-production-own").ShouldHaveSingleItem();
        refused.Error.ShouldContain("remove what is in the way, then the same command again");
    }

    [Fact]
    public async Task Row_074_a_plan_that_would_replace_what_is_protected_is_refused()
    {
        await using var shell = await AwsShell.Start(Shop());
        await shell.Good("deploy", "--yes");
        shell.Write(Shop().Replace("{type: postgres}", "{type: postgres, restore: \"arn:aws:rds:eu-west-1:111122223333:snapshot:old\"}"));
        foreach (string[] command in new[] { new[] { "plan" }, ["deploy", "--yes"] })
        {
            var refused = await shell.Production(command);
            refused.Code.ShouldBe(2, refused.All);
            refused.Error.ShouldContain("db: the database would be replaced by an empty one, because restore changes");
        }
    }

    [Fact]
    public async Task Row_016_repositories_stay_unless_somebody_asks_and_then_go_with_the_last_environment()
    {
        await using var shell = await AwsShell.Start();
        shell.Write("""
            app: shop
            environments:
              production: {region: eu-west-1}
              staging: {region: eu-west-1}
            images:
              web: {dockerfile: Dockerfile}
            services:
              web: {port: 8080, route: /}

            """);
        await File.WriteAllTextAsync(shell.PathOf("Dockerfile"), "FROM scratch\n");
        var images = shell.Aws.Parts.Images;
        await Made(shell, "production");
        await Made(shell, "staging");
        images.Has("shop/web").ShouldBeTrue();
        images.Push("shop/web", AwsShell.Digest, "0a1b2c3d4e5f");

        (await shell.Good("destroy", "--confirm", "production")).Out.ShouldContain("images and releases stay");
        images.Has("shop/web").ShouldBeTrue();
        await Made(shell, "production");
        (await shell.Good("destroy", "--images", "--confirm", "production")).Out
            .ShouldContain("images: they stay: the environment 'staging' has them, too");
        images.Has("shop/web").ShouldBeTrue();
        var last = await shell.Run("destroy", "-e", "staging", "--images", "--confirm", "staging");
        last.Code.ShouldBe(0, last.All);
        images.Has("shop/web").ShouldBeFalse();

        // Whoever forgot the flag says the command again; and a deploy makes them anew.
        (await shell.Good("destroy", "--images", "--confirm", "production")).Out.ShouldBe("nothing to do\n");
        await Made(shell, "production");
        images.Has("shop/web").ShouldBeTrue();
        await shell.Good("destroy", "--confirm", "production");
        (await shell.Good("destroy", "--images", "--confirm", "production")).Error.ShouldContain("images");
        images.Has("shop/web").ShouldBeFalse();
    }

    [Theory]
    [InlineData("CreateChangeSet")]
    [InlineData("DeleteObjects")]
    [InlineData("DeleteStack")]
    public async Task Who_is_killed_removes_the_rest_with_the_same_command(string operation)
    {
        await using var shell = await AwsShell.Start(Shop());
        await shell.Good("deploy", "--yes");
        var uploads = Fill(shell);
        using var killed = new CancellationTokenSource();
        shell.Aws.World.Calling = c =>
        {
            if (c.Operation == operation)
            {
                killed.Cancel();
            }
        };
        (await shell.Run(["destroy", "-e", "production", "--data", "--confirm", "production"], killed.Token)).Code.ShouldNotBe(0);
        shell.Aws.World.Calling = null;
        await shell.Good("destroy", "--data", "--confirm", "production");
        shell.Aws.Parts.Buckets.Has(uploads).ShouldBeFalse();
        shell.Aws.Parts.Stacks.All.Where(s => !s.IsGone).Select(s => s.Name).ShouldBe(["fairlead-shop"]);
    }

    private static async Task Made(AwsShell shell, string environment) => (await shell.Run("deploy", "-e", environment, "--yes",
        "--image", $"registry.example.org/shop@{AwsShell.Digest}")).ShouldSatisfyAllConditions(a => a.Code.ShouldBe(0, a.All));

    private static string Fill(AwsShell shell)
    {
        var uploads = shell.Aws.Parts.Stacks.Find("shop-production-uploads")!.Outputs["Name"];
        for (var i = 0; i < 2500; i++)
        {
            shell.Aws.Parts.Buckets.Write(uploads, $"photo {i}", "bytes");
        }

        return uploads;
    }

    private static IEnumerable<string> Kept(AwsShell shell) => shell.Aws.Parts.Stacks.Kept.Select((LiveResource k) => k.StackName);
}
