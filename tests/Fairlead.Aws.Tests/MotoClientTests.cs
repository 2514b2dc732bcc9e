using Amazon.EC2.Model;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Aws.Tests.Support;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests;

/// <summary>
/// Our clients, and AWS's own as they are configured here, against moto, which looks at signatures. Every operation of ours is asked there,
/// or stands here with why it can not be.
/// </summary>
public sealed class MotoClientTests(MotoWithUsers moto) : IClassFixture<MotoWithUsers>
{
    // Of moto 5.2. The scripted endpoint has them all, and the models judge what is asked.
    private static readonly Dictionary<string, string> Lacking = new()
    {
        ["CloudFormation: ContinueUpdateRollback"] = "moto has it not: none of its changes fails",
        ["CloudFormation: RollbackStack"] = "moto has it not: none of its changes fails",
        ["CloudFormation: DescribeEvents"] = "moto has it not: it validates nothing",
        ["ECS: DescribeServiceDeployments"] = "moto has no service deployments",
        ["ECS: ListServiceDeployments"] = "moto has no service deployments",
        ["ECS: StopServiceDeployment"] = "moto has no service deployments",
        ["RDS: DescribeDBEngineVersions"] = "moto has it not",
    };

    private static readonly CancellationToken Never = CancellationToken.None;

    public static TheoryData<string> Names() => [.. MotoScenes.All.Keys];

    [MotoTheory]
    [MemberData(nameof(Names))]
    public async Task A_scene_goes_well_and_asks_what_it_says_it_asks(string name)
    {
        var (operations, play) = MotoScenes.All[name];
        var asked = new HashSet<string>();
        using var transport = moto.NewTransport(asked: o => asked.Add($"{o}"));
        using var aws = new AwsConnection(transport);
        await play(aws, transport);
        asked.Order().ShouldBe(operations.Order());
    }

    [Fact]
    public void Every_operation_is_asked_of_moto_or_stands_here_with_the_reason()
    {
        var asked = MotoScenes.All.Values.SelectMany(s => s.Operations).ToList();
        var all = ApiModel.All.SelectMany(m => m.Operations).Select(o => $"{o}").ToList();
        all.Except(asked).Order().ShouldBe(Lacking.Keys.Order());
        asked.Except(all).ShouldBeEmpty();
    }

    [MotoFact]
    public async Task A_wrong_signature_is_refused_and_told_apart()
    {
        using var aws = new AwsConnection(moto.NewTransport(secretKey: "another"));
        var error = await Should.ThrowAsync<AmazonServiceException>(() => aws.Ecs.ListTasks(new("none"), Never));
        AwsErrors.MayBeSkewed(error).ShouldBeTrue(error.ErrorCode);
    }

    // What moto does not take: the signatures of S3 as AWS's own client makes them; the scripted endpoint does.
    [MotoFact]
    public async Task AWSs_own_clients_are_configured_as_ours_are()
    {
        using var aws = new AwsConnection(moto.NewTransport());
        await aws.Ssm((ssm, c) => ssm.PutParameterAsync(
            new PutParameterRequest { Name = "/shop/prod/KEY", Value = "hunter2", Type = "SecureString", Overwrite = true }, c), Never);
        var read = await aws.Ssm((ssm, c) => ssm.GetParametersByPathAsync(
            new GetParametersByPathRequest { Path = "/shop/prod", Recursive = true, WithDecryption = true }, c), Never);
        read.Parameters.ShouldHaveSingleItem().Value.ShouldBe("hunter2");
        (await aws.Sts((sts, c) => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), c), Never)).Arn.ShouldEndWith("ann");
        (await aws.Ec2((ec2, c) => ec2.DescribeAvailabilityZonesAsync(new DescribeAvailabilityZonesRequest(), c), Never))
            .AvailabilityZones.ShouldAllBe(z => z.ZoneId.Length > 0);
        var key = await aws.Kms((kms, c) => kms.CreateKeyAsync(new CreateKeyRequest(), c), Never);
        (await aws.Kms((kms, c) => kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.KeyMetadata.KeyId }, c), Never))
            .KeyMetadata.Enabled.ShouldBe(true);
    }
}
