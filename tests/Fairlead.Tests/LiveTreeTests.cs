using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Parts of what is worked on: resources of a stack are counted, tasks of a service are shown.</summary>
public class LiveTreeTests
{
    [Fact]
    public async Task A_stack_is_one_row_with_how_many_are_done_and_which_is_awaited()
    {
        using var stage = new LiveStage(100, 24);
        stage.Begin("environment", Activity.Create, "shop-production");
        stage.Show(new Started(stage.Now, "Vpc", Activity.Create) { Parent = "environment" });
        stage.Show(new Started(stage.Now, "NatGateway", Activity.Create) { Parent = "environment" });
        stage.Show(new Completed(stage.Now, "Vpc", Activity.Create, TimeSpan.Zero) { Parent = "environment" });
        stage.Show(new Progressed(stage.Now, "environment", 1, 12)).Wait();
        var row = stage.Below.ShouldHaveSingleItem();
        row.ShouldContain("environment creating shop-production 1/12");
        row.ShouldEndWith("NatGateway");
        await stage.Complete("environment", Activity.Create).End();
        stage.Below.ShouldHaveSingleItem().ShouldStartWith("✓ environment created");
    }

    [Fact]
    public async Task Tasks_stand_below_their_service_while_it_gets_ready()
    {
        using var stage = new LiveStage(100, 24);
        stage.Show(new Started(stage.Now, "web", Activity.Ready) { LastTime = TimeSpan.FromSeconds(40) });
        stage.Show(new Started(stage.Now, "a32882cc", Activity.Start) { Parent = "web" });
        stage.Show(new Completed(stage.Now, "c330b538", Activity.Check, TimeSpan.Zero) { Parent = "web" }).Wait();
        stage.Below.Count.ShouldBe(3);
        stage.Below[0].ShouldContain("getting ready (last time 40.0 s)");
        stage.Below[1].ShouldContain("  a32882cc starting");
        stage.Below[2].ShouldContain("  c330b538 healthy");
        await stage.Complete("web", Activity.Ready).End();
        stage.Below.ShouldHaveSingleItem().ShouldContain("web ready");
    }

    [Theory]
    [InlineData("fairlead secret set KEY", "fairlead secret set KEY --env staging")]
    [InlineData("fix it, then: fairlead deploy", "fix it, then: fairlead deploy --env staging")]
    [InlineData("fairlead doctor --policy (prints it)", "fairlead doctor --policy --env staging (prints it)")]
    [InlineData("fairlead run web -- COMMAND", "fairlead run web --env staging -- COMMAND")]
    [InlineData("fairlead run web --env other -- COMMAND", "fairlead run web --env other -- COMMAND")]
    [InlineData("fairlead check", "fairlead check")]
    [InlineData("aws sso login", "aws sso login")]
    public void What_to_type_next_is_for_the_environment_that_was_named(string said, string shown)
    {
        NextStep.In(said, "staging").ShouldBe(shown);
        NextStep.In(said, environment: null).ShouldBe(said);
    }
}
