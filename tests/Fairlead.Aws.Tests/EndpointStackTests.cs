using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests;

/// <summary>What the scripted AWS does with stacks, asked by our client.</summary>
public class EndpointStackTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(2);

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_stack_is_made_in_the_order_of_its_references_with_events_and_outputs()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template(queue: "a"), [new("Suffix", "x")]);
        var stack = (await person.CloudFormation.DescribeStack("shop", None))!;
        stack.StackStatus.ShouldBe("CREATE_COMPLETE");
        stack.Outputs["Url"].ShouldStartWith("https://sqs.eu-west-1.amazonaws.com/111122223333/a-x");
        stack.Outputs.Keys.ShouldBe(["Url"]);
        stack.Tags["fairlead:app"].ShouldBe("shop");
        var (events, _) = await person.CloudFormation.DescribeStackEvents("shop", null, None);
        events.Where(e => e.ResourceStatus == "CREATE_COMPLETE").Select(e => e.LogicalResourceId).Reverse()
            .ShouldBe(["Queue", "Alarm", "shop"]);
        aws.Parts.Stacks.Find("shop")!.Resources.Keys.Order().ShouldBe(["Alarm", "Queue"]);
        (await person.CloudFormation.GetTemplate("shop", None)).ShouldBe(Template(queue: "a"));
    }

    [Fact]
    public async Task A_same_template_changes_nothing_and_its_change_set_says_so()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template(queue: "a"), [new("Suffix", "x")]);
        var set = await Prepare(aws, person, "UPDATE", Template(queue: "a"), [new("Suffix", "x")]);
        (await person.CloudFormation.DescribeChangeSet(set.Id, null, None)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task B3_a_change_of_what_can_not_change_replaces_and_the_old_one_is_deleted_at_the_end()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template(queue: "a"), [new("Suffix", "x")]);
        var set = await Prepare(aws, person, "UPDATE", Template(queue: "b"), [new("Suffix", "x")]);
        var changes = (await person.CloudFormation.DescribeChangeSet(set.Id, null, None)).Changes;
        changes.Single(c => c.LogicalResourceId == "Queue").Replacement.ShouldBe("True");
        await person.CloudFormation.ExecuteChangeSet(set.Id, "t2", None);
        var seen = new List<string>();
        aws.Clock.AdvanceUntil(() => Note(seen, aws, "UPDATE_COMPLETE"), Long).ShouldBeTrue();
        seen.ShouldBe(["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]);
        (await person.CloudFormation.DescribeStack("shop", None))!.Outputs["Url"].ShouldEndWith("/b-x");
    }

    [Fact]
    public async Task A1_a_creation_that_fails_rolls_back_and_can_not_be_updated()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Parts.Worker.Fail("shop/Alarm", WorkKind.Create, "no such metric");
        await Deploy(aws, person, Template(queue: "a"), [new("Suffix", "x")]);
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("ROLLBACK_COMPLETE");
        var (events, _) = await person.CloudFormation.DescribeStackEvents("shop", null, None);
        events.ShouldContain(e => e.ResourceStatus == "CREATE_FAILED" && e.ResourceStatusReason == "no such metric");
        events.ShouldContain(e => e.LogicalResourceId == "Queue" && e.ResourceStatus == "DELETE_COMPLETE");
        (await Refused(() => Prepare(aws, person, "UPDATE", Template(queue: "a"), [new("Suffix", "x")])))
            .ShouldContain("is in ROLLBACK_COMPLETE state and can not be updated");
        await person.CloudFormation.DeleteStack("shop", null, "d1", [], None);
        aws.Clock.Advance(Long);
        (await person.CloudFormation.DescribeStack("shop", None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_failed_update_puts_back_what_it_changed_and_deletes_what_it_made()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template(queue: "a", threshold: 1), [new("Suffix", "x")]);
        aws.Parts.Worker.Fail("shop/Alarm", WorkKind.Update, "not now");
        await Deploy(aws, person, Template(queue: "b", threshold: 2), [new("Suffix", "x")], "UPDATE");
        var stack = (await person.CloudFormation.DescribeStack("shop", None))!;
        (stack.StackStatus, stack.Outputs["Url"][^3..]).ShouldBe(("UPDATE_ROLLBACK_COMPLETE", "a-x"));
        await Deploy(aws, person, Template(queue: "b", threshold: 2), [new("Suffix", "x")], "UPDATE");
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("UPDATE_COMPLETE");
    }

    [Fact]
    public async Task A3_a_roll_back_that_fails_is_continued_and_skips_only_what_failed()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        var two = Template("a", 1, ["First", "Second"]);
        await Deploy(aws, person, two, [new("Suffix", "x")]);
        aws.Parts.Worker.Fail("shop/Second", WorkKind.Update, "not now");
        aws.Parts.Worker.Hang("shop/Alarm", WorkKind.Update);
        aws.Parts.Worker.Fail("shop/Alarm", WorkKind.Update, "gone", times: 2);
        await Deploy(aws, person, Template("a", 2, ["First", "Second"]), [new("Suffix", "x")], "UPDATE");
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("UPDATE_ROLLBACK_FAILED");
        (await Refused(() => person.CloudFormation.ContinueUpdateRollback("shop", null, "c1", ["First"],
            None))).ShouldContain("did not fail");
        await person.CloudFormation.ContinueUpdateRollback("shop", null, "c2", ["Alarm"], None);
        aws.Clock.Advance(Long);
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("UPDATE_ROLLBACK_COMPLETE");
    }

    [Fact]
    public async Task A5_A9_a_busy_stack_takes_no_update_and_a_protected_one_is_not_deleted()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        var set = await Prepare(aws, person, "CREATE", Template(queue: "a"), [new("Suffix", "x")]);
        await person.CloudFormation.ExecuteChangeSet(set.Id, "t", None);
        await person.CloudFormation.ExecuteChangeSet(set.Id, "t", None);
        (await Refused(() => Prepare(aws, person, "UPDATE", Template(queue: "b"), [new("Suffix",
            "x")]))).ShouldContain("CREATE_IN_PROGRESS");
        aws.Clock.Advance(Long);
        aws.Parts.Stacks.Find("shop")!.IsProtected = true;
        (await Refused(() => person.CloudFormation.DeleteStack("shop", null, "d", [], None))).ShouldContain("TerminationProtection");
    }

    [Fact]
    public async Task A8_a_bucket_with_objects_can_not_be_deleted_but_kept()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        const string Buckets = """
            {"Resources": {"Data": {"Type": "AWS::S3::Bucket"}, "Kept": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}}}
            """;
        await Deploy(aws, person, Buckets, []);
        var data = aws.Parts.Stacks.Find("shop")!.Resources["Data"].PhysicalId;
        var kept = aws.Parts.Stacks.Find("shop")!.Resources["Kept"].PhysicalId;
        await person.S3((c, x) => c.PutObjectAsync(new() { BucketName = data, Key = "a", ContentBody = "x" }, x), None);
        await person.CloudFormation.DeleteStack("shop", null, "d1", [], None);
        aws.Clock.Advance(Long);
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatusReason.ShouldBe(
            "The following resource(s) failed to delete: [Data]. ");
        await person.CloudFormation.DeleteStack("shop", null, "d2", ["Data"], None);
        aws.Clock.Advance(Long);
        (await person.CloudFormation.DescribeStack("shop", None)).ShouldBeNull();
        (aws.Parts.Buckets.Has(data), aws.Parts.Buckets.Has(kept)).ShouldBe((true, true));

        // And what was kept is taken up by the next life of the stack.
        var import = await person.CloudFormation.CreateChangeSet(new("shop", "import", "IMPORT", "i")
        {
            TemplateBody = """{"Resources": {"Kept": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}}}""",
            ResourcesToImport = [new("AWS::S3::Bucket", "Kept", "BucketName", kept)],
        }, None);
        aws.Clock.Advance(Long);
        await person.CloudFormation.ExecuteChangeSet(import.Id, "i", None);
        aws.Clock.Advance(Long);
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("IMPORT_COMPLETE");
    }

    [Fact]
    public async Task A13_a_change_set_is_obsolete_when_the_stack_has_moved()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template(queue: "a"), [new("Suffix", "x")]);
        var mine = await Prepare(aws, person, "UPDATE", Template(queue: "b"), [new("Suffix", "x")]);
        await Deploy(aws, person, Template(queue: "c"), [new("Suffix", "x")], "UPDATE");
        (await Refused(() => person.CloudFormation.ExecuteChangeSet(mine.Id, "t9", None))).ShouldContain("OBSOLETE");
    }

    [Fact]
    public async Task B1_what_is_too_large_unknown_missing_or_not_acknowledged_is_refused()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        (await Refused(() => Prepare(aws, person, "CREATE", Template(queue: new string('a', 52_000)), [new("Suffix",
            "x")]))).ShouldContain("51200");
        (await Refused(() => Prepare(aws, person, "CREATE", Template(queue: "a"), [new("Suffix", "x"), new("No", "x")])))
            .ShouldBe("Parameters: [No] do not exist in the template");
        (await Refused(() => Prepare(aws, person, "CREATE", Template(queue: "a"), []))).ShouldBe("Parameters: [Suffix] must have values");
        (await Refused(() => Prepare(aws, person, "CREATE", """{"Resources": {"R": {"Type": "AWS::IAM::Role"}}}""", [])))
            .ShouldContain("CAPABILITY_IAM");
        const string Unresolved = """{"Resources": {"R": {"Type": "T", "Properties": {"A": {"Ref": "X"}}}}}""";
        (await Refused(() => Prepare(aws, person, "CREATE", Unresolved, [])))
            .ShouldContain("[X]");
        (await Refused(() => Prepare(aws, person, "UPDATE", Template(queue: "a"), []))).ShouldContain("does not exist");
    }

    [Fact]
    public async Task A6_a_change_set_that_was_never_executed_leaves_a_husk_that_can_be_deleted()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Prepare(aws, person, "CREATE", Template(queue: "a"), [new("Suffix", "x")]);
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("REVIEW_IN_PROGRESS");
        await person.CloudFormation.DeleteStack("shop", null, "d", [], None);
        aws.Clock.Advance(Long);
        (await person.CloudFormation.DescribeStack("shop", None)).ShouldBeNull();
    }

    [Fact]
    public async Task A7_what_can_not_be_cleaned_up_is_dropped_and_the_stack_is_complete()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template("a", topics: ["Old"]), [new("Suffix", "x")]);
        aws.Parts.Worker.Fail("shop/Old", WorkKind.Delete, "in use");
        await Deploy(aws, person, Template("a"), [new("Suffix", "x")], "UPDATE");
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("UPDATE_COMPLETE");
        var (events, _) = await person.CloudFormation.DescribeStackEvents("shop", null, None);
        events.ShouldContain(e => e.LogicalResourceId == "Old" && e.ResourceStatus == "DELETE_FAILED");
        aws.Parts.Stacks.Find("shop")!.Resources.Keys.Order().ShouldBe(["Alarm", "Queue"]);
    }

    [Fact]
    public async Task A10_D9_a_role_that_is_gone_is_named_and_a_new_stack_may_be_hidden_for_a_while()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template(queue: "a"), [new("Suffix", "x")]);
        aws.World.Hide("stack/shop", 2);
        (await person.CloudFormation.DescribeStack("shop", None)).ShouldBeNull();
        (await person.CloudFormation.DescribeStack("shop", None)).ShouldBeNull();
        (await person.CloudFormation.DescribeStack("shop", None)).ShouldNotBeNull();
        (await Refused(() => person.CloudFormation.DeleteStack("shop", "arn:aws:iam::1:role/gone", "d", [], None)))
            .ShouldContain("cannot be assumed");
    }

    private static bool Note(List<string> seen, ScriptedAws aws, string wanted)
    {
        var now = aws.Parts.Stacks.Find("shop")!.Status;
        if (seen.Count == 0 || seen[^1] != now)
        {
            seen.Add(now);
        }

        return now == wanted;
    }

    private static async Task<string> Refused(Func<Task> call) => (await Should.ThrowAsync<AmazonServiceException>(call)).Message;

    private static async Task Deploy(ScriptedAws aws, AwsConnection person, string template, IReadOnlyList<KeyValuePair<string,
        string>> values,
        string type = "CREATE")
    {
        var set = await Prepare(aws, person, type, template, values);
        await person.CloudFormation.ExecuteChangeSet(set.Id, set.Id, None);
        aws.Clock.Advance(Long);
    }

    private static async Task<ChangeSetIds> Prepare(ScriptedAws aws, AwsConnection person, string type, string template,
        IReadOnlyList<KeyValuePair<string, string>> values)
    {
        var name = $"c{aws.World.Hex(8)}";
        var set = await person.CloudFormation.CreateChangeSet(new("shop", name, type, name)
        {
            TemplateBody = template, Parameters = values, Tags = [new("fairlead:app", "shop")],
        }, None);
        aws.Clock.Advance(TimeSpan.FromMinutes(1));
        return set;
    }

    private static string Template(string queue, int threshold = 1, string[]? topics = null)
    {
        var template = JsonNode.Parse("""
            {
              "Parameters": {"Suffix": {"Type": "String"}, "Wanted": {"Type": "String", "Default": "no"}},
              "Conditions": {"IsWanted": {"Fn::Equals": [{"Ref": "Wanted"}, "yes"]}},
              "Resources": {
                "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
                  "Dimensions": [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Queue", "QueueName"]}}]}},
                "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": {"Fn::If": ["IsWanted", 5, {"Ref": "AWS::NoValue"}]}}},
                "Never": {"Type": "AWS::SQS::Queue", "Condition": "IsWanted"}
              },
              "Outputs": {
                "Url": {"Value": {"Ref": "Queue"}}, "Never": {"Condition": "IsWanted", "Value": {"Ref": "Never"}}
              }
            }
            """)!;
        template["Resources"]!["Queue"]!["Properties"]!["QueueName"] = JsonNode.Parse(
            $$"""{"Fn::Join": ["-", ["{{queue}}", {"Ref": "Suffix"}]]}""");
        template["Resources"]!["Alarm"]!["Properties"]!["Threshold"] = threshold;
        foreach (var topic in topics ?? [])
        {
            template["Resources"]![topic] = JsonNode.Parse(
                $$$"""{"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "{{{threshold}}}"}}""");
        }

        return template.ToJsonString();
    }
}
