using System.Text.Json;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Who waits learns how long it took last time.</summary>
public sealed class FieldTimeTests
{
    private const string Two = """
        app: shop
        images: {web: {use: "web:1"} }
        services:
          web: {port: 80, route: /, env: {TEXT: one} }
          worker: {env: {TEXT: one} }
        """;

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(4.0, null, "waiting until healthy (last time 4.0 s)")]
    [InlineData(83.2, null, "waiting until healthy (last time 1 min 23 s)")]
    [InlineData(null, null, "waiting until healthy")]
    [InlineData(null, "(nothing listens on port 80)", "waiting until healthy (nothing listens on port 80)")]
    [InlineData(0.31, "(nothing listens on port 80)", "waiting until healthy (last time 0.3 s; nothing listens on port 80)")]
    [InlineData(2.0, "web:1", "waiting until healthy web:1 (last time 2.0 s)")]
    public async Task N19_It_is_said_where_it_is_known(double? seconds, string? detail, string said)
    {
        var began = Waiting(seconds, detail);
        Words.Doing(began).ShouldBe(said);
        using var stage = new LiveStage(100, 10);
        stage.Show(began).Wait().Below.Single().ShouldMatch($"^⠋ web {System.Text.RegularExpressions.Regex.Escape(said)} +0.1 s$");
        await stage.Show(new Completed(Now, "web", Activity.Start, TimeSpan.FromSeconds(1), "1 task healthy")).Wait().End();
        stage.Terminal.Written[^1].ShouldNotContain("last time");
    }

    [Theory]
    [InlineData(4.0, "4")]
    [InlineData(0.123456, "0.123")]
    [InlineData(null, null)]
    public void N19_The_events_have_it_in_seconds(double? seconds, string? written)
    {
        var line = JsonDocument.Parse(JsonText.Line(new Redactor(), json => EventJson.Write(json, Waiting(seconds, null)))).RootElement;
        (line.TryGetProperty("lastSeconds", out var last) ? last.GetRawText() : null).ShouldBe(written);
        line.GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void N19_The_record_keeps_it_and_records_of_before_are_read()
    {
        var (world, app) = Deployed();
        world.Plan(app).Lanes.ShouldBeEmpty();
        var before = JsonSerializer.Serialize(world.Releases[^1], StateJson.Default.Release);
        before.ShouldNotContain("healthyAfter");
        Read(before).FindWorkload("web")!.HealthyAfter.ShouldBeNull();
        world.Measure("web", TimeSpan.FromSeconds(4.25));
        var read = Read(JsonSerializer.Serialize(world.Releases[^1], StateJson.Default.Release));
        read.FindWorkload("web")!.HealthyAfter.ShouldBe(TimeSpan.FromSeconds(4.25));
        read.FindWorkload("worker")!.HealthyAfter.ShouldBeNull();
    }

    [Fact]
    public void N19_A_wait_knows_it_and_the_next_release_takes_it_along()
    {
        var (world, _) = Deployed();
        world.Measure("web", TimeSpan.FromSeconds(4));
        var plan = world.Plan(World.Read(Two.Replace("one", "two")));
        Waits(plan).Select(w => (w.Service, w.LastTime)).ShouldBe([("web", TimeSpan.FromSeconds(4)), ("worker", null)], ignoreOrder: true);
        plan.Release!.FindWorkload("web")!.HealthyAfter.ShouldBe(TimeSpan.FromSeconds(4));
        world.Apply(plan);
        var (first, app) = (world.Releases[0], World.Read(Two));
        Waits(world.Plan(app, Goal.Rollback(app, first, "ann"))).First(w => w.Service == "web").LastTime.ShouldBe(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void N19_No_plan_differs_by_it()
    {
        var (world, app) = Deployed();
        var (goal, changed) = (Goal.Deploy(app, new ReleaseIdentity(null, null, "ann")), World.Read(Two.Replace("one", "two")));
        var (same, kept) = (world.Plan(app), KeptPlan.From(world.Plan(changed), goal, Now));
        world.Measure("web", TimeSpan.FromSeconds(4));
        world.Plan(app).Changes.ShouldBeEmpty();
        world.Plan(app).Release.ShouldBeNull();
        world.Plan(app).Base.DifferencesTo(same.Base).ShouldBeEmpty();
        kept.DifferencesTo(world.Plan(changed)).ShouldBeEmpty();
        kept.Render().ShouldNotContain("last");

        // Where images are yet to be built, the same images still make no release.
        world.Plan(app, isBuilt: false).Lanes.Single(l => l.Kind == LaneKind.Record).Unless.ShouldNotBeEmpty();
    }

    private static (World World, Core.Model.App App) Deployed()
    {
        var (world, app) = (new World(), World.Read(Two));
        world.Apply(world.Plan(app));
        return (world, app);
    }

    private static IEnumerable<WaitHealthy> Waits(DockerPlan plan) => plan.Lanes.SelectMany(l => l.Steps).OfType<WaitHealthy>();

    private static Release Read(string text) =>
        StateJson.Releases(new Dictionary<string, string> { [StateJson.ReleasePath(1)] = text }).Single();

    private static Started Waiting(double? seconds, string? detail) => new(Now, "web", Activity.Check, detail)
    {
        LastTime = seconds is { } known ? TimeSpan.FromSeconds(known) : null,
    };
}
