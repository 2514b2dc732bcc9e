using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>What people met with other tools on AWS, and with this one; each test is named after its number among the findings.</summary>
public class FieldAwsTests
{
    [Theory]
    [InlineData("999922223333.dkr.ecr.eu-west-1.amazonaws.com/team/app:1.2", "eu-west-1:999922223333:repository/team/app")]
    [InlineData("999922223333.dkr.ecr.us-east-2.amazonaws.com/app@sha256:0123456789012345678901234567890123456789012345678901234567890123",
        "us-east-2:999922223333:repository/app")]
    [InlineData("999922223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a/b/c", "us-gov-west-1:999922223333:repository/a/b/c")]
    [InlineData("999922223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app:1", "cn-north-1:999922223333:repository/app")]
    [InlineData("999922223333.dkr-ecr.eu-west-1.on.aws/app:1", "eu-west-1:999922223333:repository/app")]
    public void F3_An_image_in_a_registry_of_aws_may_be_pulled_wherever_it_lies(string used, string repository)
    {
        var app = SmallApp.Of($"images: {{web: {{use: \"{used}\"}}}}\nservices:\n  web: {{port: 80, route: /}}\n"
            + "jobs:\n  gpus: {gpu: 1, instance: g5.xlarge}");
        foreach (var (name, role) in new[] { ("web", "ExecutionRole"), ("gpus", "ExecutionRole"), ("gpus", "InstanceRole") })
        {
            var statements = SmallApp.Statements(app[name], role);
            statements.ShouldContain($"ecr:BatchGetImage ecr:GetDownloadUrlForLayer on arn:${{AWS::Partition}}:ecr:{repository}");
            statements.ShouldContain(s => s.Contains("ecr:GetAuthorizationToken") && s.Contains("on *"));
        }
    }

    [Theory]
    [InlineData("nginx:1.27")]
    [InlineData("public.ecr.aws/nginx/nginx:1.27")]
    [InlineData("ghcr.io/example/app@sha256:0123456789012345678901234567890123456789012345678901234567890123")]
    public void F3_An_image_elsewhere_needs_no_right(string used) =>
        SmallApp.Statements(SmallApp.Of($"images: {{web: {{use: \"{used}\"}}}}\nservices:\n  web: {{port: 80, route: /}}")["web"],
            "ExecutionRole").ShouldNotContain(s => s.Contains("ecr:"));

    // What is built, used or both: no policy of any stack has a statement about nothing, and IAM takes each.
    [Theory]
    [InlineData("images: {web: {use: \"nginx:1.27\"}}\nci: github/example/shop")]
    [InlineData("images: {web: web}\nci: github/example/shop")]
    [InlineData("images: {web: web, other: {use: \"nginx:1.27\"}}\nci: github/example/shop")]
    public void F3_No_statement_is_about_nothing(string images)
    {
        var app = Walked.OfFile($"app: shop\n{images}\nservices:\n  web: {{image: web, port: 80, route: /}}\n"
            + "environments: {prod: {region: eu-west-1}}\n");
        var statements = Statements(app.Stacks).ToList();
        statements.Count.ShouldBeGreaterThan(10);
        statements.Where(s => s["Resource"] is null && s["Principal"] is null || s["Action"] is ListValue { Count: 0 }
            || s["Resource"] is ListValue { Count: 0 }).Select(s => Walked.Text(s)).ShouldBeEmpty();
    }

    [CfnLintFact]
    public void F3_The_judge_takes_the_accounts_stack_of_an_app_that_builds_nothing() =>
        CfnLint.Judge([.. Walked.OfFile("app: shop\nimages: {web: {use: \"nginx:1.27\"}}\nci: github/example/shop\n"
            + "services:\n  web: {port: 80, route: /}\nenvironments: {prod: {region: eu-west-1}}\n").Stacks], "eu-west-1").ShouldBeEmpty();

    [Fact]
    public void F3_A_statement_about_nothing_can_not_be_written()
    {
        var nothing = new Statement(["s3:GetObject"], []);
        Policy.Merge([nothing, new Statement([], ["*"]), new Statement(["s3:GetObject"], ["*"])]).Count.ShouldBe(1);
        Policy.Inline("nothing", [nothing]).ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => nothing.Render());
        (nothing with { Principal = "*" }).Render().Count.ShouldBeGreaterThan(0);
    }

    private static IEnumerable<MapValue> Statements(IEnumerable<Stack> stacks) => stacks.SelectMany(s => s.Resources)
        .SelectMany(r => Maps(r.Properties)).Where(m => m["Effect"] is TextValue);

    private static IEnumerable<MapValue> Maps(Value value) => value switch
    {
        MapValue map => [map, .. map.Pairs.ToArray().SelectMany(p => Maps(p.Value))],
        ListValue list => list.Items.SelectMany(Maps),
        CallValue call => Maps(call.Argument),
        _ => [],
    };
}
