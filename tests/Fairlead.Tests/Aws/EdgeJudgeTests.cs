using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>What AWS's schemas, controls and linter say of every way to meet the world.</summary>
public class EdgeJudgeTests
{
    private const string Domain = "environments: {prod: {region: eu-west-1, domain: shop.example.org}}\n";
    private const string Services =
        "services:\n  web: {port: 80, route: \"${domain}\"}\n  api: {port: 81, route: \"${domain}/api\", auth: {open_to: [web]}}\n  gs:"
        + " {port: 82, route: \"gs.${domain}\", auth: none}\n";
    private const string Basic = "auth: {basic: {user: guest, password: \"${secret.DOOR}\"}}";
    private const string Cognito = "auth: {cognito: {users: [a@example.org]}}";

    private static readonly string[] Edges =
    [
        $"edge: {{{Basic}}}\n",
        $"edge: {{waf: true, {Basic}, zone: create}}\n",
        $"edge: {{waf: true, {Cognito}, zone: external}}\nlogs: {{access: true}}\n",
        $"edge: {{cdn: true, {Basic}, zone: create example.org}}\nlogs: {{access: true}}\n",
        $"edge: {{cdn: true, waf: true, {Cognito}, allow: {{office: [198.51.100.0/24, \"2001:db8::/32\"]}}}}\nnetwork: {{zones: 3, nat:"
            + $" per-zone, endpoints: [s3, dynamodb, ecr, logs, ssm, email], flow_logs: true}}\n",
        "edge: {cdn: true}\nnetwork: {vpc: vpc-0a1b2c3d}\n",
        RowsEdgeTests.Allow(60),
        RowsEdgeTests.Allow(61),
        $"security: strict\nedge: {{{Cognito}}}\n",
        $"security: strict\nedge: {{cdn: true, {Basic}}}\n",
        $"security: dev\nedge: {{{Cognito}}}\nnetwork: {{nat: none}}\n",
    ];

    [CfnLintFact]
    public void The_judge_has_nothing_to_say_of_any_edge()
    {
        var files = Edges.Select((e, i) => Walked.OfFile($"app: shop{i}\nimages: {{web: web}}\n" + Domain + Services + e)).ToList();
        CfnLint.Judge([.. files.SelectMany(f => f.Stacks).Where(s => s.Region is null)], "eu-west-1").ShouldBeEmpty();
        CfnLint.Judge([.. files.SelectMany(f => f.Stacks).Where(s => s.Region is not null)], "us-east-1").ShouldBeEmpty();
    }

    // What a distribution can not do is to take posts and to fail over: that one control needs a reason in the file.
    [Theory]
    [InlineData($"{{{Cognito}}}", "")]
    [InlineData($"{{cdn: true, {Basic}}}", "CloudFront.4")]
    [InlineData("{cdn: true}", "CloudFront.4")]
    public void Strict_meets_every_control_of_the_edge_and_the_network(string edge, string excepted)
    {
        var file =
            Walked.OfFile("app: shop\nimages: {web: web}\n" + Domain + Services.Replace(", auth: {open_to: [web]}", "")
            + $"security: strict\nedge: {edge}\n");
        string[] kinds = ["CloudFront.", "WAF.", "Cognito.", "ELB.", "EC2.", "ACM.", "S3."];
        var report = ControlReport.Evaluate(file.Stacks, []);
        report.Failed.Where(f => kinds.Any(k => f.Control.Id.StartsWith(k))).Select(f => f.Control.Id).Distinct()
            .ShouldBe(excepted.Length == 0 ? [] : [excepted]);
        string[] asked =
            edge.Contains("cdn")
            ? ["CloudFront.3", "CloudFront.5", "CloudFront.6", "CloudFront.7", "CloudFront.8", "CloudFront.9", "CloudFront.10",
            "CloudFront.15", "WAF.10", "WAF.12", "ELB.5", "ELB.17", "S3.5"]
                : ["Cognito.3", "ELB.1", "ELB.5", "ELB.6", "ELB.17", "ELB.18", "EC2.6", "EC2.10", "EC2.55", "EC2.60"];
        asked.Except(report.Findings.Where(f => f.Verdict == Verdict.Passed).Select(f => f.Control.Id))
            .ShouldBeEmpty("each is asked and passes");
    }

    [Fact]
    public void Standard_controls_hold_for_every_edge()
    {
        foreach (var edge in Edges.Where(e => !e.Contains("strict")))
        {
            var file = Walked.OfFile("app: shop\nimages: {web: web}\n" + Domain + Services + edge);
            ControlReport.Evaluate(file.Stacks, RequiredControls.OptOuts(file.App)).Failed
                .Select(f => $"{edge}: {f.Control.Id} {f.Resource.Id}").ShouldBeEmpty();
        }
    }
}
