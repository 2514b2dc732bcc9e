using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>Two versions side by side: blue-green, canary, and releases that wait for a promotion.</summary>
public class RolloutTests
{
    private const string Web = "services:\n  web: {port: 8080, route: /";

    [Fact]
    public void Blue_green_has_two_sets_of_targets_whose_shares_are_ECSs()
    {
        var app = Of(Web + ", deploy: {strategy: blue-green, bake: 10m}}");
        Shown(Of(app["web"], "Service").At("DeploymentConfiguration")).ShouldBe(
            "{BakeTimeInMinutes: 10, DeploymentCircuitBreaker: {Enable: true, Rollback: true}, LifecycleHooks: [], MaximumPercent: 200,"
                + " MinimumHealthyPercent: 100, Strategy: BLUE_GREEN}");
        var advanced = Of(app["web"], "Service").At("LoadBalancers").Items().Single().At("AdvancedConfiguration");
        Shown(advanced)
            .ShouldBe(
            "{AlternateTargetGroupArn: ${AlternateTargetGroupWeb}, ProductionListenerRule: ${ListenerRuleWeb}, RoleArn:"
            + " ${EcsInfrastructureRole.Arn}}");
        app.Environment.FindParameter("WeightWebPrimary")!.Source.ShouldBeOfType<LiveValue>();
        app.Environment.Find("TestListenerRuleWeb").ShouldBeNull();
    }

    [Theory]
    [InlineData("{strategy: canary, percent: 20, bake: 1m}", "{CanaryBakeTimeInMinutes: 1, CanaryPercent: 20}", "", "CANARY")]
    [InlineData("{strategy: canary, steps: 5, bake: 1m}", "", "{StepBakeTimeInMinutes: 1, StepPercent: 20}", "LINEAR")]
    public void Canary_moves_requests_bit_by_bit(string deploy, string canary, string linear, string strategy)
    {
        var configuration = Of(Of($"{Web}, deploy: {deploy}}}")["web"], "Service").At("DeploymentConfiguration");
        Shown(configuration.At("CanaryConfiguration")).ShouldBe(canary);
        Shown(configuration.At("LinearConfiguration")).ShouldBe(linear);
        Shown(configuration.At("Strategy")).ShouldBe(strategy);
    }

    [Theory]
    [InlineData("rolling", "BLUE_GREEN")]
    [InlineData("blue-green", "BLUE_GREEN")]
    [InlineData("canary", "CANARY")]
    public void A_held_version_waits_for_its_promotion_at_a_trial_rule(string deploy, string strategy)
    {
        var app = Of($"{Web}, deploy: {deploy}}}\n  work: {{}}\n  once: {{deploy: replace}}\n", "release: {hold: true}");
        var service = Of(app["web"], "Service");
        Shown(service.At("DeploymentConfiguration", "Strategy")).ShouldBe(strategy);
        // A hook is a release's: in a template it would hold the making of the stack.
        Shown(service.At("DeploymentConfiguration", "LifecycleHooks")).ShouldBe("[]");
        Shown(service.At("LoadBalancers").Items().Single().At("AdvancedConfiguration", "TestListenerRule"))
            .ShouldBe("${TestListenerRuleWeb}");
        Shown(Of(app["work"], "Service").At("DeploymentConfiguration", "Strategy")).ShouldBe("ROLLING");
        Of(app["once"], "Service").At("DeploymentConfiguration", "MaximumPercent").Number().ShouldBe(100);
    }

    // A request with the cookie meets the trial rule of its own service: before any rule without, after those of deeper paths.
    [Fact]
    public void Trial_rules_come_before_their_own_and_after_deeper_ones()
    {
        var app =
            Of("services:\n  web: {port: 80, route: /}\n  api: {port: 81, route: /api}\n  deep: {port: 82, route: /api/v2}\n",
            "release: {hold: true}");
        double Number(string id) => Of(app.Environment, id).At("Priority").Number()!.Value;
        Number("TestListenerRuleDeep").ShouldBeLessThan(Number("ListenerRuleDeep"));
        Number("ListenerRuleDeep").ShouldBeLessThan(Number("ListenerRuleApi"));
        Number("TestListenerRuleApi").ShouldBeLessThan(Number("TestListenerRuleWeb"));
        Number("TestListenerRuleApi").ShouldBeLessThan(Number("ListenerRuleApi"));
        Number("TestListenerRuleWeb").ShouldBeLessThan(Number("ListenerRuleWeb"));
        Shown(SmallApp.Of(app.Environment, "TestListenerRuleApi").At("Conditions")).ShouldBe(
            "[{Field: path-pattern, PathPatternConfig: {Values: [/api, /api/*]}}, {Field: http-header, HttpHeaderConfig: {HttpHeaderName:"
                + " Cookie, Values: [*fairlead=next*]}}]");
    }

    [Fact]
    public void A_trial_rule_takes_no_routes_number()
    {
        var key = new ListenerRuleKey(null, "/api");
        TestTrafficRules.KeyOf(key).Depth.ShouldBe(2);
        TestTrafficRules.KeyOf(new ListenerRuleKey("a", "/")).Depth.ShouldBe(1);
        RulePriorities.Assign([key, TestTrafficRules.KeyOf(key)]).Values.Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("services:\n  work: {deploy: blue-green}", "",
        "warning: 'work' has no route, so there are no requests to move: its new tasks come beside the old")]
    [InlineData("services:\n  work: {deploy: canary}", "",
        "warning: 'work' has no route, so there are no requests to move: its new tasks come beside the old")]
    [InlineData("services:\n  work: {}", "release: {hold: true}",
        "warning: no service has a route, so there is nothing to try before it takes over")]
    [InlineData("services:\n  web: {port: 80, route: /, deploy: replace}", "release: {hold: true}",
        "error: releases of prod are held on a test address, and 'web' never runs beside its old version")]
    [InlineData("services:\n  web: {port: 80, route: /}\nedge: {auth: {cognito: {}}}", "domain: a.example.org, release: {hold: true}",
        "error: AWS can not move requests between two versions of 'web' where the load balancer asks for a login")]
    [InlineData("services:\n  web: {port: 80, route: /, deploy: canary}\nedge: {auth: {cognito: {}}}", "domain: a.example.org",
        "error: AWS can not move requests between two versions of 'web' where the load balancer asks for a login")]
    public void What_has_no_part_on_AWS_is_told(string yaml, string environment, string expected) =>
        Problems(yaml, environment).ShouldContain(expected);

    [Fact]
    public void What_has_its_part_is_not()
    {
        Problems("services:\n  web: {port: 80, route: /, deploy: canary}\n  open: {port: 81, route: /open, auth: none, deploy: blue-green}",
            "domain: a.example.org, release: {hold: true}").ShouldBeEmpty();
        Problems("services:\n  web: {port: 80, route: /}\nedge: {auth: {cognito: {}}}", "domain: a.example.org").ShouldBeEmpty();
    }
}
