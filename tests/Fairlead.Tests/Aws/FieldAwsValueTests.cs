using System.Text;
using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>F9 to F11 and F19: what the user wrote arrives as it is, or is refused with what to write.</summary>
public class FieldAwsValueTests
{
    [Theory]
    [InlineData("linux/arm64", "ARM64")]
    [InlineData("linux/arm64/v8", "ARM64")]
    [InlineData("linux/aarch64", "ARM64")]
    [InlineData("linux/amd64", "X86_64")]
    [InlineData("linux/amd64/v2", "X86_64")]
    public void F9_A_platform_is_the_processor_that_it_names(string platform, string architecture) =>
        SmallApp.Shown(SmallApp.Of(With(platform)).Definition("web").At("RuntimePlatform")).ShouldContain(architecture);

    [Theory]
    [InlineData("linux/arm/v7")]
    [InlineData("linux/386")]
    [InlineData("linux/ppc64le")]
    [InlineData("linux/riscv64")]
    [InlineData("linux/arm64/v7")]
    public void F9_A_platform_that_aws_does_not_have_is_refused(string platform)
    {
        SmallApp.Problems(With(platform)).ShouldBe([$"error: AWS runs no tasks for {platform}"]);
        SmallApp.Problems(With(platform).Replace("image: web", "image: other")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("200", true)]
    [InlineData("200-399", true)]
    [InlineData("\"200,301\"", true)]
    [InlineData("\"200-204,301,404-499\"", true)]
    [InlineData("503", false)]
    [InlineData("200-599", false)]
    [InlineData("100-199", false)]
    [InlineData("\"200,\"", false)]
    [InlineData("399-200", false)]
    public void F10_Codes_are_those_of_a_load_balancer(string codes, bool isRight)
    {
        var yaml = $"services:\n  web: {{port: 80, route: /, health: {{path: /up, codes: {codes}}}}}";
        SmallApp.Problems(yaml).Count.ShouldBe(isRight ? 0 : 1);
        if (isRight)
        {
            SmallApp.Shown(SmallApp.OfType(SmallApp.Of(yaml).Stacks, "AWS::ElasticLoadBalancingV2::TargetGroup").Single()
                .Properties.At("Matcher")).ShouldBe($"{{HttpCode: {codes.Trim('"')}}}");
        }
    }

    [Theory]
    [InlineData("command: [CMD-SHELL, \"curl -f localhost\"]", "'CMD-SHELL' would be the name of a program")]
    [InlineData("command: [CMD, check]", "'CMD' would be the name of a program")]
    [InlineData("command: [NONE]", "'NONE' would be the name of a program")]
    [InlineData("command: [check], interval: 2s, timeout: 1s", "ECS asks inside of a container at most every 5s",
        "ECS waits from 2s to 60s for a check inside of a container")]
    [InlineData("command: [check], timeout: 120s", "ECS waits from 2s to 60s for a check inside of a container")]
    [InlineData("path: /up, timeout: 61s", "ECS waits from 2s to 60s for a check inside of a container")]
    [InlineData("command: [check], grace: 10m", "ECS waits at most 300s for a container to start before failed checks count")]
    [InlineData("command: [check], interval: 5s, timeout: 2s, grace: 300s, unhealthy: 10")]
    public void F10_A_check_inside_has_the_bounds_of_ecs(string health, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, health: {{{health}}}}}").ShouldBe(problems.Select(p => $"error: {p}"));

    [Theory]
    [InlineData("interval: 4s",
        "a load balancer of AWS checks at most every 5s, waits at least 2s, and less than from one check to the next")]
    [InlineData("healthy: 1", "a load balancer of AWS wants at least 2 checks in a row to agree, and 'healthy' is 1")]
    [InlineData("unhealthy: 1", "a load balancer of AWS wants at least 2 checks in a row to agree, and 'unhealthy' is 1")]
    [InlineData("healthy: 2, unhealthy: 10, interval: 300s, timeout: 120s, grace: 1h")]
    public void F10_A_check_from_outside_has_the_bounds_of_a_load_balancer(string health, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, route: /, health: {{path: /up, {health}}}}}")
            .ShouldBe(problems.Select(p => $"error: {p}"));

    [Theory]
    [InlineData("", "", 5)]
    [InlineData(", timeout: 10s", "", 10)]
    [InlineData(", timeout: 45s", "", 45)]
    [InlineData(", timeout: 60s", "", 60)]
    [InlineData(", timeout: 61s", "", 61)]
    [InlineData(", timeout: 1h", "", 3600)]
    [InlineData("", "edge: {timeout: 60s}\n", 60)]
    [InlineData(", timeout: 20s", "edge: {timeout: 2m}\n", 20)]
    [InlineData(", timeout: 45s, deploy: replace", "", 5)]
    public void F11_A_time_out_that_somebody_wrote_is_how_long_old_tasks_may_finish(string timeout, string edge, int seconds) =>
        SmallApp.Shown(SmallApp.OfType(SmallApp.Of($"{edge}services:\n  web: {{port: 80, route: /{timeout}}}").Stacks,
            "AWS::ElasticLoadBalancingV2::TargetGroup").Single().Properties.At("TargetGroupAttributes"))
            .ShouldContain($"{{Key: deregistration_delay.timeout_seconds, Value: {seconds}}}");

    [Fact]
    public void F11_A_time_out_beyond_what_aws_waits_is_told() =>
        SmallApp.Problems("services:\n  web: {port: 80, route: /, timeout: 62m}").ShouldBe([
            "warning: a load balancer of AWS leaves tasks that are replaced at most 3600s for their last requests, and 'web' may take"
                + " 62m"]);

    [Theory]
    [InlineData(16, 5_000, "80,406")]
    [InlineData(2, 31_000, null)]
    [InlineData(3, 22_000, "66,075")]
    public void F19_A_task_definition_fits_into_what_ecs_takes(int variables, int length, string? tooLarge)
    {
        var env = string.Join(", ", Enumerable.Range(0, variables).Select(i => $"V{i}: {Long(length)}"));
        SmallApp.Problems($"services:\n  web: {{env: {{{env}}}}}").ShouldBe(tooLarge is not null
            ? [$"error: the definition of 'web' takes {tooLarge} bytes, and ECS takes 65,536"] : []);
    }

    [Theory]
    [InlineData(3_000, "")]
    [InlineData(5_000, "warning: ALL is kept as a secret and has 5,000 bytes: above 4,096 Parameter Store charges for it by the month")]
    [InlineData(9_000, "error: ALL is kept as a secret and has 9,000 bytes, and Parameter Store takes 8,192")]
    public void F19_A_secret_that_is_put_together_fits_into_a_parameter(int length, string problem) =>
        SmallApp.Problems($"services:\n  web: {{env: {{ALL: \"{new string('x', length)}${{secret.TOKEN}}\"}}}}")
            .ShouldBe(problem.Length == 0 ? [] : [problem]);

    [Fact]
    public void F19_An_empty_tag_is_refused() => SmallApp.Problems("tags: {Empty: \"\"}\nservices:\n  web: {port: 80}")
        .ShouldBe(["error: the tag Empty has a value that AWS does not take"]);

    [Theory]
    [InlineData("plain")]
    [InlineData("party 🎉 here")]
    [InlineData("🎉🎉")]
    [InlineData("C:\\ud83d\\ude00")]
    [InlineData("\\🎉\\\\🎉\"")]
    public void F19_Every_character_stands_in_a_template_as_it_is(string text)
    {
        var stack = new Stack("s");
        stack.Add(new StackResource("T", "AWS::SNS::Topic", Map(("DisplayName", text))));
        var rendered = StackJson.Render(stack);
        Encoding.UTF8.GetString(rendered).Contains("\\uD8", StringComparison.OrdinalIgnoreCase)
            .ShouldBe(text.Contains("\\ud8", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(rendered);
        json.RootElement.GetProperty("Resources").GetProperty("T").GetProperty("Properties").GetProperty("DisplayName").GetString()
            .ShouldBe(text);
    }

    [CfnLintFact]
    public void F19_The_judge_reads_every_character() =>
        CfnLint.Judge([.. Walked.Of("services:\n  web: {port: 80, route: /, env: {PARTY: \"🎉 \\\\ ü\"}}\n").Stacks], "eu-west-2")
            .ShouldBeEmpty();

    private static string With(string platform) =>
        $"images: {{web: {{use: \"nginx:1.27\", platform: {platform}}}, other: {{use: \"nginx:1.27\"}}}}\n"
        + "services:\n  web: {image: web, port: 80, route: /}";

    // No word that looks like a secret.
    private static string Long(int length) => string.Concat(Enumerable.Repeat("a ", length / 2)).Trim().PadRight(length, 'b');
}
