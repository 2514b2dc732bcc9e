using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>
/// What a deploy reaches and what it leaves alone: one name of many, one environment beside another, a beginning that fails.
/// </summary>
public class DeployScopeTests
{
    [Fact]
    public async Task Row_169_only_what_is_named_changes_and_the_rest_stays_as_the_release_has_it()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Two(AwsApp.Digest)));
        var file = app.Read(Two(AwsApp.Other, "changed"));
        var made = await app.Apply(file, AwsApp.Deploy(file) with { Only = ["api"] });
        app.Running("api").ShouldBe("shop-production-api:2");
        app.Running("web").ShouldBe("shop-production-web:1");
        made.Release!.FindWorkload("web")!.TaskDefinition!.ShouldEndWith(":1");
        (await app.Plan(file)).Changes.Select(c => c.Name).ShouldContain("web");
    }

    [Fact]
    public async Task Row_143_144_107_two_environments_stand_side_by_side_and_one_goes_without_the_other()
    {
        await using var app = await AwsApp.Start();
        var (production, test) = (app.Read(Two(AwsApp.Digest)), app.Read(Two(AwsApp.Digest), "test"));
        await app.Apply(production);
        await app.Apply(test);
        app.Stacks().ShouldContain("shop-test-web");
        test.Environment.Region.ShouldBe("eu-central-1");
        await app.Destroy(test);
        app.Stacks().ShouldNotContain(s => s.StartsWith("shop-test"));
        app.Running("web").ShouldBe("shop-production-web:1");
        (await app.Plan(production)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task C1_a_first_release_that_fails_leaves_nothing_running_and_the_next_one_serves()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Board.Script("shop-production-web", TaskFate.Exits(1, "no such file"), times: 9);
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(Two(AwsApp.Digest))))).Failure;
        failure.Evidence.ShouldContain("no such file");
        app.Service("web").Desired.ShouldBe(0);
        app.Aws.Parts.Board.Script("shop-production-web", TaskFate.Serves);
        (await app.Apply(app.Read(Two(AwsApp.Other)))).Release!.Number.ShouldBe(2);
        app.Service("web").Desired.ShouldBe(1);
    }

    [Fact]
    public async Task R01_A1_Row_208_219_a_stack_that_could_not_be_made_is_told_with_its_line_and_made_by_the_next()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Worker.Fail("shop-production-api/LogGroup", WorkKind.Create, "limit exceeded", times: 1);
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(Two(AwsApp.Digest))))).Failure;
        (failure.Why, failure.Place.ShouldNotBeNull().Line).ShouldBe(("limit exceeded", 15));
        (await app.Apply(app.Read(Two(AwsApp.Digest)))).Release!.Number.ShouldBe(2);
    }

    [Fact]
    public async Task C18_a_change_of_a_services_stack_passes_the_definition_that_runs_and_not_that_of_its_last_change()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Two(AwsApp.Digest)));
        await app.Apply(app.Read(Two(AwsApp.Other)));
        await app.Apply(app.Read(Two(AwsApp.Other).Replace("route: /\n", "route: /\n    health: {grace: 95s}\n")));
        var stack = app.Aws.Parts.Stacks.All.Single(s => s is { Name: "shop-production-web", IsGone: false });
        stack.Parameters["TaskDefinition"].ShouldEndWith("shop-production-web:2");
        app.Running("web").ShouldBe("shop-production-web:2");
    }

    private static string Two(string digest, string greeting = "hello") => $$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{digest}}
        environments:
          production:
            region: eu-west-1
          test:
            region: eu-central-1
        services:
          web:
            port: 8080
            route: /
            env: {GREETING: {{greeting}}}
          api: {port: 9090, route: /api}
        """;
}
