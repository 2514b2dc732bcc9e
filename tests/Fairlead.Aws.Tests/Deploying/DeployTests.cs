using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>A small app from nothing to serving, a second release, a broken one, nothing to do, back, and gone.</summary>
public class DeployTests
{
    [Fact]
    public async Task R06_Row_022_156_a_new_environment_serves_and_then_there_is_nothing_to_do_in_three_calls()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop());
        var outcome = await app.Apply(file);
        outcome.Release!.Number.ShouldBe(1);
        outcome.Status.Services[0].Urls.ShouldNotBeEmpty();
        var before = app.Calls;
        var plan = await app.Plan(file);
        plan.Details.ShouldBeEmpty();
        plan.IsEmpty.ShouldBeTrue();
        app.Since(before).ShouldBe(["GetCallerIdentity", "GetObject", "DescribeServices"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_image_only_release_touches_no_stack_and_is_fast()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop()));
        var (before, began) = (app.Calls, app.Aws.Clock.Passed);
        var outcome = await app.Apply(app.Read(Shop(AwsApp.Other)));
        outcome.Release!.Number.ShouldBe(2);
        app.Since(before).ShouldNotContain("CreateChangeSet");
        app.Since(before).Count(o => o == "RegisterTaskDefinition").ShouldBe(1);
        app.Since(before).Count(o => o == "UpdateService").ShouldBe(1);
        (app.Aws.Clock.Passed - began).TotalSeconds.ShouldBeLessThan(150);
    }

    [Fact]
    public async Task R13_Row_036_a_version_that_ends_is_taken_back_and_its_last_lines_are_told()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop()));
        app.Aws.Parts.Board.Script("shop-production-web:2", TaskFate.Exits(3, "no database here"));
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(Shop(AwsApp.Other))))).Failure;
        failure.Evidence.ShouldContain("no database here");
        var releases = await app.Releases();
        releases.Select(r => (r.Number, r.State)).ShouldBe([(2, ReleaseState.Failed), (1, ReleaseState.Succeeded)]);
        app.Running("web").ShouldBe("shop-production-web:1");

        // The same again is tried again; the next good one serves.
        app.Aws.Parts.Board.Script("shop-production-web:3", TaskFate.Serves);
        (await app.Apply(app.Read(Shop(AwsApp.Other)))).Release!.Number.ShouldBe(3);
    }

    [Fact]
    public async Task R25_Row_171_back_to_any_release_without_source_or_build()
    {
        await using var app = await AwsApp.Start();
        var first = app.Read(Shop());
        await app.Apply(first);
        await app.Apply(app.Read(Shop(AwsApp.Other, env: "hallo")));
        var to = (await app.Releases()).Single(r => r.Number == 1);
        var outcome = await app.Apply(first, Goal.Rollback(Fairlead.Core.AppFile.RecordedApp.Read(to, "production").App!, to, "ann"));
        outcome.Release!.Number.ShouldBe(3);
        outcome.Release.FindImage("web")!.Id.ShouldBe(AwsApp.Digest);
        app.Running("web").ShouldBe(outcome.Release.FindWorkload("web")!.TaskDefinition!.Split('/')[^1]);
        (await app.Plan(first)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Row_186_187_destroyed_there_is_nothing_left_but_what_the_account_keeps_and_it_can_be_made_again()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop());
        await app.Apply(file);
        await app.Destroy(file);
        app.Stacks().ShouldBe(["fairlead-shop"]);
        (await app.Apply(file)).Release!.Number.ShouldBe(2);
        await app.Destroy(file);
        app.Stacks().ShouldBe(["fairlead-shop"]);
    }

    [Fact]
    public async Task A_name_that_is_gone_goes_after_the_new_version_serves()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop() + "  worker: {command: work, image: web}\n"));
        app.Stacks().ShouldContain("shop-production-worker");
        var file = app.Read(Shop());
        await app.Apply(file);
        app.Stacks().ShouldNotContain("shop-production-worker");
        (await app.Plan(file)).Details.ShouldBeEmpty();
    }

    [Fact]
    public async Task R32_credentials_of_another_account_are_refused_with_one_call()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop().Replace("region: eu-west-1", "region: eu-west-1\n    account: \"999999999999\""));
        (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure.Why.ShouldContain("999999999999");
        app.Since(0).ShouldBe(["GetCallerIdentity"]);
    }

    // Services stand last, so that a test can add to them.
    private static string Shop(string digest = AwsApp.Digest, string env = "hello") => $$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{digest}}
        environments:
          production:
            region: eu-west-1
        services:
          web: {port: 8080, route: /, count: 2, env: {GREETING: {{env}}} }

        """;
}
