using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.EC2.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>What our clients do with moto, each with all operations that it asks. Calls in plain words only prepare the scene.</summary>
internal static class MotoScenes
{
    private static readonly CancellationToken Never = CancellationToken.None;

    public static readonly Dictionary<string, (string[] Operations, Func<AwsConnection, AwsTransport, Task> Play)> All = new()
    {
        ["stacks"] = (Of("CloudFormation", "DescribeStacks", "CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet",
            "DescribeStackEvents", "GetTemplate", "DeleteChangeSet", "DeleteStack"), Stacks),
        ["containers"] = (Of("ECS", "RegisterTaskDefinition", "RunTask", "ListTasks", "DescribeTasks", "StopTask", "DescribeServices",
            "UpdateService"), Containers),
        ["images"] = (Of("ECR", "GetAuthorizationToken", "PutImage", "BatchGetImage", "DescribeImages"), Images),
        ["logs"] = (Of("CloudWatch Logs", "FilterLogEvents", "GetLogEvents"), Logs),
        ["alarms"] = (Of("CloudWatch", "DescribeAlarms"), Alarms),
        ["secrets"] = (Of("Secrets Manager", "DescribeSecret", "GetSecretValue", "PutSecretValue"), Secrets),
        ["load balancers"] = (Of("Elastic Load Balancing v2", "DescribeLoadBalancers", "DescribeRules", "DescribeTargetHealth"), Balancers),
        ["schedules"] = (Of("Scheduler", "GetSchedule", "UpdateSchedule"), Schedules),
        ["executions"] = (Of("SFN", "ListExecutions"), Executions),
        ["firewall"] = (Of("WAFV2", "GetRegexPatternSet", "UpdateRegexPatternSet"), Firewall),
        ["topics"] = (Of("SNS", "Subscribe", "ListSubscriptionsByTopic", "Unsubscribe"), Topics),
        ["databases"] = (Of("RDS", "DescribeDBInstances", "ModifyDBInstance"), Databases),
        ["zones"] = (Of("Route 53", "GetHostedZone", "ListHostedZonesByName"), Zones),
        ["roles"] = (Of("IAM", "CreateServiceLinkedRole", "ListOpenIDConnectProviders"), async (aws, _) =>
        {
            (await aws.Iam.CreateServiceLinkedRole("ecs.amazonaws.com", Never)).ShouldBeTrue();
            (await aws.Iam.ListOpenIDConnectProviders(Never)).ShouldBeEmpty();
        }),
        ["job definitions"] = (Of("Batch", "RegisterJobDefinition"), async (aws, _) => (await aws.Batch.RegisterJobDefinition(Json("""
            {"jobDefinitionName": "shop-prod-train", "type": "container", "containerProperties": {"image": "x", "vcpus": 1, "memory": 128} }
            """), Never)).Revision.ShouldBe(1)),
        ["quotas"] = (Of("Service Quotas", "GetServiceQuota"), async (aws, _) =>
            (await aws.Quotas.GetServiceQuota(new("vpc", "L-F678F1CE"), Never)).Quota!.Value.ShouldBeGreaterThan(0)),
        ["tags"] = (Of("Resource Groups Tagging API", "GetResources"), async (aws, _) =>
            (await aws.Tagging.GetResources(new([new("fairlead:app", ["none"])]), Never)).ResourceTagMappingList!.ShouldBeEmpty()),
    };

    private static string[] Of(string service, params string[] operations) => [.. operations.Select(o => $"{service}: {o}")];

    private static async Task Stacks(AwsConnection aws, AwsTransport transport)
    {
        var first = Template(("Queue", "AWS::SQS::Queue"));
        var made = await Apply(aws, first);
        made.StackStatus.ShouldBe("CREATE_COMPLETE");
        first.IsMetBy(made).ShouldBeTrue();
        (await Apply(aws, Template(("Queue", "AWS::SQS::Queue"), ("Topic", "AWS::SNS::Topic")))).StackStatus.ShouldBe("UPDATE_COMPLETE");
        (await aws.CloudFormation.GetTemplate(made.StackName, Never)).ShouldContain("Topic");
        var set = await aws.CloudFormation.CreateChangeSet(new NewChangeSet(made.StackName, "looked-at", "UPDATE", "looked-at")
        {
            UsesPreviousTemplate = true, Tags = [new("fairlead:app", "other")],
        }, Never);
        await aws.CloudFormation.DeleteChangeSet(set.Id, Never);
        await aws.CloudFormation.DeleteStack(made.StackName, null, "token", [], Never);
        (await aws.CloudFormation.DescribeStack(made.StackName, Never)).ShouldBeNull();
    }

    private static async Task Containers(AwsConnection aws, AwsTransport transport)
    {
        await Ask(transport, AwsService.Ecs, "CreateCluster", """{"clusterName": "shop-prod"}""");
        var definition = (await aws.Ecs.RegisterTaskDefinition(Json("""
            {"family": "shop-prod-web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
             "containerDefinitions": [{"name": "web", "image": "web@sha256:1", "essential": true, "memory": 512}]}
            """), Never)).TaskDefinition;
        definition.Revision.ShouldBe(1);
        var subnets = await aws.Ec2((ec2, c) => ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest(), c), Never);
        var groups = await aws.Ec2((ec2, c) => ec2.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest(), c), Never);
        var run = await aws.Ecs.RunTask(new("shop-prod", definition.TaskDefinitionArn, "token")
        {
            Count = 1, LaunchType = "FARGATE", StartedBy = "release 1",
            NetworkConfiguration = new(new([subnets.Subnets[0].SubnetId], [groups.SecurityGroups[0].GroupId], "DISABLED")),
        }, Never);
        var task = run.Tasks!.ShouldHaveSingleItem().TaskArn;
        (await aws.Ecs.ListTasks(new("shop-prod") { StartedBy = "release 1" }, Never)).TaskArns.ShouldBe([task]);
        (await aws.Ecs.DescribeTasks(new("shop-prod", [task]), Never)).Tasks!.ShouldHaveSingleItem().LastStatus.ShouldNotBeNull();
        (await aws.Ecs.StopTask(new("shop-prod", task, "test"), Never)).Task!.TaskArn.ShouldBe(task);
        await Ask(transport, AwsService.Ecs, "CreateService",
            """{"cluster": "shop-prod", "serviceName": "web", "taskDefinition": "shop-prod-web", "desiredCount": 0}""");
        (await aws.Ecs.UpdateService(new("shop-prod", "web") { DesiredCount = 2 }, Never)).Service.DesiredCount.ShouldBe(2);
        var found = await aws.Ecs.DescribeServices(new("shop-prod", ["web", "none"]), Never);
        found.Services!.ShouldHaveSingleItem().DesiredCount.ShouldBe(2);
        found.Failures!.ShouldHaveSingleItem().Reason.ShouldBe("MISSING");
    }

    private static async Task Images(AwsConnection aws, AwsTransport transport)
    {
        (await aws.Ecr.GetAuthorizationToken(Never)).AuthorizationData.ShouldHaveSingleItem().Password.ShouldNotBeEmpty();
        await Ask(transport, AwsService.Ecr, "CreateRepository", """{"repositoryName": "shop/web"}""");
        const string manifest = """
            {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": [],
             "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 2, "digest": "sha256:1"} }
            """;
        var put = await aws.Ecr.PutImage(new("shop/web", manifest) { ImageTag = "build-1" }, Never);
        var found = await aws.Ecr.BatchGetImage(new("shop/web", [new() { ImageTag = "build-1" }, new() { ImageTag = "none" }]), Never);
        found.Images!.ShouldHaveSingleItem().ImageId.ImageDigest.ShouldBe(put.Image!.ImageId.ImageDigest);
        (await aws.Ecr.DescribeImages(new("shop/web"), Never)).ImageDetails!.ShouldHaveSingleItem().ImageTags.ShouldBe(["build-1"]);
    }

    private static async Task Logs(AwsConnection aws, AwsTransport transport)
    {
        const string group = "/fairlead/shop/prod/web";
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await Ask(transport, AwsService.Logs, "CreateLogGroup", $$"""{"logGroupName": "{{group}}"}""");
        await Ask(transport, AwsService.Logs, "CreateLogStream", $$"""{"logGroupName": "{{group}}", "logStreamName": "web/1"}""");
        await Ask(transport, AwsService.Logs, "PutLogEvents", $$"""
            {"logGroupName": "{{group}}", "logStreamName": "web/1", "logEvents": [{"timestamp": {{at}}, "message": "hello"}]}
            """);
        var found = await aws.Logs.FilterLogEvents(new(group) { StartTime = at - 1000 }, Never);
        found.Events!.ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.Message.ShouldBe("hello"), e => e.EventId.ShouldNotBeNull());
        (await aws.Logs.GetLogEvents(new(group, "web/1") { StartFromHead = true }, Never)).Events!.ShouldHaveSingleItem().Message
            .ShouldBe("hello");
    }

    private static async Task Alarms(AwsConnection aws, AwsTransport transport)
    {
        foreach (var name in new[] { "shop-prod-web-UnhealthyHostsAlarm-1", "other-prod-web-UnhealthyHostsAlarm-1" })
        {
            await QueryProtocol.Call(transport, AwsService.CloudWatch, "PutMetricAlarm", new QueryForm().Add("AlarmName", name)
                .Add("ComparisonOperator", "GreaterThanThreshold").Add("EvaluationPeriods", 1).Add("MetricName", "UnHealthyHostCount")
                .Add("Namespace", "AWS/ApplicationELB").Add("Period", 60).Add("Statistic", "Maximum").Add("Threshold", 0), Never);
            await QueryProtocol.Call(transport, AwsService.CloudWatch, "SetAlarmState", new QueryForm().Add("AlarmName", name)
                .Add("StateValue", "ALARM").Add("StateReason", "2 of 2 are ill"), Never);
        }

        var (alarms, _) = await aws.CloudWatch.DescribeAlarms("shop-prod-", "ALARM", null, Never);
        alarms.ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.AlarmName.ShouldBe("shop-prod-web-UnhealthyHostsAlarm-1"),
            a => a.StateReason.ShouldBe("2 of 2 are ill"));
    }

    private static async Task Secrets(AwsConnection aws, AwsTransport transport)
    {
        const string id = "shop/prod/config";
        await Ask(transport, AwsService.SecretsManager, "CreateSecret", $$"""
            {"Name": "{{id}}", "ClientRequestToken": "{{Guid.NewGuid()}}"}
            """);
        var version = await aws.SecretsManager.PutSecretValue(new(id, Guid.Empty.ToString(), "{}"), Never);
        (await aws.SecretsManager.GetSecretValue(new(id), Never)).SecretString.ShouldBe("{}");
        (await aws.SecretsManager.DescribeSecret(new(id), Never)).VersionIdsToStages!.Keys.ShouldContain(version.VersionId!);
    }

    private static async Task Balancers(AwsConnection aws, AwsTransport transport)
    {
        var subnets = (await aws.Ec2((ec2, c) => ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest(), c), Never)).Subnets;
        async Task<string> Make(string operation, string list, string member, QueryForm form) =>
            (await QueryProtocol.Call(transport, AwsService.LoadBalancing, operation, form, Never)).Members(list).Single().Need(member);

        var balancer = await Make("CreateLoadBalancer", "LoadBalancers", "LoadBalancerArn", new QueryForm().Add("Name", "shop")
            .AddList("Subnets", subnets.Take(2).Select(s => s.SubnetId)));
        string[] groups =
        [
            await Make("CreateTargetGroup", "TargetGroups", "TargetGroupArn", Group("one", subnets[0].VpcId)),
            await Make("CreateTargetGroup", "TargetGroups", "TargetGroupArn", Group("two", subnets[0].VpcId)),
        ];
        var listener = await Make("CreateListener", "Listeners", "ListenerArn", new QueryForm().Add("LoadBalancerArn", balancer)
            .Add("Port", 80).Add("Protocol", "HTTP").Add("DefaultActions.member.1.Type", "forward")
            .Add("DefaultActions.member.1.TargetGroupArn", groups[0]));
        var rule = new QueryForm().Add("ListenerArn", listener).Add("Priority", 7).Add("Conditions.member.1.Field", "path-pattern")
            .Add("Conditions.member.1.Values.member.1", "/*").Add("Actions.member.1.Type", "forward");
        foreach (var (i, group) in groups.Index())
        {
            rule.Add($"Actions.member.1.ForwardConfig.TargetGroups.member.{i + 1}.TargetGroupArn", group)
                .Add($"Actions.member.1.ForwardConfig.TargetGroups.member.{i + 1}.Weight", i * 100);
        }

        var found = (await aws.LoadBalancing.DescribeRules([await Make("CreateRule", "Rules", "RuleArn", rule)], Never))
            .ShouldHaveSingleItem();
        (found.Weights[groups[0]], found.Weights[groups[1]]).ShouldBe((0, 100));
        (await aws.LoadBalancing.DescribeRules([found.RuleArn[..^1] + (found.RuleArn[^1] == '0' ? "1" : "0")], Never)).ShouldBeEmpty();
        (await aws.LoadBalancing.DescribeLoadBalancers(null, null, Never)).LoadBalancers.Single().Type.ShouldBe("application");
        (await aws.LoadBalancing.DescribeTargetHealth(groups[0], Never)).ShouldBeEmpty();
    }

    private static QueryForm Group(string name, string vpc) => new QueryForm().Add("Name", name).Add("Protocol", "HTTP").Add("Port", 80)
        .Add("VpcId", vpc).Add("TargetType", "ip");

    private static async Task Schedules(AwsConnection aws, AwsTransport transport)
    {
        await transport.Send(new AwsRequest(AwsService.Scheduler, "CreateSchedule", HttpMethod.Post)
        {
            Path = "/schedules/nightly", Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Body = """
                {"ScheduleExpression": "rate(3 minutes)", "State": "DISABLED", "FlexibleTimeWindow": {"Mode": "OFF"},
                 "Target": {"Arn": "arn:aws:states:eu-central-1:123456789012:stateMachine:x", "RoleArn": "arn:aws:iam::123456789012:role/x",
                            "Input": "{}"} }
                """u8.ToArray(),
        }, Never);
        var schedule = await aws.Scheduler.GetSchedule("nightly", Never);
        schedule["State"] = "ENABLED";
        schedule["StartDate"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        await aws.Scheduler.UpdateSchedule("nightly", schedule, "token", Never);
        var changed = await aws.Scheduler.GetSchedule("nightly", Never);
        (changed["State"]!.ToString(), changed["Target"]!["Input"]!.ToString()).ShouldBe(("ENABLED", "{}"));
    }

    private static async Task Executions(AwsConnection aws, AwsTransport transport)
    {
        var made = JsonNode.Parse(await Ask(transport, AwsService.StepFunctions, "CreateStateMachine", """
            {"name": "nightly", "definition": "{}", "roleArn": "arn:aws:iam::123456789012:role/x"}
            """))!;
        (await aws.StepFunctions.ListExecutions(new(made["stateMachineArn"]!.ToString()), Never)).Executions!.ShouldBeEmpty();
    }

    private static async Task Firewall(AwsConnection aws, AwsTransport transport)
    {
        var made = JsonNode.Parse(await Ask(transport, AwsService.Waf, "CreateRegexPatternSet",
            """{"Name": "door", "Scope": "REGIONAL", "RegularExpressionList": [{"RegexString": "^a$"}]}"""))!;
        var id = made["Summary"]!["Id"]!.ToString();
        var before = await aws.Waf.GetRegexPatternSet(new("door", "REGIONAL", id), Never);
        before.RegexPatternSet.RegularExpressionList.ShouldHaveSingleItem().RegexString.ShouldBe("^a$");
        await aws.Waf.UpdateRegexPatternSet(new("door", "REGIONAL", id, null, [new("^Basic b\\+c$")], before.LockToken), Never);
        (await aws.Waf.GetRegexPatternSet(new("door", "REGIONAL", id), Never)).RegexPatternSet.RegularExpressionList
            .ShouldHaveSingleItem().RegexString.ShouldBe("^Basic b\\+c$");
        (await Should.ThrowAsync<Amazon.Runtime.AmazonServiceException>(() => aws.Waf.UpdateRegexPatternSet(
            new("door", "REGIONAL", id, null, [new("^c$")], before.LockToken), Never))).ErrorCode.ShouldBe("WAFOptimisticLockException");
    }

    private static async Task Topics(AwsConnection aws, AwsTransport transport)
    {
        var topic = (await QueryProtocol.Call(transport, AwsService.Sns, "CreateTopic", new QueryForm().Add("Name", "alerts"), Never))
            .Need("TopicArn");
        var arn = await aws.Sns.Subscribe(topic, "https", "https://hooks.example.org/a", Never);
        arn.ShouldStartWith(topic + ":");
        (await aws.Sns.ListSubscriptionsByTopic(topic, null, Never)).Subscriptions.ShouldHaveSingleItem().Endpoint
            .ShouldBe("https://hooks.example.org/a");
        await aws.Sns.Unsubscribe(arn, Never);
        (await aws.Sns.ListSubscriptionsByTopic(topic, null, Never)).Subscriptions.ShouldBeEmpty();
    }

    private static async Task Databases(AwsConnection aws, AwsTransport transport)
    {
        (await aws.Rds.DescribeDBInstances("db", Never)).ShouldBeNull();
        await QueryProtocol.Call(transport, AwsService.Rds, "CreateDBInstance", new QueryForm().Add("DBInstanceIdentifier", "db")
            .Add("Engine", "postgres").Add("DBInstanceClass", "db.t4g.micro").Add("AllocatedStorage", 20)
            .Add("MasterUsername", "shop").Add("MasterUserPassword", "one-password"), Never);
        (await aws.Rds.ModifyDBInstance("db", "another-password", Never)).DBInstanceIdentifier.ShouldBe("db");
        (await aws.Rds.DescribeDBInstances("db", Never))!.DBInstanceStatus.ShouldBe("available");
    }

    private static async Task Zones(AwsConnection aws, AwsTransport transport)
    {
        var made = await transport.Send(new AwsRequest(AwsService.Route53, "CreateHostedZone", HttpMethod.Post)
        {
            Path = "/2013-04-01/hostedzone", Headers = new Dictionary<string, string> { ["Content-Type"] = "text/xml" },
            Body = Encoding.UTF8.GetBytes("<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
                + "<Name>example.org</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>"),
        }, Never);
        var id = XDocument.Load(new MemoryStream(made)).Descendants().First(e => e.Name.LocalName == "Id").Value;
        (await aws.Route53.ListHostedZonesByName("example.org", Never)).ShouldHaveSingleItem().Id.ShouldBe(id);
        (await aws.Route53.GetHostedZone(id, Never)).NameServers.ShouldNotBeEmpty();
    }

    private static async Task<string> Ask(AwsTransport transport, AwsService service, string operation, string json) =>
        Encoding.UTF8.GetString(await transport.Send(new AwsRequest(service, operation, HttpMethod.Post)
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = $"application/x-amz-json-{service.JsonVersion}",
                ["X-Amz-Target"] = $"{service.TargetPrefix}.{operation}",
            },
            Body = Encoding.UTF8.GetBytes(json),
        }, Never));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static WantedStack Template(params (string Id, string Type)[] resources)
    {
        var stack = new Stack("shop-prod-mail");
        foreach (var (id, type) in resources)
        {
            stack.Add(new StackResource(id, type, Value.Map()));
        }

        return new WantedStack("mail", stack, StackJson.Render(stack)) { Tags = [new("fairlead:app", "shop")] };
    }

    private static async Task<StackDescription> Apply(AwsConnection aws, WantedStack wanted)
    {
        StackDescription? made = null;
        await foreach (var happened in EventStream.Run(new JumpingClock(), async (events, cancel) => made = await new StackDeployment(
            aws, CloudFormationFacts.Load(), events, []).Apply(wanted, cancel), Never))
        {
            (happened as Failed)?.Failure.ToString().ShouldBeNull();
        }

        return made!;
    }
}
