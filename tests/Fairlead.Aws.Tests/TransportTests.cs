using System.Net;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Tests.Endpoint;

namespace Fairlead.Aws.Tests;

/// <summary>What becomes of calls when the world is against them. No test waits: time is the tests' own.</summary>
public class TransportTests
{
    [Theory]
    [InlineData("ThrottlingException", 400)]
    [InlineData("SlowDown", 503)]
    [InlineData("InternalFailure", 500)]
    public async Task R28_what_was_not_done_is_asked_again_with_ever_longer_waits(string code, int status)
    {
        var clock = new JumpingClock();
        using var stub = new StubAws { Answer = n => n < 5 ? StubAws.Refusal(code, (HttpStatusCode)status) : null };
        using var aws = stub.Connect(clock);
        await aws.Ecs.DescribeTasks(new("cluster", ["task"]), CancellationToken.None);
        stub.Calls.Count.ShouldBe(6);
        clock.Waits.Count.ShouldBe(5);
        clock.Waits.ShouldAllBe(w => w <= Retries.Longest);
    }

    [Fact]
    public async Task D2_a_line_that_is_cut_for_ten_minutes_is_waited_for_and_then_told()
    {
        var clock = new JumpingClock();
        using var stub = new StubAws { Answer = _ => throw new HttpRequestException(HttpRequestError.ConnectionError) };
        using var aws = stub.Connect(clock);
        await Should.ThrowAsync<HttpRequestException>(() => aws.Ecs.DescribeTasks(new("c", ["t"]), CancellationToken.None));
        clock.Waits.Aggregate(TimeSpan.Zero, (sum, w) => sum + w).ShouldBeInRange(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task D3_what_may_have_been_done_is_done_twice_only_where_that_is_no_harm()
    {
        using var lost = new StubAws { Answer = n => n == 0 ? throw new HttpRequestException(HttpRequestError.ResponseEnded) : null };
        using var aws = lost.Connect(new JumpingClock());
        await aws.Ecs.RunTask(new("cluster", "migrate:1", "token"), CancellationToken.None);
        lost.Calls.Count.ShouldBe(2);
        using var forced = new StubAws { Answer = n => n == 0 ? throw new HttpRequestException(HttpRequestError.ResponseEnded) : null };
        using var other = forced.Connect(new JumpingClock());
        await Should.ThrowAsync<HttpRequestException>(() => other.Ecs.UpdateService(
            new("cluster", "web") { ForceNewDeployment = true }, CancellationToken.None));
        forced.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("ExpiredTokenException", true, false)]
    [InlineData("ExpiredToken", true, false)]
    [InlineData("AccessDeniedException", false, true)]
    [InlineData("ClusterNotFoundException", false, false)]
    public async Task D1_an_end_of_credentials_is_told_apart_and_nothing_is_asked_again(string code, bool isExpired, bool isDenied)
    {
        using var stub = new StubAws { Answer = _ => StubAws.Refusal(code) };
        using var aws = stub.Connect(new JumpingClock());
        var error = await Should.ThrowAsync<AmazonServiceException>(
            () => aws.Ecs.DescribeTasks(new("c", ["t"]), CancellationToken.None));
        (error.ErrorCode, AwsErrors.IsExpired(error), AwsErrors.IsDenied(error)).ShouldBe((code, isExpired, isDenied));
        stub.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task D8_a_clock_that_is_wrong_is_put_right_by_AWSs_answer_and_stays_so()
    {
        var clock = new JumpingClock();
        var right = clock.GetUtcNow().AddHours(2);
        using var stub = new StubAws
        {
            Answer = n =>
            {
                if (n > 0)
                {
                    return null;
                }

                var refusal = StubAws.Refusal("InvalidSignatureException", message: "Signature expired");
                refusal.Headers.Date = right;
                return refusal;
            },
        };
        using var aws = stub.Connect(clock);
        await aws.Ecs.DescribeTasks(new("c", ["t"]), CancellationToken.None);
        await aws.Ecs.DescribeTasks(new("c", ["t"]), CancellationToken.None);
        stub.Signed.ShouldBe([clock.GetUtcNow(), right, right]);
        clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_signature_that_is_wrong_for_another_reason_is_told()
    {
        var clock = new JumpingClock();
        using var stub = new StubAws
        {
            Answer = _ =>
            {
                var refusal = StubAws.Refusal("SignatureDoesNotMatch");
                refusal.Headers.Date = clock.GetUtcNow();
                return refusal;
            },
        };
        using var aws = stub.Connect(clock);
        await Should.ThrowAsync<AmazonServiceException>(() => aws.Ecs.DescribeTasks(new("c", ["t"]), CancellationToken.None));
        stub.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task I6_a_call_that_is_never_answered_ends()
    {
        var clock = new JumpingClock();
        using var silent = new SilentAws();
        using var transport = new AwsTransport(new BasicAWSCredentials("a", "b"), new Endpoints("eu-west-1", static _ => null),
            new HttpMessageInvoker(silent), clock);
        var asked = transport.Send(new AwsRequest(AwsService.Ecs, "UpdateService", HttpMethod.Post) { IsRepeatable = false }, default);
        await silent.Asked.Task;
        clock.ReachLimits();
        (await Should.ThrowAsync<TimeoutException>(() => asked)).Message.ShouldBe("ECS did not answer UpdateService within 60 s");
    }

    [Fact]
    public async Task A_stack_that_is_not_there_is_none()
    {
        using var stub = new StubAws { Answer = _ => StubAws.RefusalInXml("ValidationError", "Stack with id shop does not exist") };
        using var aws = stub.Connect();
        (await aws.CloudFormation.DescribeStack("shop", CancellationToken.None)).ShouldBeNull();
        using var other = new StubAws { Answer = _ => StubAws.RefusalInXml("ValidationError", "1 validation error detected") };
        using var wrong = other.Connect();
        await Should.ThrowAsync<AmazonServiceException>(() => wrong.CloudFormation.DescribeStack("?", CancellationToken.None));
    }

    [Fact]
    public async Task C16_a_role_of_a_service_that_is_there_is_as_good_as_new()
    {
        using var stub = new StubAws
        {
            Answer = _ => StubAws.RefusalInXml("InvalidInput", "Service role name AWSServiceRoleForECS has been taken in this account"),
        };
        using var aws = stub.Connect();
        (await aws.Iam.CreateServiceLinkedRole("ecs.amazonaws.com", CancellationToken.None)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("eu-west-1", "ECS", "https://ecs.eu-west-1.amazonaws.com/", "eu-west-1")]
    [InlineData("eu-west-1", "IAM", "https://iam.amazonaws.com/", "us-east-1")]
    [InlineData("cn-north-1", "ECR", "https://api.ecr.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    public void Services_are_asked_where_AWS_has_them(string region, string id, string url, string signed)
    {
        var endpoints = new Endpoints(region, static _ => null);
        var service = new[] { AwsService.Ecs, AwsService.Iam, AwsService.Ecr }.Single(s => s.Id == id);
        (endpoints.Find(service).ToString(), endpoints.SigningRegion(service)).ShouldBe((url, signed));
    }

    [Fact]
    public void Variables_name_other_endpoints_for_one_service_or_all()
    {
        var variables = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1", ["AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2"] = "http://127.0.0.1:2",
        };
        var endpoints = new Endpoints("eu-west-1", variables.GetValueOrDefault);
        endpoints.Find(AwsService.Ecs).ToString().ShouldBe("http://127.0.0.1:1/");
        endpoints.Find(AwsService.LoadBalancing).ToString().ShouldBe("http://127.0.0.1:2/");
        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        endpoints.Find(AwsService.Ecs).Host.ShouldBe("ecs.eu-west-1.amazonaws.com");
    }

    [Fact]
    public void I7_a_value_is_in_no_text_of_a_request() =>
        new PutSecretValueRequest("shop", "token", "hunter2").ToString().ShouldNotContain("hunter2");

    private sealed class SilentAws : HttpMessageHandler
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
