using System.Text.Json.Nodes;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Tests.Endpoint.Server;

namespace Fairlead.Aws.Tests;

/// <summary>What the scripted AWS does with secrets, images, schedules, linked roles and networks.</summary>
public class EndpointAccountTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_secret_has_versions_by_token_and_the_newest_is_current()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Parts.Vault.Add("arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1B2c3", null);
        (await Code(() => person.SecretsManager.GetSecretValue(new("shop"), None))).ShouldBe("ResourceNotFoundException");
        await person.SecretsManager.PutSecretValue(new("shop", "one", "first"), None);
        await person.SecretsManager.PutSecretValue(new("shop", "one", "first"), None);
        (await Code(() => person.SecretsManager.PutSecretValue(new("shop", "one", "other"), None))).ShouldBe("ResourceExistsException");
        await person.SecretsManager.PutSecretValue(new("shop", "two", "second"), None);
        (await person.SecretsManager.GetSecretValue(new("shop"), None)).SecretString.ShouldBe("second");
        (await person.SecretsManager.GetSecretValue(new("shop") { VersionStage = "AWSPREVIOUS" }, None)).SecretString.ShouldBe("first");
        (await person.SecretsManager.DescribeSecret(new("shop"), None)).VersionIdsToStages!["two"].ShouldBe(["AWSCURRENT"]);
    }

    [Fact]
    public async Task D13_a_tag_that_can_not_move_stays_and_one_of_an_environment_moves()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Parts.Images.AddRepository("shop/web");
        var digest = aws.Parts.Images.Push("shop/web", "{\"a\": 1}", "v1");
        aws.Parts.Images.Push("shop/web", "{\"a\": 2}", "v2");
        (await Code(() => person.Ecr.PutImage(new("shop/web", "{\"a\": 1}") { ImageTag = "v1" },
            None))).ShouldBe("ImageAlreadyExistsException");
        (await Code(() => person.Ecr.PutImage(new("shop/web", "{\"a\": 2}") { ImageTag = "v1" }, None)))
            .ShouldBe("ImageTagAlreadyExistsException");
        await person.Ecr.PutImage(new("shop/web", "{\"a\": 2}") { ImageTag = "env-test" }, None);
        await person.Ecr.PutImage(new("shop/web", "{\"a\": 1}") { ImageTag = "env-test" }, None);
        var got = await person.Ecr.BatchGetImage(new("shop/web", [new() { ImageTag = "env-test" }, new() { ImageTag = "no" }]), None);
        (got.Images!.Single().ImageId.ImageDigest, got.Failures!.Single().FailureCode).ShouldBe((digest, "ImageNotFound"));
        (await person.Ecr.DescribeImages(new("shop/web"), None)).ImageDetails!.Count.ShouldBe(2);
        (await person.Ecr.GetAuthorizationToken(None)).AuthorizationData.Single().Password.Length.ShouldBe(40);
    }

    [Fact]
    public async Task An_update_of_a_schedule_replaces_every_member()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Parts.Account.AddSchedule("arn:aws:scheduler:eu-west-1:111122223333:schedule/default/tidy", JsonNode.Parse("""
            {"ScheduleExpression": "rate(1 hour)", "State": "DISABLED", "FlexibleTimeWindow": {"Mode": "OFF"}, "Description": "tidies",
             "Target": {"Arn": "arn:machine", "RoleArn": "arn:aws:iam::1:role/r", "Input": "{}"}}
            """)!.AsObject());
        var schedule = await person.Scheduler.GetSchedule("tidy", None);
        schedule.Remove("Description");
        schedule["State"] = "ENABLED";
        await person.Scheduler.UpdateSchedule("tidy", schedule, "token", None);
        var now = await person.Scheduler.GetSchedule("tidy", None);
        (now["State"]!.ToString(), now["Description"]).ShouldBe(("ENABLED", null));
        (await Code(() => person.Scheduler.GetSchedule("no", None))).ShouldBe("ResourceNotFoundException");
    }

    [Fact]
    public async Task C16_a_linked_role_is_made_once()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        (await person.Iam.CreateServiceLinkedRole("ecs.amazonaws.com", None)).ShouldBeTrue();
        (await person.Iam.CreateServiceLinkedRole("ecs.amazonaws.com", None)).ShouldBeFalse();
    }

    [Fact]
    public async Task EC2_answers_AWSs_own_client_with_zones_and_networks()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Parts.Account.Subnets.Add(new JsonObject { ["subnetId"] = "subnet-1", ["vpcId"] = "vpc-1", ["availableIpAddressCount"] = 3 });
        aws.Parts.Account.Subnets.Add(new JsonObject { ["subnetId"] = "subnet-2", ["vpcId"] = "vpc-2", ["availableIpAddressCount"] = 9 });
        var zones = await person.Ec2((c, x) => c.DescribeAvailabilityZonesAsync(new(), x), None);
        zones.AvailabilityZones.Select(z => z.ZoneId).ShouldBe(["euw1-az1", "euw1-az2", "euw1-az3"]);
        var subnets = await person.Ec2((c, x) => c.DescribeSubnetsAsync(new() { Filters = [new() { Name = "vpc-id",
            Values = ["vpc-1"] }] }, x), None);
        subnets.Subnets.Single().AvailableIpAddressCount.ShouldBe(3);
        (await person.Ec2((c, x) => c.DescribeManagedPrefixListsAsync(new(), x),
            None)).PrefixLists.Single().PrefixListId.ShouldStartWith("pl-");
    }

    private static async Task<string> Code(Func<Task> call) => (await Should.ThrowAsync<AmazonServiceException>(call)).ErrorCode;
}
