using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.EC2.Model;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests;

/// <summary>One moto with its authentication on: who calls is a user with keys, and a wrong signature is refused.</summary>
public sealed class MotoWithUsers : IAsyncLifetime
{
    // So many calls are let through before it asks for signatures: those that make the user.
    private const string Free = "3";

    private MotoServer? moto;

    internal string KeyId { get; private set; } = "";

    internal string SecretKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (MotoServer.Missing is not null)
        {
            return;
        }

        moto = await MotoServer.Start(new KeyValuePair<string, string>("INITIAL_NO_AUTH_ACTION_COUNT", Free));
        await Iam("CreateUser", "UserName=ann");
        await Iam("PutUserPolicy", "UserName=ann&PolicyName=all&PolicyDocument=" + Uri.EscapeDataString(
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"""));
        var keys = XDocument.Parse(await Iam("CreateAccessKey", "UserName=ann"));
        string Find(string name) => keys.Descendants().First(e => e.Name.LocalName == name).Value;
        (KeyId, SecretKey) = (Find("AccessKeyId"), Find("SecretAccessKey"));
    }

    public Task DisposeAsync()
    {
        moto?.Dispose();
        return Task.CompletedTask;
    }

    internal AwsConnection Connect(string? secretKey = null) => new(NewTransport(secretKey));

    internal AwsTransport NewTransport(string? secretKey = null) => new(new BasicAWSCredentials(KeyId, secretKey ?? SecretKey),
        new Endpoints("eu-central-1", n => n == "AWS_ENDPOINT_URL" ? moto!.Address.ToString() : null), new SocketsHttpHandler(),
        new JumpingClock());

    private async Task<string> Iam(string action, string fields)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, moto!.Address);
        request.Content = new StringContent($"Action={action}&Version=2010-05-08&{fields}", Encoding.UTF8,
            "application/x-www-form-urlencoded");
        request.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=KEY/20261121/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none");
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}

/// <summary>
/// Our clients, and AWS's own as they are configured here, against moto, which looks at signatures. What it has not: service
/// deployments, and the signatures of S3 as AWS's own client makes them; the scripted endpoint has both.
/// </summary>
public sealed class MotoClientTests(MotoWithUsers moto) : IClassFixture<MotoWithUsers>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [MotoFact]
    public async Task A_wrong_signature_is_refused_and_told_apart()
    {
        using var aws = moto.Connect(secretKey: "another");
        var error = await Should.ThrowAsync<AmazonServiceException>(() => aws.Ecs.ListTasks(new("none"), Never));
        AwsErrors.MayBeSkewed(error).ShouldBeTrue(error.ErrorCode);
    }

    [MotoFact]
    public async Task A_stack_is_made_changed_and_removed()
    {
        using var aws = moto.Connect();
        var first = Template(("Queue", "AWS::SQS::Queue"));
        var made = await Apply(aws, first);
        made.StackStatus.ShouldBe("CREATE_COMPLETE");
        first.IsMetBy(made).ShouldBeTrue();
        var second = Template(("Queue", "AWS::SQS::Queue"), ("Topic", "AWS::SNS::Topic"));
        (await Apply(aws, second)).StackStatus.ShouldBe("UPDATE_COMPLETE");
        (await aws.CloudFormation.ListStackResources(made.StackName, null, Never)).Resources.Select(r => r.LogicalResourceId)
            .ShouldBe(["Queue", "Topic"], ignoreOrder: true);
        (await aws.CloudFormation.GetTemplate(made.StackName, Never)).ShouldContain("Topic");
        await aws.CloudFormation.DeleteStack(made.StackName, null, "token", [], Never);
        (await aws.CloudFormation.DescribeStack(made.StackName, Never)).ShouldBeNull();
    }

    [MotoFact]
    public async Task Values_are_written_and_read()
    {
        using var aws = moto.Connect();
        await aws.Ssm((ssm, c) => ssm.PutParameterAsync(
            new PutParameterRequest { Name = "/shop/prod/KEY", Value = "hunter2", Type = "SecureString", Overwrite = true }, c), Never);
        var read = await aws.Ssm((ssm, c) => ssm.GetParametersByPathAsync(
            new GetParametersByPathRequest { Path = "/shop/prod", Recursive = true, WithDecryption = true }, c), Never);
        read.Parameters.ShouldHaveSingleItem().Value.ShouldBe("hunter2");
        // Moto makes no secret by CloudFormation.
        using var transport = moto.NewTransport();
        const string id = "shop/prod/config";
        await transport.Send(new AwsRequest(AwsService.SecretsManager, "CreateSecret", HttpMethod.Post)
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/x-amz-json-1.1", ["X-Amz-Target"] = "secretsmanager.CreateSecret",
            },
            Body = Encoding.UTF8.GetBytes($$"""{"Name": "{{id}}", "ClientRequestToken": "{{Guid.NewGuid()}}"}"""),
        }, Never);
        var version = await aws.SecretsManager.PutSecretValue(new(id, Guid.Empty.ToString(), "{}"), Never);
        (await aws.SecretsManager.GetSecretValue(new(id), Never)).SecretString.ShouldBe("{}");
        (await aws.SecretsManager.DescribeSecret(new(id), Never)).VersionIdsToStages!.Keys.ShouldContain(version.VersionId!);
    }

    [MotoFact]
    public async Task Definitions_tasks_and_services_are_moved()
    {
        using var aws = moto.Connect();
        await Apply(aws, Template("shop-prod", ("Cluster", "AWS::ECS::Cluster")));
        var cluster = (await aws.CloudFormation.ListStackResources("shop-prod", null, Never)).Resources.Single().PhysicalResourceId!;
        var definition = (await aws.Ecs.RegisterTaskDefinition(JsonDocument.Parse("""
            {"family": "shop-prod-web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
             "containerDefinitions": [{"name": "web", "image": "web@sha256:1", "essential": true, "memory": 512}]}
            """).RootElement, Never)).TaskDefinition;
        definition.Revision.ShouldBe(1);
        var subnets = await aws.Ec2((ec2, c) => ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest(), c), Never);
        var groups = await aws.Ec2((ec2, c) => ec2.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest(), c), Never);
        var run = await aws.Ecs.RunTask(new(cluster, definition.TaskDefinitionArn, "token")
        {
            Count = 1, LaunchType = "FARGATE", StartedBy = "release 1",
            NetworkConfiguration = new(new([subnets.Subnets[0].SubnetId], [groups.SecurityGroups[0].GroupId], "DISABLED")),
        }, Never);
        var task = run.Tasks!.ShouldHaveSingleItem().TaskArn;
        (await aws.Ecs.ListTasks(new(cluster) { StartedBy = "release 1" }, Never)).TaskArns.ShouldBe([task]);
        (await aws.Ecs.DescribeTasks(new(cluster, [task]), Never)).Tasks!.ShouldHaveSingleItem().LastStatus.ShouldNotBeNull();
        (await aws.Ecs.StopTask(new(cluster, task, "test"), Never)).Task!.TaskArn.ShouldBe(task);
        (await aws.Ecs.DescribeServices(new(cluster, ["none"]), Never)).Failures!.ShouldHaveSingleItem().Reason.ShouldBe("MISSING");
    }

    [MotoFact]
    public async Task What_is_there_is_found()
    {
        using var aws = moto.Connect();
        (await aws.Sts((sts, c) => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), c), Never)).Arn.ShouldEndWith("ann");
        (await aws.Ec2((ec2, c) => ec2.DescribeAvailabilityZonesAsync(new DescribeAvailabilityZonesRequest(), c), Never))
            .AvailabilityZones.ShouldAllBe(z => z.ZoneId.Length > 0);
        (await aws.Route53.ListHostedZonesByName("example.org", Never)).ShouldBeEmpty();
        (await aws.Tagging.GetResources(new([new("fairlead:app", ["none"])]), Never)).ResourceTagMappingList!.ShouldBeEmpty();
        (await aws.Ecr.GetAuthorizationToken(Never)).AuthorizationData.ShouldHaveSingleItem().Password.ShouldNotBeEmpty();
        await aws.Iam.CreateServiceLinkedRole("ecs.amazonaws.com", Never);
        var key = await aws.Kms((kms, c) => kms.CreateKeyAsync(new CreateKeyRequest(), c), Never);
        (await aws.Kms((kms, c) => kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.KeyMetadata.KeyId }, c), Never))
            .KeyMetadata.Enabled.ShouldBe(true);
    }

    [MotoFact]
    public async Task Patterns_of_a_firewall_are_read_and_written_by_who_has_seen_them()
    {
        using var aws = moto.Connect();
        using var transport = moto.NewTransport();
        var made = await transport.Send(new AwsRequest(AwsService.Waf, "CreateRegexPatternSet", HttpMethod.Post)
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/x-amz-json-1.1", ["X-Amz-Target"] = "AWSWAF_20190729.CreateRegexPatternSet",
            },
            Body = Encoding.UTF8.GetBytes("""{"Name": "door", "Scope": "REGIONAL", "RegularExpressionList": [{"RegexString": "^a$"}]}"""),
        }, Never);
        var id = JsonNode.Parse(made)!["Summary"]!["Id"]!.ToString();
        var before = await aws.Waf.GetRegexPatternSet(new("door", "REGIONAL", id), Never);
        before.RegexPatternSet.RegularExpressionList.ShouldHaveSingleItem().RegexString.ShouldBe("^a$");
        await aws.Waf.UpdateRegexPatternSet(new("door", "REGIONAL", id, null, [new("^Basic b\\+c$")], before.LockToken), Never);
        (await aws.Waf.GetRegexPatternSet(new("door", "REGIONAL", id), Never)).RegexPatternSet.RegularExpressionList
            .ShouldHaveSingleItem().RegexString.ShouldBe("^Basic b\\+c$");
        (await Should.ThrowAsync<AmazonServiceException>(() => aws.Waf.UpdateRegexPatternSet(
            new("door", "REGIONAL", id, null, [new("^c$")], before.LockToken), Never))).ErrorCode.ShouldBe("WAFOptimisticLockException");
    }

    [MotoFact]
    public async Task Addresses_are_subscribed_listed_and_let_go()
    {
        using var aws = moto.Connect();
        await Apply(aws, Template("shop-prod-alerts", ("Topic", "AWS::SNS::Topic")));
        var topic = (await aws.CloudFormation.ListStackResources("shop-prod-alerts", null, Never)).Resources.Single().PhysicalResourceId!;
        var arn = await aws.Sns.Subscribe(topic, "https", "https://hooks.example.org/a", Never);
        arn.ShouldStartWith(topic + ":");
        (await aws.Sns.ListSubscriptionsByTopic(topic, null, Never)).Subscriptions.ShouldHaveSingleItem().Endpoint
            .ShouldBe("https://hooks.example.org/a");
        await aws.Sns.Unsubscribe(arn, Never);
        (await aws.Sns.ListSubscriptionsByTopic(topic, null, Never)).Subscriptions.ShouldBeEmpty();
    }

    private static WantedStack Template(params (string Id, string Type)[] resources) => Template("shop-prod-mail", resources);

    private static WantedStack Template(string name, params (string Id, string Type)[] resources)
    {
        var stack = new Stack(name);
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
