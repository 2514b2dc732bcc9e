using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>How long whole deploys take in AWS's time, by the latencies of the endpoint; and in which order what is called.</summary>
public class LatencyTests
{
    // Per account and region: one in a second over time (ECS API Reference, "Request throttling for the Amazon ECS API": task definition
    // modify actions). What is beyond it comes on top of what one service takes.
    private const double RegistrationsPerSecond = 1;

    // What all share names the security group of each in an output, and CloudFormation takes 200 outputs of a stack: more than about 170
    // services are refused by the plan.
    private const int Many = 100;

    [Fact]
    public async Task R14_a_release_of_another_image_serves_after_42_s_and_is_done_after_58_when_the_old_one_is_cut()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop(AwsApp.Digest)));
        var old = app.Aws.Parts.Board.Tasks.Single(t => t.IsWanted);
        var (calls, began) = (app.Calls, app.Aws.Clock.GetUtcNow());
        DateTimeOffset? cut = null;
        app.Aws.World.Calling = _ => cut ??= old.IsWanted ? null : app.Aws.Clock.GetUtcNow();
        await app.Apply(app.Read(Shop(AwsApp.Other)));
        (app.Events.OfType<Serving>().First().At - began).TotalSeconds.ShouldBeInRange(38, 42 * 1.05);
        (cut!.Value - began).TotalSeconds.ShouldBeInRange(45, 58 * 1.05);

        // Early success criteria: nobody waits until the old one has drained, after 85 s.
        (app.Aws.Clock.GetUtcNow() - began).TotalSeconds.ShouldBeInRange(45, 58 * 1.05);
        app.Since(calls).Where(FaultScript.IsChange).ShouldBe([
            // Lease, number, that it is under way; then the one change, a beat of the lease, its record, what it left, and the lease
            // given back.
            "PutObject", "PutObject", "PutObject", "RegisterTaskDefinition", "UpdateService", "PutObject", "PutObject", "PutObject",
            "DeleteObject",
        ]);
    }

    // From a present account and access stack: what a person made. All is made while the load balancer becomes active (156 s).
    [Fact]
    public async Task A_new_environment_without_a_database_has_its_first_URL_after_200_s()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop(AwsApp.Digest, "  worker: {command: work, image: web}\n"));
        app.Aws.Parts.Account.LinkedRoles.UnionWith(["ecs.amazonaws.com", "elasticloadbalancing.amazonaws.com"]);
        await MakePersonsStacks(app, file);
        var (calls, began) = (app.Calls, app.Aws.Clock.GetUtcNow());
        await app.Apply(file);
        var serving = app.Events.OfType<Serving>().First().At;
        (serving - began).TotalSeconds.ShouldBeInRange(180, 200 * 1.05);
        Golden.Check(Repository.Path("tests", "aws", "new-environment.txt"), new CriticalPath(app, began).Render(
            ["shop-production", "shop-production-web"], ("first request", serving)));

        // The shared stack first, then all others at once; the service that is not routed waits for none that is.
        var sets = app.Aws.Calls.Skip(calls).Where(c => c.Operation == "CreateChangeSet").ToList();
        $"{sets[0].Input["StackName"]}".ShouldBe("shop-production");
        sets.Skip(1).Take(2).Select(c => $"{c.Input["StackName"]}").Order().ShouldBe(["shop-production-web", "shop-production-worker"]);
        (sets[2].At - sets[1].At).TotalSeconds.ShouldBeLessThan(1);
    }

    [Fact]
    public async Task R10_ten_changed_services_of_a_hundred_take_as_long_as_one()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Worker.Latencies.Only = TimeSpan.FromMilliseconds(100);
        await app.Apply(app.Read(Services(Many, 0)));
        app.Aws.Parts.Worker.Latencies.Only = null;
        var one = await Timed(app, Services(Many, 1));
        var (calls, ten) = (app.Calls, await Timed(app, Services(Many, 11)));
        app.Since(calls).Count(c => c == "RegisterTaskDefinition").ShouldBe(10);
        app.Since(calls).Count(c => c == "UpdateService").ShouldBe(10);
        app.Since(calls).ShouldNotContain("CreateChangeSet");
        app.Aws.Parts.Stacks.Find("shop-production")!.Template!.Text.Length.ShouldBeGreaterThan(51_200);
        ten.TotalSeconds.ShouldBeLessThan(one.TotalSeconds + (9 / RegistrationsPerSecond));
    }

    private static async Task<TimeSpan> Timed(AwsApp app, string file)
    {
        var began = app.Aws.Clock.Passed;
        await app.Apply(app.Read(file));
        return app.Aws.Clock.Passed - began;
    }

    // It ends where the deploy would go on as the role that was just made.
    private static async Task MakePersonsStacks(AwsApp app, App file)
    {
        using var killed = new CancellationTokenSource();
        app.Aws.World.Calling = c =>
        {
            if (c.Operation == "AssumeRole")
            {
                killed.Cancel();
            }
        };
        await Should.ThrowAsync<OperationCanceledException>(() => app.Apply(file, cancel: killed.Token));
        app.Aws.World.Calling = null;
        app.Stacks().ShouldBe(["fairlead-shop", "shop-production-access"]);
    }

    private static string Shop(string digest, string more = "") => $$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{digest}}
        environments:
          production:
            region: eu-west-1
        services:
          web: {port: 8080, route: /}

        """ + more;

    // The first ones of many run another image; they stand behind a few routes, since a listener has room for a hundred.
    private static string Services(int count, int changed) => $$"""
        app: shop
        images:
          old:
            use: registry.example.org/shop@{{AwsApp.Digest}}
          new:
            use: registry.example.org/shop@{{AwsApp.Other}}
        environments:
          production:
            region: eu-west-1
        services:
        {{string.Join('\n', Enumerable.Range(0, count).Select(i =>
            $"  s{i}: {{image: {(i < changed ? "new" : "old")}, {(i < 20 ? $"port: 8080, route: /s{i}" : "command: work")}}}"))}}
        """;
}
