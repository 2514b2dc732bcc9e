using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>
/// What releases, ECS and people move is passed on as it is when a stack is changed for something else (C18): the parameters of the stack's
/// last change are older.
/// </summary>
public class LiveParameterTests
{
    private const string Nightly = "shop--production--nightly";

    [Fact]
    public async Task C18_a_schedule_stays_on_with_its_definition_and_its_times_while_its_stack_changes()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File()));
        var before = app.Schedule(Nightly);
        app.Aws.Clock.Advance(TimeSpan.FromDays(2));

        // The release that would switch it on again never gets so far.
        app.Aws.Parts.Board.Script("shop-production-migrate", TaskFate.Exits(4, "no"));
        var file = RichApp.File(AwsApp.Other).Replace("schedule: every 3m", "schedule: every 5m");
        await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(file)));
        var after = app.Schedule(Nightly);
        after["ScheduleExpression"]!.ToString().ShouldBe("rate(5 minutes)");
        (after["State"]!.ToString(), AwsApp.Definition(after)).ShouldBe(("ENABLED", "shop-production-nightly:1"));
        var (first, next) = (before["StartDate"]!.GetValue<double>(), after["StartDate"]!.GetValue<double>());
        ((next - first) % 300).ShouldBe(0);
        next.ShouldBeGreaterThan(first + TimeSpan.FromDays(2).TotalSeconds - 1);
    }

    [Fact]
    public async Task C18_a_schedule_that_somebody_switched_off_is_not_switched_on_by_a_change_of_its_stack()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File()));
        app.Aws.Parts.Account.FindSchedule(Nightly)!["State"] = "DISABLED";
        app.Aws.Parts.Board.Script("shop-production-migrate", TaskFate.Exits(4, "no"));
        var file = RichApp.File(AwsApp.Other).Replace("schedule: every 3m", "schedule: every 5m");
        await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(file)));
        app.Schedule(Nightly)["State"]!.ToString().ShouldBe("DISABLED");
    }

    [Fact]
    public async Task A_job_that_gets_a_rate_first_starts_a_period_later()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File().Replace("schedule: every 3m", "schedule: \"0 3 * * *\"")));
        await app.Apply(app.Read(RichApp.File()));
        app.Schedule(Nightly)["StartDate"]!.GetValue<double>().ShouldBeGreaterThan(app.Aws.World.Now - 1);
    }

    [Fact]
    public async Task C28_a_change_of_the_load_balancer_leads_visitors_to_where_the_tasks_are()
    {
        await using var app = await AwsApp.Start();
        string File(string route) => ShopFile.Text(web: ", deploy: {strategy: blue-green, bake: 1m}")
            .Replace("route: /,", $"route: {route},");
        await app.Apply(app.Read(File("/")));
        Serving(app).ShouldBe([0, 100], "the first release has taken the place of what stood there for it");
        await app.Apply(app.Read(File("/shop")));
        Serving(app).ShouldBe([0, 100]);
        await using var target = app.Target(app.Read(File("/shop")));
        var web = (await target.Observe(CancellationToken.None)).Services.Single();
        (web.Serves, web.Healthy).ShouldBe((true, 2));
    }

    // Of the first target group and of the alternate one.
    private static int[] Serving(AwsApp app)
    {
        var balancer = app.Service("web").LoadBalancers.Single()!;
        var weights = app.Aws.Parts.Rules.Weights(balancer["advancedConfiguration"]!["productionListenerRule"]!.ToString());
        return [weights[balancer["targetGroupArn"]!.ToString()],
            weights[balancer["advancedConfiguration"]!["alternateTargetGroupArn"]!.ToString()]];
    }
}
