using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>F7: how many names a certificate has, and certificates for hosts that are not below the domain.</summary>
public class FieldAwsCertificateTests
{
    private const string Own = "arn:aws:acm:eu-west-1:111122223333:certificate/own";
    private const string Other = "arn:aws:acm:eu-west-1:111122223333:certificate/other";

    private const string Brands =
        $"services:\n  web: {{port: 80, route: [example.org, other-brand.com]}}\nedge: {{certificate: [{Own}, {Other}]}}";

    [Fact]
    public void F7_More_names_than_the_usual_quota_are_told_with_both_ways_out_and_go_on()
    {
        SmallApp.Problems(Hosts(10), "domain: example.org").ShouldBeEmpty();
        var told = SmallApp.Problems(Hosts(12), "domain: example.org");
        told.ShouldBe(["warning: the certificate has 12 names, and AWS's default quota is 10 (\"Domain names per ACM certificate\")"]);
        SmallApp.Hints(Hosts(12), "domain: example.org").ShouldBe([
            "write the route \"*.example.org\", which stands for 12 of them, or name certificates of your own in "
            + "edge: {certificate: [arn:aws:acm:…]}; or leave it, if AWS has raised the quota of the account"]);
        SmallApp.OfType(SmallApp.Of(Hosts(12), "domain: example.org").Stacks, "AWS::CertificateManager::Certificate")
            .ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("  all: {port: 80, route: \"*.example.org\"}")]
    [InlineData("edge: {certificate: \"${ssm:/c}\"}")]
    [InlineData("edge: {zone: external}")]
    public void F7_Each_way_out_is_one(string way) => SmallApp.Problems($"{Hosts(12)}\n{way}", "domain: example.org").ShouldBeEmpty();

    [Fact]
    public void F7_What_AWS_does_not_raise_is_refused() =>
        SmallApp.Problems(Hosts(101), "domain: example.org")
            .ShouldContain("error: one certificate takes at most 100 names, and this one would have 101");

    [Fact]
    public void F7_Hosts_of_several_domains_have_a_certificate_each()
    {
        var app = SmallApp.Of(Brands, "domain: example.org");
        SmallApp.Shown(SmallApp.Of(app.Environment, "HttpsListener").At("Certificates")).ShouldBe($"[{{CertificateArn: {Own}}}]");
        SmallApp.Shown(SmallApp.Of(app.Environment, "ListenerCertificate1"))
            .ShouldBe($"{{Certificates: [{{CertificateArn: {Other}}}], ListenerArn: ${{HttpsListener}}}}");
        SmallApp.OfType(app.Stacks, "AWS::CertificateManager::Certificate").ShouldBeEmpty();
        SmallApp.OfType(app.Stacks, "AWS::Route53::RecordSet").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("certificate: [" + Own + ", " + Own + "]", "the certificate stands here a second time")]
    [InlineData("certificate: [" + Own + ", arn:aws:acm:eu-west-2:111122223333:certificate/x]",
        "the certificate is in eu-west-2, and the load balancer is in eu-west-1")]
    [InlineData("certificate: [" + Own + ", x]", "'x' is not the ARN of a certificate")]
    [InlineData("cdn: true, certificate: [\"${ssm:/a}\", \"${ssm:/b}\"]", "a content delivery network takes one certificate")]
    [InlineData("cdn: true, certificate: [\"${ssm:/a}\"]")]
    public void F7_Certificates_that_can_not_be_are_refused_with_their_line(string edge, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, route: example.org}}\nedge: {{{edge}}}", "domain: example.org")
            .ShouldBe(problems.Select(p => $"error: {p}"));

    [Fact]
    public void F7_A_host_that_nothing_is_made_for_is_told_how_it_gets_its_certificate() =>
        SmallApp.Hints("services:\n  web: {port: 80, route: [example.org, other-brand.com]}", "domain: example.org").ShouldBe([
            "write ${domain}, or a name below it; or name certificates for both in edge: {certificate: [arn:…, arn:…]}"]);

    [CfnLintFact]
    public void F7_The_judge_takes_them() =>
        CfnLint.Judge([.. SmallApp.Of(Brands, "domain: example.org").Stacks], "eu-west-1").ShouldBeEmpty();

    private static string Hosts(int count) =>
        "services:\n" + string.Join('\n', Enumerable.Range(0, count).Select(i => $"  web{i}: {{port: 80, route: \"w{i}.example.org\"}}"));
}
