using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>A whole deploy killed at one call after the other and begun again; two at once.</summary>
public class DeployLifeTests
{
    // Each life is killed at one of its calls; with another first one, and smaller steps, they are all.
    [Fact]
    public async Task R30_Row_157_158_a_first_deploy_that_is_killed_anywhere_is_finished_by_the_next()
    {
        for (var last = 7; ; last += 311)
        {
            await using var app = await AwsApp.Start();
            if (await app.KilledAt(last, app.Read(RichApp.File())))
            {
                last.ShouldBeGreaterThan(100);
                return;
            }

            await NeedWhole(app, RichApp.File(), AwsApp.Digest, $"killed at call {last}");
        }
    }

    [Fact]
    public async Task R30_a_second_release_that_is_killed_anywhere_is_finished_by_the_next()
    {
        for (var last = 3; ; last += 37)
        {
            await using var app = await AwsApp.Start();
            await app.Apply(app.Read(Small(AwsApp.Digest)));
            if (await app.KilledAt(last, app.Read(Small(AwsApp.Other))))
            {
                last.ShouldBeGreaterThan(20);
                return;
            }

            await NeedWhole(app, Small(AwsApp.Other), AwsApp.Other, $"killed at call {last}");
        }
    }

    [Fact]
    public async Task R31_Row_207_of_two_deploys_one_waits_and_what_it_planned_no_longer_fits()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Small(AwsApp.Digest)));
        var (one, two) = (app.Read(Small(AwsApp.Other)), app.Read(Small(AwsApp.Third)));
        await using var first = app.Target(one);
        await using var second = app.Target(two);
        var plans = (await first.Plan(AwsApp.Deploy(one), default), await second.Plan(AwsApp.Deploy(two), default));
        var ends = await Task.WhenAll(AwsApp.End(first.Apply(plans.Item1, default)), AwsApp.End(second.Apply(plans.Item2, default)));
        ends.Count(e => e is null).ShouldBe(1, string.Join("\n", ends.Select(e => e?.ToString() ?? "well")));
        ends.Single(e => e is not null).ShouldBeOfType<WorldChangedException>();
        (await app.Releases()).Count(r => r.State == ReleaseState.Succeeded).ShouldBe(2);
    }

    private static async Task NeedWhole(AwsApp app, string text, string digest, string why)
    {
        var file = app.Read(text);
        if (!(await app.Plan(file)).IsEmpty)
        {
            await app.Apply(file);
        }

        app.Service("web").Primary.Definition.Containers.Single()["image"]!.ToString().ShouldEndWith(digest, customMessage: why);
        (await app.Plan(file)).Details.ShouldBeEmpty(why);
        (await app.Releases())[0].State.ShouldBe(ReleaseState.Succeeded, why);
        app.Aws.Parts.Stacks.All.Where(s => !s.IsGone).SelectMany(s => s.ChangeSets).Count(c => c.Execution == "AVAILABLE")
            .ShouldBe(0, why);
    }

    private static string Small(string digest) => $$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{digest}}
        services:
          web: {port: 8080, route: /}
        environments:
          production:
            region: eu-west-1
        """;
}
