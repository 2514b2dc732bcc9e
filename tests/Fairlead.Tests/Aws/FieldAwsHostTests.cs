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
        var routes = HaproxyRoutes.Render(app, s => s.Name);
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

    private const string Wide = """
        services:
          web:
            port: 80
            route: ["${domain}", "*.${domain}", {host: www.example.org, redirect: example.org}]
          api: {port: 81, route: "api.${domain}"}
          new: {port: 82, route: "*.api.${domain}/new"}
        """;

    [Fact]
    public void F17_A_host_leads_to_another_with_path_and_query()
    {
        var app = SmallApp.Of(Wide, "domain: example.org");
        var rule = Rules(app).Single(r => r.Id.StartsWith("RedirectRule")).Properties;
        SmallApp.Shown(rule.At("Actions")).ShouldBe(
            "[{RedirectConfig: {Host: example.org, Port: 443, Protocol: HTTPS, StatusCode: HTTP_301}, Type: redirect}]");
        SmallApp.Shown(rule.At("Conditions")).ShouldBe("[{Field: host-header, HostHeaderConfig: {Values: [www.example.org]}}]");
        SmallApp.OfType(app.Stacks, "AWS::Route53::RecordSet").Select(r => SmallApp.Shown(r.Properties.At("Name")))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["*.api.example.org", "*.example.org", "api.example.org", "example.org", "www.example.org"]);
        var open = SmallApp.Of("services:\n  web: {port: 80, route: [/, {host: a.example.org, redirect: b.example.org}]}");
        SmallApp.Shown(Rules(open).Single(r => r.Id.StartsWith("RedirectRule")).Properties.At("Actions"))
            .ShouldContain("Host: b.example.org, Port: 80, Protocol: HTTP,");
    }

    [Fact]
    public void F17_What_means_fewer_hosts_is_asked_first()
    {
        var rules = Rules(SmallApp.Of(Wide, "domain: example.org"))
            .OrderBy(r => int.Parse(SmallApp.Shown(r.Properties.At("Priority")), System.Globalization.CultureInfo.InvariantCulture))
            .Select(r => SmallApp.Shown(r.Properties.At("Conditions"))).ToList();
        rules.Count.ShouldBe(5);
        rules[..3].ShouldAllBe(r => !r.Contains('*'));
        rules[3].ShouldContain("Values: [*.api.example.org]");
        rules[4].ShouldContain("Values: [*.example.org]");
    }

    [Fact]
    public void F17_A_wildcard_takes_names_out_of_the_certificate()
    {
        var certificate = SmallApp.OfType(SmallApp.Of(Wide, "domain: example.org").Stacks, "AWS::CertificateManager::Certificate").Single();
        SmallApp.Shown(certificate.Properties.At("DomainName")).ShouldBe("*.api.example.org");
        SmallApp.Shown(certificate.Properties.At("SubjectAlternativeNames")).ShouldBe("[*.example.org, example.org]");
        SmallApp.Shown(certificate.Properties.At("DomainValidationOptions")).ShouldNotContain("DomainName: *.example.org", Case.Sensitive,
            "example.org has the same record");
    }

    [Theory]
    [InlineData("[{host: www.example.org, redirect: example.org}]",
        "a redirect stands beside what the service answers for, and it answers for nothing")]
    [InlineData("[example.org, {host: example.org, redirect: www.example.org}]", "'example.org' stands here a second time")]
    [InlineData("[example.org, {host: www.example.org, redirect: www.example.org}]",
        "requests to www.example.org would go in a circle: www.example.org leads back to where they came from")]
    [InlineData("[example.org, {host: \"*.example.org\", redirect: www.example.org}]",
        "requests to *.example.org would go in a circle: www.example.org leads back to where they came from")]
    [InlineData("[example.org, {host: www.example.org/x, redirect: example.org}]", "'www.example.org/x' is not a host name")]
    [InlineData("[example.org, {host: www.example.org}]", "a redirect needs 'redirect'")]
    [InlineData("\"a.*.example.org\"", "'a.*.example.org' is not a host name")]
    [InlineData("\"*\"", "'*' is not a host name")]
    [InlineData("\"*.org\"", "the host '*.org' has no domain")]
    [InlineData("[example.org, \"*.a.b.c.d.e.f.example.org\"]",
        "'*.a.b.c.d.e.f.example.org' has 8 parts behind its wildcard, and rules of a load balancer are in order only up to 7")]
    [InlineData("[example.org, \"*.example.org\"], deploy: blue-green",
        "ECS moves the requests of one rule between two versions, and the hosts of 'web' need several")]
    [InlineData("\"*.example.org\", deploy: blue-green")]
    [InlineData("\"*.example.org\", auth: {cognito: {users: [me@example.org]}}",
        "a login comes back to addresses that Cognito knows beforehand, and those of *.example.org nobody knows")]
    [InlineData("\"*.example.org\", env: {SELF: \"${web.url}\"}", "'web' answers for many hosts, and none of them is its address")]
    [InlineData("[\"*.example.org\", www.example.org], env: {SELF: \"${web.url}\"}")]
    public void F17_Redirects_and_wildcards_that_can_not_be_are_refused(string route, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, route: {route}}}", "domain: example.org")
            .ShouldBe(problems.Select(p => $"error: {p}"));

    [Fact]
    public void F17_Hosts_that_meet_are_told_with_both_lines()
    {
        var read = Fairlead.Core.AppFile.AppFileReader.Read(new Fairlead.Core.Sources.Source("fairlead.yaml", "app: shop\n"
            + "images: {web: .}\nservices:\n  web: {port: 80, route: [a.example.org, {host: b.example.org, redirect: a.example.org}]}\n"
            + "  other: {port: 81, route: b.example.org}\n"), "local", World.AnyFiles.Instance);
        var problem = read.Problems.ShouldHaveSingleItem();
        (problem.Span.Line, problem.Message, problem.Related?.Span.Line).ShouldBe((5, "'web' already answers for b.example.org", 4));
    }

    [Fact]
    public void F17_Pages_at_any_host_open_nothing() =>
        SmallApp.Problems("services:\n  web: {port: 80, route: [example.org, \"*.example.org\"]}\n"
            + "  api: {port: 81, route: api.other.org, auth: {open_to: [web]}}\n"
            + "edge: {auth: {basic: {user: me, password: \"${secret.DOOR}\"}}, certificate: \"${ssm:/c}\"}", "domain: example.org")
            .ShouldBe(["error: the pages of 'web' may be at any host of *.example.org, so nobody can tell them from others"]);

    [Fact]
    public void F17_A_redirect_asks_for_nothing_and_a_wildcard_for_what_its_service_asks()
    {
        var app = SmallApp.Of(Wide.Replace("api: {", "api: {auth: none, ")
            + "\nedge: {auth: {basic: {user: me, password: \"${secret.DOOR}\"}}}", "domain: example.org");
        VisitorAuth.Routes(app.App).Select(g => (g.Route.ToString(), g.Auth is not null)).ShouldBe([("api.example.org", false),
            ("example.org", true), ("www.example.org", false), ("*.api.example.org/new", true), ("*.example.org", true)]);
        SmallApp.Shown(SmallApp.OfType(app.Stacks, "AWS::WAFv2::WebACL").Single().Properties).ShouldContain("www.example.org");
    }

    [Fact]
    public void F17_On_local_the_same_hosts_lead_to_the_same()
    {
        var app = World.Read("app: shop\nimages: {web: .}\n" + Wide.Replace("www.example.org", "\"www.${domain}\"")
            .Replace("redirect: example.org", "redirect: \"${domain}\""));
        HaproxyRoutes.Render(app, s => s.Name).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            "*.api.shop.localhost/ web", "*.api.shop.localhost/new/ new", "*.shop.localhost/ web", "127.0.0.1/ web",
            "api.shop.localhost/ api", "localhost/ web", "shop.localhost/ web", "www.shop.localhost/ redirect:shop.localhost",
            ".api.shop.localhost *.api.shop.localhost", ".shop.localhost *.shop.localhost"]);
        Values.Addresses(app, 8000).Urls(app.Services["web"])[0].ShouldBe("http://shop.localhost:8000/");
        HaproxyRoutes.Rules("routes.map", 8000).ShouldContain(
            "redirect location http://%[var(txn.to),bytes(9)]:8000%[pathq] code 301 if sent_on");
    }

    private static IEnumerable<StackResource> Rules(SmallApp app) =>
        SmallApp.OfType(app.Stacks, "AWS::ElasticLoadBalancingV2::ListenerRule");

    [CfnLintFact]
    public void F17_The_judge_takes_them() =>
        CfnLint.Judge([.. SmallApp.Of(Two, "domain: example.org").Stacks, .. SmallApp.Of(Wide, "domain: example.org").Stacks], "eu-west-1")
            .ShouldBeEmpty();
}
