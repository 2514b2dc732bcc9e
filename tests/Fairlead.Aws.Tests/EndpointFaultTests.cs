using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Server;

namespace Fairlead.Aws.Tests;

/// <summary>What goes wrong by a test's script, and that it is what our clients take it for. Time is the endpoint's and jumps.</summary>
public class EndpointFaultTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task D6_what_is_throttled_is_asked_again_in_the_endpoints_own_time()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        aws.Faults.On("GetResources", 1, CallFault.Throttled, times: 3);
        aws.Faults.On("GetResources", 4, CallFault.ServerError);
        (await Ask(person)).ResourceTagMappingList!.ShouldBeEmpty();
        aws.Calls.Select(c => c.Refusal).ShouldBe(["ThrottlingException", "ThrottlingException", "ThrottlingException", "InternalFailure",
            null]);
        aws.Clock.Passed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task D3_a_call_that_was_done_and_whose_answer_was_lost_is_told_from_one_that_was_not()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        aws.Parts.Services.AddCluster("eu-west-1", "shop");
        aws.Parts.Definitions.Add("eu-west-1", Json("""{"family": "job", "containerDefinitions": [{"name": "job", "image": "x"}]}"""));
        aws.Faults.On("RunTask", 1, CallFault.CutAfter);
        aws.Faults.On("RunTask", 2, CallFault.CutBefore);
        await person.Ecs.RunTask(new("shop", "job:1", "token"), None);
        aws.Parts.Board.Tasks.Count.ShouldBe(1);
        aws.Calls.Select(c => c.Refusal).ShouldBe([null, "cut", null]);
        aws.Faults.On("RegisterTaskDefinition", 1, CallFault.CutAfter);
        using var request = System.Text.Json.JsonDocument.Parse(
            """{"family": "job", "containerDefinitions": [{"name": "a", "image": "x"}]}""");
        (await person.Ecs.RegisterTaskDefinition(request.RootElement, None)).TaskDefinition.TaskDefinitionArn.ShouldEndWith("job:3");
        aws.Parts.Definitions.Need("job:2").ShouldNotBeNull();
    }

    [Fact]
    public async Task D1_credentials_end_after_so_many_calls_of_any_kind()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        aws.Faults.From("*", 3, CallFault.Expired);
        await Ask(person);
        await person.Sts((c, x) => c.GetCallerIdentityAsync(new(), x), None);
        var json = await Should.ThrowAsync<AmazonServiceException>(() => Ask(person));
        var xml = await Should.ThrowAsync<AmazonServiceException>(() => person.CloudFormation.DescribeStack("shop", None));
        (AwsErrors.IsExpired(json), AwsErrors.IsExpired(xml)).ShouldBe((true, true));
    }

    [Fact]
    public async Task D14_a_right_that_is_missing_is_named()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Faults.On("GetResources", 1, CallFault.Denied("tag:GetResources"));
        var one = await Should.ThrowAsync<AmazonServiceException>(() => Ask(person));
        one.Message.ShouldContain("tag:GetResources");
        aws.Parts.Denies = static call => call.Service == "tagging" ? $"tag:{call.Operation}" : null;
        AwsErrors.IsDenied(await Should.ThrowAsync<AmazonServiceException>(() => Ask(person))).ShouldBeTrue();
    }

    [Fact]
    public async Task I6_an_answer_that_comes_too_late_is_a_time_out()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Faults.On("UpdateService", 1, new CallFault.Late(TimeSpan.FromMinutes(2)));
        aws.Parts.Services.AddCluster("eu-west-1", "shop");
        await Should.ThrowAsync<Exception>(() => person.Ecs.UpdateService(new("shop", "no") { ForceNewDeployment = true }, None));
        aws.Clock.Passed.ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task What_the_published_model_does_not_know_is_refused_with_its_name()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        using var request = System.Text.Json.JsonDocument.Parse("""{"family": "job", "containers": []}""");
        var error = await Should.ThrowAsync<AmazonServiceException>(() => person.Ecs.RegisterTaskDefinition(request.RootElement, None));
        error.ErrorCode.ShouldBe("ValidationException");
        error.Message.ShouldContain("containers");
        error.Message.ShouldContain("needs containerDefinitions");
    }

    [Fact]
    public async Task Two_who_wait_at_once_wait_in_one_time()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var n = 0; n < 4; n++)
            {
                await Ask(person);
                await Task.Delay(TimeSpan.FromSeconds(5), aws.Clock, None);
            }
        }));
        aws.Clock.Passed.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task Time_runs_at_a_pace_for_a_process_that_waits_in_its_own()
    {
        await using var aws = await ScriptedAws.Start();
        var later = new TaskCompletionSource();
        aws.Clock.After(TimeSpan.FromMinutes(5), later.SetResult);
        await using var running = aws.Clock.Run(pace: 60_000);
        await later.Task;
        aws.Clock.Passed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_test_is_told_of_each_call_before_it_is_carried_out()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        var told = new List<string>();
        aws.World.Calling = call => told.Add($"{call.Operation} {aws.Calls.Count}");
        await Ask(person);
        await person.Sts((c, x) => c.GetCallerIdentityAsync(new(), x), None);
        told.ShouldBe(["GetResources 0", "GetCallerIdentity 1"]);
        aws.Variables()["AWS_ENDPOINT_URL"].ShouldBe(aws.Url);
    }

    // Any call in JSON that changes nothing.
    private static Task<GetResourcesResponse> Ask(AwsConnection person) => person.Tagging.GetResources(new([new("a", ["b"])]), None);

    private static System.Text.Json.Nodes.JsonObject Json(string text) => System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
}
