using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>F17: several hosts of one service, each with its certificate, its record and the same lock.</summary>
public class FieldAwsHostTests
{
    private const string Two = "services:\n  web: {port: 80, route: [example.org, www.example.org], env: {SELF: \"${web.url}\"}}";

    [Fact]
    public void F17_One_service_answers_for_several_hosts()
    {
        var app = SmallApp.Of(Two, "domain: example.org");
        var rule = SmallApp.OfType(app.Stacks, "AWS::ElasticLoadBalancingV2::ListenerRule").ShouldHaveSingleItem().Properties;
        SmallApp.Shown(rule.At("Conditions")).ShouldContain("HostHeaderConfig: {Values: [example.org, www.example.org]}");
        var certificate = SmallApp.OfType(app.Stacks, "AWS::CertificateManager::Certificate").Single().Properties;
        SmallApp.Shown(certificate.At("SubjectAlternativeNames")).ShouldBe("[www.example.org]");
        SmallApp.OfType(app.Stacks, "AWS::Route53::RecordSet").Select(r => SmallApp.Shown(r.Properties.At("Name"))).Order()
            .ShouldBe(["example.org", "www.example.org"]);
        SmallApp.Shown(app.Container("web")).ShouldContain("Value: https://example.org}");
    }

    [Theory]
    [InlineData("basic: {user: me, password: \"${secret.PASSWORD}\"}")]
    [InlineData("cognito: {users: [me@example.org]}")]
    public void F17_What_visitors_have_to_show_they_show_at_each_host(string auth)
    {
        var app = SmallApp.Of($"services:\n  web: {{port: 80, route: [example.org, www.example.org], auth: {{{auth}}}}}\n"
            + "  open: {port: 81, route: open.example.org}", "domain: example.org");
        VisitorAuth.Routes(app.App).Select(r => (r.Route.Host, r.Auth is not null))
            .ShouldBe([("example.org", true), ("open.example.org", false), ("www.example.org", true)]);
        var shown = SmallApp.Shown(new ListValue([.. app.Environment.Resources.Where(r => r.Type is "AWS::WAFv2::WebACL"
            or "AWS::Cognito::UserPoolClient").Select(r => (Value)r.Properties)]));
        shown.ShouldContain("www.example.org");
    }

    [Fact]
    public void F17_The_local_load_balancer_answers_for_them_too()
    {
        var app = World.Read("app: shop\nimages: {web: .}\nservices:\n"
            + "  web: {port: 80, route: [\"${domain}\", www.example.org]}\n"
            + "  api: {port: 81, route: [a.example.org/v1, b.example.org/v1]}\n");
        var routes = HaproxyConfig.Routes(app, s => s.Name);
        routes.ShouldContain("shop.localhost/ web\n");
        routes.ShouldContain("www.example.org/ web\n");
        routes.ShouldContain("b.example.org/v1/ api\n");
        Values.Addresses(app, 8000).Urls(app.Services["web"]).ShouldContain("http://www.example.org:8000/");
    }

    [Theory]
    [InlineData("[example.org, /]", "'/' answers for any host, so other hosts mean nothing beside it")]
    [InlineData("[example.org, example.org]", "'example.org' stands here a second time")]
    [InlineData("[example.org, www.example.org/shop]", "'www.example.org/shop' has another path than 'example.org', and a service has one")]
    [InlineData("[a.example.org/x, b.example.org/x, c.example.org/x, d.example.org/x]",
        "a rule of a load balancer takes 5 hosts and paths, and 'web' has 6")]
    [InlineData("[example.org]")]
    [InlineData("[a.example.org, b.example.org, c.example.org, d.example.org, e.example.org]")]
    public void F17_What_one_rule_can_not_say_is_refused(string route, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, route: {route}}}", "domain: example.org")
            .ShouldBe(problems.Select(p => $"error: {p}"));

    [Fact]
    public void F17_A_host_is_one_services() =>
        SmallApp.Problems("services:\n  web: {port: 80, route: [example.org, www.example.org]}\n"
            + "  other: {port: 80, route: www.example.org}", "domain: example.org")
            .ShouldBe(["error: 'web' already answers for www.example.org"]);

    [CfnLintFact]
    public void F17_The_judge_takes_them() =>
        CfnLint.Judge([.. SmallApp.Of(Two, "domain: example.org").Stacks], "eu-west-1").ShouldBeEmpty();
}
