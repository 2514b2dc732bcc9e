using System.Text.Json.Nodes;
using Fairlead.Aws.Api.Dns;
using Fairlead.Aws.Tests.Deploying;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Core.AppFile;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>What a pre-flight costs, what is asked of a release that comes back, and calls that nobody may make.</summary>
public class PreflightReleaseTests
{
    [Fact]
    public async Task A_plan_of_a_release_of_images_alone_asks_nothing_more()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(ShopFile.Text()));
        var before = app.Calls;
        await app.Plan(app.Read(ShopFile.Text(AwsApp.Other)));
        app.Since(before).ShouldBe(["GetCallerIdentity", "GetObject", "DescribeServices"], ignoreOrder: true);
    }

    [Fact]
    public async Task R25_a_release_whose_image_is_gone_is_refused_with_those_that_still_can_come_back()
    {
        await using var app = await AwsApp.Start();
        var (file, digests) = await Releases(app);
        var second = (await app.Releases()).Single(r => r.Number == 2);
        var back = Goal.Rollback(RecordedApp.Read(second, "production").App!, second, "ann");
        (await app.Plan(file, back)).Refusals.ShouldBeEmpty();
        app.Aws.Parts.Images.Forget("shop/web", digests[0]);
        var refusal = (await app.Plan(file, back)).Refusals.ShouldHaveSingleItem();
        refusal.Code.ShouldBe(Codes.ImageAway);
        refusal.Message.ShouldBe("release 2 can not come back: the image of web is no longer in its repository; 2 still can");
        refusal.Suggestion.ShouldBe("fairlead rollback 3 (or 1)");
    }

    [Fact]
    public async Task A_restart_whose_image_is_gone_is_refused_before_a_task_is_stopped()
    {
        await using var app = await AwsApp.Start();
        var (file, digests) = await Releases(app);
        var live = (await app.Releases())[0];
        var again = Goal.Restart(RecordedApp.Read(live, "production").App!, live, []);
        (await app.Plan(file, again)).Refusals.ShouldBeEmpty();
        app.Aws.Parts.Images.Forget("shop/web", digests[1]);
        (await app.Plan(file, again)).Refusals.ShouldHaveSingleItem().Message.ShouldStartWith("release 3 can not come back");
    }

    [Fact]
    public async Task Row_192_a_denied_call_is_told_with_action_resource_who_and_the_least_statement()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(ShopFile.Text()));
        app.Aws.Parts.Denies = static call => call.Operation == "UpdateService"
            ? $"ecs:UpdateService on resource: {Service}" : null;
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(ShopFile.Text(AwsApp.Other))))).Failure;
        failure.Why.ShouldMatch($@"^arn:aws:sts::111122223333:assumed-role/\S+ may not ecs:UpdateService on {Service}$");
        var statement = JsonNode.Parse(failure.Evidence.ShouldHaveSingleItem())!;
        statement["Effect"]!.ToString().ShouldBe("Allow");
        statement["Action"]!.ToString().ShouldBe("ecs:UpdateService");
        statement["Resource"]!.ToString().ShouldBe(Service);
    }

    [Fact]
    public async Task Row_192_what_a_policy_forbids_no_statement_lets_and_that_is_said()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Faults.From("GetObject", 1, new CallFault.Refused("AccessDenied", "User: arn:aws:iam::111122223333:user/person is not"
            + " authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a service control"
            + " policy", 403));
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Plan(app.Read(ShopFile.Text())))).Failure;
        failure.Why.ShouldEndWith("may not s3:GetObject on arn:aws:s3:::b/k, as a policy denies it explicitly");
        failure.Evidence.ShouldNotContain(e => e.Contains("\"Allow\""));
    }

    // RFC 1035: a question, and an answer with a pointer in each name.
    [Fact]
    public void B11_an_answer_of_DNS_is_read_as_it_is_written_and_anything_else_is_none()
    {
        var question = NameServerQuery.Question(7, "example.org.");
        byte[] record = [0xC0, 12, 0, 2, 0, 1, 0, 0, 1, 0, 0, 6, 3, .. "ns1"u8, 0xC0, 12];
        byte[] answer = [0, 7, 0x81, 0x80, 0, 1, 0, 1, .. question.AsSpan(8), .. record];
        NameServerQuery.Read(7, answer).ShouldBe(["ns1.example.org"]);
        NameServerQuery.Read(8, answer).ShouldBeNull();
        for (var length = 0; length < answer.Length; length++)
        {
            NameServerQuery.Read(7, answer.AsSpan(0, length)).ShouldBeNull();
        }

        answer[3] = 0x83;
        (answer[6], answer[7]) = (0, 0);
        NameServerQuery.Read(7, answer)!.ShouldBeEmpty("there is no such name");
        answer[3] = 0x82;
        NameServerQuery.Read(7, answer).ShouldBeNull("the resolver failed");
    }

    private const string Service = "arn:aws:ecs:eu-west-1:111122223333:service/c/web";

    private static readonly string Built = ShopFile.Text().Replace("use: registry.example.org/shop@" + AwsApp.Digest, "context: .");

    // The first with an image of another registry; it makes the repository in which the others lie.
    private static async Task<(Fairlead.Core.Model.App File, string[] Digests)> Releases(AwsApp app)
    {
        var file = app.Read(Built);
        await app.Apply(file, AwsApp.Deploy(file) with
        {
            References = new Dictionary<string, string> { ["web"] = $"registry.example.org/shop@{AwsApp.Digest}" },
        });
        string[] digests = [.. "ab".Select(c => app.Aws.Parts.Images.Push("shop/web", $$"""{"layers": "{{c}}"}""", $"build-{c}"))];
        await app.Apply(file, From(file, digests[0], "a"));
        await app.Apply(file, From(file, digests[1], "b"));
        return (file, digests);
    }

    private static Goal From(Fairlead.Core.Model.App app, string digest, string tag) => AwsApp.Deploy(app) with
    {
        References = app.Images.ToDictionary(i => i.Name, i =>
            $"111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:build-{tag}@{digest}"),
    };
}
