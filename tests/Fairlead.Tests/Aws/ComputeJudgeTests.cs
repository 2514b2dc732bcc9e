using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan.Security;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>Everything of compute, jobs and roles in one app, before the judge of templates.</summary>
public class ComputeJudgeTests
{
    private const string Yaml = """
        images: {web: {context: web, share: ["444455556666"]}, tool: {use: "example/tool:1"}}
        ci: github/example/shop
        alerts: {email: team@example.org, url: "https://hooks.example.org/a"}
        services:
          web: {image: web, port: 8080, route: /, sticky: 1h, scale: {min: 2, max: 8, cpu: 70, memory: 80, requests: 100,
              schedule: [{cron: 0 7 * * MON-FRI, min: 4, max: 8}]}, spot: {above: 2}, env: {KEY: "${secret}",
              QUEUE: "${train.queue}", DEFINITION: "${train.definition}"}}
          shop: {image: web, port: 8081, route: /shop, deploy: {strategy: canary, steps: 5}, timeout: 15m}
          next: {image: web, port: 8082, route: /next, deploy: canary}
          once: {image: web, deploy: replace, health: {port: 5001, path: /}, mounts: {/data: shared/in}}
          tool: {image: tool, spot: {above: 0}, exec: false}
        jobs:
          migrate: {image: web, when: before-deploy}
          tidy: {image: web, schedule: every 1m, retries: 2, timeout: 10m, spot: true}
          report: {image: web, schedule: 0 4 * * MON, timezone: Europe/Paris, overlap: allow}
          train: {image: web, gpu: 1, instance: g5.xlarge, max_vcpus: 20, cpu: 4, memory: 8G, schedule: every 1d, stop: 90s,
              mounts: {/data: shared/in}, env: {KEY: "${secret}"}}
        resources:
          shared: volume
        """;

    [Theory]
    [InlineData("dev")]
    [InlineData("preprod")]
    [InlineData("prod")]
    public void The_consultation_analysers_own_parts_are_whole(string environment)
    {
        var folder = Repository.Path("examples", "consultation-analyser");
        var app =
            AppFileReader.Read(new Source("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml"))), environment,
            new ProjectFolder(folder), AwsChecks.Check).App!;
        var facts = CloudFormationFacts.Load();
        var stacks = Walked.TemplatesOf(app, facts).ToDictionary(s => s.Name);
        stacks.Values.SelectMany(s => Validation.Validate(facts, s)).Select(f => f.ToString()).ShouldBeEmpty();
        var prefix = $"consultations-{environment}";
        SmallApp.Shown(SmallApp.Of(stacks[$"{prefix}-pipeline"], "ComputeEnvironment").At("ComputeResources", "InstanceTypes"))
            .ShouldBe("[g5.xlarge]");
        SmallApp.Statements(stacks[$"{prefix}-web"], "TaskRole")
            .ShouldContain(s => s.StartsWith("batch:SubmitJob on ") && s.EndsWith("${FromPipelineQueue}"));
        SmallApp.Statements(stacks[$"{prefix}-pipeline"], "TaskRole").ShouldAllBe(s => !s.StartsWith("batch:"));
        SmallApp.Shown(stacks[$"{prefix}-web.task"].Find("Definition")!.Properties)
            .ShouldContain("{Name: BATCH_JOB_DEFINITION, Value: ${FromPipelineDefinition}}");
        SmallApp.Shown(stacks[$"{prefix}-pipeline.task"].Find("Definition")!.Properties)
            .ShouldContain("{Name: EXECUTION_CONTEXT, Value: batch}");
    }

    [CfnLintFact]
    public void The_judge_has_nothing_to_say()
    {
        foreach (var environment in new[] { "release: {from: push, hold: true}, domain: shop.example.org", "release: {from: push}" })
        {
            CfnLint.Judge(
                SmallApp.Of(environment.Contains("hold") ? Yaml.Replace("deploy: replace, health", "health") : Yaml, environment).Stacks,
                "eu-west-1").ShouldBeEmpty();
        }
    }
}
