using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Aws.Tests.Endpoint.Stores;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>A first release waits itself for what CloudFormation makes in its express mode; whatever becomes of that.</summary>
public class NewEnvironmentTests
{
    [Fact]
    public async Task No_task_is_started_before_the_way_out_and_the_load_balancer_work()
    {
        await using var app = await AwsApp.Start();
        var readiness = app.Aws.Parts.Readiness;
        app.Aws.World.Calling = c =>
        {
            if (c.Operation is "RunTask" or "UpdateService")
            {
                (readiness.AreReady(ReadinessPart.NatGateway), readiness.AreReady(ReadinessPart.LoadBalancer)).ShouldBe((true, true));
            }
        };
        await app.Apply(app.Read(ShopFile.Text()));
        var sets = app.Aws.Calls.Where(c => c.Operation == "CreateChangeSet").ToLookup(c => $"{c.Input["DeploymentConfig"]?["Mode"]}",
            c => $"{c.Input["StackName"]}");
        sets["EXPRESS"].ShouldBe(["shop-production"]);
        sets[""].ShouldContain("shop-production-web");
    }

    [Theory]
    [InlineData(ReadinessPart.LoadBalancer, "the load balancer", "The load balancer is in a failed state")]
    [InlineData(ReadinessPart.NatGateway, "the NAT gateway", "Network vpc-1 has no Internet gateway attached")]
    public async Task What_never_becomes_ready_is_told_in_AWS_s_words_and_the_way_out_that_is_named_works(string type, string what,
        string reason)
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Readiness.Fail(type, reason);
        var file = app.Read(ShopFile.Text());
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure;
        failure.What.ShouldBe($"environment: {what} could not be made");
        failure.Why.ShouldContain(reason);
        failure.Outcome!.ShouldStartWith("nothing serves yet");
        failure.Next!.ShouldStartWith("fairlead destroy");
        app.Aws.Calls.ShouldNotContain(c => c.Operation == "UpdateService");

        app.Aws.Parts.Readiness.Mend(type);
        await app.Destroy(file);
        await app.Apply(file);
        app.Service("web").Primary.HasCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_killed_while_it_waits_goes_on_waiting()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(ShopFile.Text());
        (await app.KilledAt(2, file, operation: "DescribeLoadBalancers")).ShouldBeFalse();
        app.Aws.Parts.Readiness.AreReady(ReadinessPart.LoadBalancer).ShouldBeFalse();
        var calls = app.Calls;
        await app.Apply(file);
        app.Since(calls).ShouldContain("DescribeLoadBalancers");
        app.Service("web").Primary.HasCompleted.ShouldBeTrue();

        // Once something serves, nothing is asked any more.
        calls = app.Calls;
        await app.Apply(app.Read(ShopFile.Text(AwsApp.Other)));
        app.Since(calls).ShouldNotContain("DescribeLoadBalancers");
    }

    [Fact]
    public async Task A_creation_that_fails_is_rolled_back_and_made_anew()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(ShopFile.Text());
        app.Aws.Parts.Worker.Fail("shop-production/HttpListener", WorkKind.Create, "The port is taken");
        (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure.Why.ShouldContain("The port is taken");
        app.Aws.Parts.Stacks.Find("shop-production")!.Status.ShouldStartWith("ROLLBACK_");
        await app.Apply(file);
        app.Service("web").Primary.HasCompleted.ShouldBeTrue();
    }

    // An interface takes as long as a gateway, a certificate and a namespace have to be there for what comes after them.
    [Theory]
    [InlineData("network: {endpoints: [ecr]}\n", "")]
    [InlineData("", "    domain: shop.example.org\n")]
    public async Task What_nobody_here_waits_for_CloudFormation_waits_for(string rest, string environment)
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(ShopFile.Text(rest: rest, environment: environment));
        app.Prepare(file);
        await app.Apply(file);
        app.Aws.Calls.ShouldNotContain(c => c.Operation == "CreateChangeSet" && c.Input["DeploymentConfig"] != null);
        app.Aws.Calls.ShouldNotContain(c => c.Operation == "DescribeNatGateways");
    }
}
