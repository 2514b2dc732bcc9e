using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Aws.Api;
using Fairlead.Aws.Tests.Endpoint;

namespace Fairlead.Aws.Tests;

/// <summary>
/// Each operation of our own clients, asked with all that it can be asked: the request is as AWS's model has it, and of an answer with
/// everything nothing is missed.
/// </summary>
public class ClientTests
{
    private static readonly EcsTag[] Tags = [new("fairlead:app", "shop")];

    private const string Uuid = "11111111-2222-3333-4444-555555555555";

    private static readonly Dictionary<string, Func<AwsConnection, CancellationToken, Task<object?>>> Operations = new()
    {
        ["CloudFormation: DescribeStacks"] = async (aws, c) => (await aws.CloudFormation.DescribeStacks("shop", "next", c)).Stacks,
        ["CloudFormation: CreateChangeSet"] = async (aws, c) => await aws.CloudFormation.CreateChangeSet(Everything, c),
        ["CloudFormation: DescribeChangeSet"] = async (aws, c) => await aws.CloudFormation.DescribeChangeSet("id", "next", c),
        ["CloudFormation: ExecuteChangeSet"] = (aws, c) => Nothing(aws.CloudFormation.ExecuteChangeSet("id", "token", c)),
        ["CloudFormation: DeleteChangeSet"] = (aws, c) => Nothing(aws.CloudFormation.DeleteChangeSet("id", c)),
        ["CloudFormation: DeleteStack"] = (aws, c) => Nothing(aws.CloudFormation.DeleteStack("shop", "role", "token", ["Bucket"], c)),
        ["CloudFormation: ContinueUpdateRollback"] = (aws, c) => Nothing(aws.CloudFormation.ContinueUpdateRollback("s", "r", "t", ["A"],
            c)),
        ["CloudFormation: RollbackStack"] = (aws, c) => Nothing(aws.CloudFormation.RollbackStack("shop", "role", "token", c)),
        ["CloudFormation: DescribeStackEvents"] = async (aws, c) => (await aws.CloudFormation.DescribeStackEvents("shop", "next",
            c)).Events,
        ["CloudFormation: DescribeEvents"] = async (aws, c) => (await aws.CloudFormation.DescribeEvents("arn:set", "next", c)).Events,
        ["CloudFormation: GetTemplate"] = async (aws, c) => await aws.CloudFormation.GetTemplate("shop", c),
        ["ECS: DescribeServices"] = async (aws, c) => await aws.Ecs.DescribeServices(new("cluster", ["web"]) { Include = ["TAGS"] }, c),
        ["ECS: UpdateService"] = async (aws, c) => await aws.Ecs.UpdateService(
            new("cluster", "web")
            {
                TaskDefinition = "web:2", DesiredCount = 2, ForceNewDeployment = true,
                LoadBalancers = [new("arn", "web", 8000) { AdvancedConfiguration = new("alternate", "rule", "test", "role") }],
            }, c),
        ["ECS: ListServiceDeployments"] = async (aws, c) =>
            await aws.Ecs.ListServiceDeployments(new("cluster", "web") { Status = ["IN_PROGRESS"], MaxResults = 1 }, c),
        ["ECS: DescribeServiceDeployments"] = async (aws, c) => await aws.Ecs.DescribeServiceDeployments(new(["arn"]), c),
        ["ECS: StopServiceDeployment"] = async (aws, c) => await aws.Ecs.StopServiceDeployment(new("arn", "ROLLBACK"), c),
        ["ECS: RegisterTaskDefinition"] = async (aws, c) => await aws.Ecs.RegisterTaskDefinition(
            JsonDocument.Parse("""{"family": "web", "containerDefinitions": [{"name": "web", "image": "web@sha256:1"}]}""").RootElement, c),
        ["ECS: RunTask"] = async (aws, c) => await aws.Ecs.RunTask(
            new("cluster", "migrate:1", "token")
            {
                Count = 1, LaunchType = "FARGATE", CapacityProviderStrategy = [new("FARGATE_SPOT", 1, 0)],
                StartedBy = "release 3", Group = "job", EnableExecuteCommand = true, Tags = Tags,
                NetworkConfiguration = new(new(["subnet"], ["sg"], "DISABLED")),
                Overrides = new([new("migrate") { Command = ["x"], Environment = [new("A", "1")] }]),
            }, c),
        ["ECS: StopTask"] = async (aws, c) => await aws.Ecs.StopTask(new("cluster", "task", "why"), c),
        ["ECS: DescribeTasks"] = async (aws, c) => await aws.Ecs.DescribeTasks(new("cluster", ["task"]), c),
        ["ECS: ListTasks"] = async (aws, c) => await aws.Ecs.ListTasks(
            new("cluster") { ServiceName = "web", Family = "web", StartedBy = "x", DesiredStatus = "STOPPED", NextToken = "next" }, c),
        ["ECR: GetAuthorizationToken"] = async (aws, c) => await aws.Ecr.GetAuthorizationToken(c),
        ["ECR: BatchGetImage"] = async (aws, c) => await aws.Ecr.BatchGetImage(
            new("shop/web", [new() { ImageDigest = "sha256:1", ImageTag = "env-prod" }]) { AcceptedMediaTypes = ["x"] }, c),
        ["ECR: PutImage"] = async (aws, c) => await aws.Ecr.PutImage(
            new("shop/web", "{}") { ImageTag = "env-prod", ImageManifestMediaType = "x", ImageDigest = "sha256:1" }, c),
        ["ECR: DescribeImages"] = async (aws, c) =>
            await aws.Ecr.DescribeImages(new("shop/web") { ImageIds = [new() { ImageTag = "env-prod" }], NextToken = "next" }, c),
        ["CloudWatch Logs: FilterLogEvents"] = async (aws, c) => await aws.Logs.FilterLogEvents(new("/fairlead/shop")
        {
            LogStreamNames = ["a"], LogStreamNamePrefix = "a", StartTime = 1, EndTime = 2, FilterPattern = "x", Limit = 1,
                NextToken = "next",
        }, c),
        ["CloudWatch Logs: GetLogEvents"] = async (aws, c) =>
            await aws.Logs.GetLogEvents(new("group", "stream") { StartFromHead = true, Limit = 1, NextToken = "next" }, c),
        ["Secrets Manager: DescribeSecret"] = async (aws, c) => await aws.SecretsManager.DescribeSecret(new("shop"), c),
        ["Secrets Manager: GetSecretValue"] = async (aws, c) =>
            await aws.SecretsManager.GetSecretValue(new("shop") { VersionId = "1", VersionStage = "AWSCURRENT" }, c),
        ["Secrets Manager: PutSecretValue"] = async (aws, c) => await aws.SecretsManager.PutSecretValue(new("shop", "token", "value"), c),
        ["Elastic Load Balancing v2: DescribeTargetHealth"] = async (aws, c) => await aws.LoadBalancing.DescribeTargetHealth("arn", c),
        ["Elastic Load Balancing v2: DescribeLoadBalancers"] = async (aws, c) =>
        {
            var (found, next) = await aws.LoadBalancing.DescribeLoadBalancers("shop", "next", c);
            return new { found, next };
        },
        ["Elastic Load Balancing v2: DescribeRules"] = async (aws, c) => await aws.LoadBalancing.DescribeRules(["rule"], c),
        ["IAM: CreateServiceLinkedRole"] = async (aws, c) => await aws.Iam.CreateServiceLinkedRole("ecs.amazonaws.com", c),
        ["IAM: ListOpenIDConnectProviders"] = async (aws, c) => await aws.Iam.ListOpenIDConnectProviders(c),
        ["CloudWatch: DescribeAlarms"] = async (aws, c) => (await aws.CloudWatch.DescribeAlarms("shop", "ALARM", "next", c)).Alarms,
        ["RDS: DescribeDBEngineVersions"] = async (aws, c) => await aws.Rds.DescribeDBEngineVersions("postgres", "16", c),
        ["RDS: DescribeDBInstances"] = async (aws, c) => await aws.Rds.DescribeDBInstances("shop", c),
        ["RDS: ModifyDBInstance"] = async (aws, c) => await aws.Rds.ModifyDBInstance("shop", "a long password", c),
        ["Route 53: ListHostedZonesByName"] = async (aws, c) => await aws.Route53.ListHostedZonesByName("some DNSName", c),
        ["Route 53: GetHostedZone"] = async (aws, c) => await aws.Route53.GetHostedZone("/hostedzone/Z1", c),
        ["Scheduler: GetSchedule"] = async (aws, c) => await aws.Scheduler.GetSchedule("a name", c),
        ["Scheduler: UpdateSchedule"] = (aws, c) => Nothing(aws.Scheduler.UpdateSchedule("name", JsonNode.Parse("""
            {"Arn": "a", "Name": "n", "CreationDate": 1, "LastModificationDate": 1, "ScheduleExpression": "rate(1 hour)",
                "State": "ENABLED",
             "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": {"Arn": "a", "RoleArn": "r", "Input": "{}"}}
            """)!.AsObject(), "token", c)),
        ["SFN: ListExecutions"] = async (aws, c) =>
            await aws.StepFunctions.ListExecutions(new("arn") { StatusFilter = "RUNNING", MaxResults = 1, NextToken = "next" }, c),
        ["Batch: RegisterJobDefinition"] = async (aws, c) => await aws.Batch.RegisterJobDefinition(
            JsonDocument.Parse("""{"jobDefinitionName": "train", "type": "container"}""").RootElement, c),
        ["WAFV2: GetRegexPatternSet"] = async (aws, c) => await aws.Waf.GetRegexPatternSet(new("name", "REGIONAL", Uuid), c),
        ["WAFV2: UpdateRegexPatternSet"] = async (aws, c) => await aws.Waf.UpdateRegexPatternSet(
            new("name", "REGIONAL", Uuid, "what it is", [new("^a\\+b$")], Uuid), c),
        ["SNS: ListSubscriptionsByTopic"] = async (aws, c) => (await aws.Sns.ListSubscriptionsByTopic("arn", "next", c)).Subscriptions,
        ["SNS: Subscribe"] = async (aws, c) => await aws.Sns.Subscribe("arn", "https", "https://hooks.example.org", c),
        ["SNS: Unsubscribe"] = (aws, c) => Nothing(aws.Sns.Unsubscribe("arn", c)),
        ["Service Quotas: GetServiceQuota"] = async (aws, c) => await aws.Quotas.GetServiceQuota(new("fargate", "L-1"), c),
        ["Resource Groups Tagging API: GetResources"] = async (aws, c) => await aws.Tagging.GetResources(
            new([new("fairlead:app", ["shop"])]) { ResourceTypeFilters = ["s3:bucket"], PaginationToken = "next" }, c),
    };

    private static NewChangeSet Everything => new("shop", "c1", "IMPORT", "token")
    {
        TemplateBody = "{}", TemplateUrl = "https://x", UsesPreviousTemplate = true, RoleArn = "role", IsExpress = true,
        OnStackFailure = "DELETE",
            Capabilities = ["CAPABILITY_NAMED_IAM"],
        Parameters = [new("A", "1 + 1 & 2")], Tags = [new("fairlead:app", "shop")],
        ResourcesToImport = [new("AWS::S3::Bucket", "Bucket", "BucketName", "shop")],
    };

    public static TheoryData<string> Names() => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_operation_asks_and_reads_as_the_published_model_has_it(string name)
    {
        using var stub = new StubAws();
        using var aws = stub.Connect();
        var answer = await Operations[name](aws, CancellationToken.None);
        stub.Calls.ShouldHaveSingleItem().ToString().ShouldBe(name);
        Missing(answer, name).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_of_a_client_stands_here_and_in_the_models()
    {
        var clients = typeof(AwsConnection).GetProperties().Where(p => p.PropertyType.Name.EndsWith("Client", StringComparison.Ordinal))
            .SelectMany(p => p.PropertyType.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(m => m.Name).Where(n => n != "DescribeStack");
        var known = ApiModel.All.SelectMany(m => m.Operations.Select(o => o.ToString())).Order().ToList();
        Operations.Keys.Order().ShouldBe(known);
        clients.Order().ShouldBe(Operations.Keys.Select(k => k.Split(": ")[1]).Order());
    }

    [Fact]
    public void Every_service_is_called_as_its_model_says()
    {
        var services = typeof(Api.Wire.AwsService).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (Api.Wire.AwsService)f.GetValue(null)!).ToList();
        foreach (var model in ApiModel.All)
        {
            var service = services.Single(s => s.Id == model.ServiceId);
            (service.EndpointPrefix, service.SigningName, service.Version, service.TargetPrefix)
                .ShouldBe((model.EndpointPrefix, model.SigningName, model.ApiVersion, model.TargetPrefix));
            (model.JsonVersion.Length == 0 || service.JsonVersion == model.JsonVersion).ShouldBeTrue(model.ServiceId);
        }

        services.Count.ShouldBe(ApiModel.All.Count);
    }

    private static async Task<object?> Nothing(Task call)
    {
        await call;
        return null;
    }

    // Members that the model knows by another name, or not at all, are left empty.
    private static IEnumerable<string> Missing(object? value, string path)
    {
        switch (value)
        {
            case null or string or bool or ValueType or JsonNode:
                return value is "" ? [path] : [];
            case IEnumerable list:
                var items = list.Cast<object?>().ToList();
                return items.Count == 0 ? [path] : items.SelectMany((item, i) => Missing(item, $"{path}[{i}]"));
            default:
                return value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod!.IsPublic)
                    .SelectMany(p => p.GetValue(value) is { } member ? Missing(member, $"{path}.{p.Name}") : [$"{path}.{p.Name}"]);
        }
    }
}
