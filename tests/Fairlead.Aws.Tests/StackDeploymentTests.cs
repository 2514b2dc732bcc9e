using System.Text;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>What becomes of one stack, whatever state it is in and whatever CloudFormation answers.</summary>
public class StackDeploymentTests
{
    private const string None = "<Error><Code>ValidationError</Code><Message>Stack with id shop-prod-web does not exist</Message></Error>";
    private const string Made = "<Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>";
    private const string Ids = "<Id>set</Id><StackId>arn:stack/shop-prod-web/1</StackId>";
    private const string NoEvents = "<StackEvents/>";

    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    [Fact]
    public async Task A_stack_that_is_not_there_is_made_and_each_resource_told()
    {
        using var stub = Script(
            ("DescribeStacks", [None, There("CREATE_IN_PROGRESS"), There("CREATE_COMPLETE")]), ("CreateChangeSet", [Ids]),
            ("DescribeChangeSet", ["<Status>CREATE_IN_PROGRESS</Status>", Made]), ("DescribeStackEvents", [NoEvents,
                Event(1, "Queue", "CREATE_IN_PROGRESS"), Event(2, "Queue", "CREATE_COMPLETE") + Event(1, "Queue", "CREATE_IN_PROGRESS")]),
            ("ExecuteChangeSet", [""]));
        var (made, events) = await Apply(stub);
        made!.StackStatus.ShouldBe("CREATE_COMPLETE");
        events.OfType<Started>().Select(e => $"{e.Parent} {e.Subject}").ShouldBe([" web", "web Queue"]);
        events.OfType<Completed>().Select(e => $"{e.Parent} {e.Subject}").ShouldBe(["web Queue", " web"]);
    }

    [Fact]
    public async Task R06_a_stack_that_is_as_wanted_costs_one_look()
    {
        using var stub = Script(("DescribeStacks", [There("UPDATE_COMPLETE", Wanted().Hash)]));
        (await Apply(stub)).Made!.StackStatus.ShouldBe("UPDATE_COMPLETE");
        stub.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R06_where_CloudFormation_sees_no_change_none_is_left_behind()
    {
        using var stub = Script(("DescribeStacks", [There("CREATE_COMPLETE")]), ("CreateChangeSet", [Ids]), ("DescribeChangeSet",
            ["<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes.</StatusReason>"]),
            ("DeleteChangeSet", [""]));
        (await Apply(stub)).Made!.StackStatus.ShouldBe("CREATE_COMPLETE");
        stub.Calls.Select(c => c.Name).ShouldBe(["DescribeStacks", "CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet"]);
    }

    [Fact]
    public async Task B1_a_stack_of_another_app_is_refused_and_not_touched()
    {
        using var stub = Script(("DescribeStacks", [There("CREATE_COMPLETE").Replace(">shop<", ">other<")]));
        (await Should.ThrowAsync<FailureException>(() => Apply(stub))).Failure.What.ShouldContain("is not this app's");
        stub.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R05_a_stack_that_is_busy_is_waited_for()
    {
        using var stub = Script(("DescribeStacks",
            [There("UPDATE_IN_PROGRESS"), There("UPDATE_IN_PROGRESS"), There("UPDATE_COMPLETE", Wanted().Hash)]),
            ("DescribeStackEvents", [NoEvents]));
        (await Apply(stub)).Made!.StackStatus.ShouldBe("UPDATE_COMPLETE");
        stub.Calls.ShouldNotContain(c => c.Name == "CreateChangeSet");
    }

    [Fact]
    public async Task R01_A1_a_first_creation_that_failed_is_removed_and_its_cause_told_before_the_next_try()
    {
        using var stub = Script(("DescribeStacks", [There("ROLLBACK_COMPLETE"), There("DELETE_COMPLETE"), There("CREATE_COMPLETE")]),
            ("DescribeStackEvents", [Event(2, "Role", "CREATE_FAILED", "Resource creation cancelled")
                + Event(1, "Queue", "CREATE_FAILED", "the name is taken"), NoEvents]), ("DeleteStack", [""]), ("CreateChangeSet", [Ids]),
            ("DescribeChangeSet", [Made]), ("ExecuteChangeSet", [""]));
        var (made, events) = await Apply(stub);
        made!.StackStatus.ShouldBe("CREATE_COMPLETE");
        events.OfType<Warned>().ShouldHaveSingleItem().Message.ShouldBe("shop-prod-web was never made: Queue: the name is taken");
    }

    [Theory]
    [InlineData("UPDATE_ROLLBACK_FAILED")]
    [InlineData("UPDATE_FAILED")]
    [InlineData("SOMETHING_NEW")]
    public async Task A3_a_stack_that_is_stuck_is_told_with_the_way_out(string status)
    {
        using var stub = Script(("DescribeStacks", [There(status)]));
        var failure = (await Should.ThrowAsync<FailureException>(() => Apply(stub))).Failure;
        failure.What.ShouldBe($"the stack shop-prod-web is stuck ({status})");
        failure.Next.ShouldBe("aws cloudformation continue-update-rollback --stack-name shop-prod-web --region eu-west-1");
    }

    [Fact]
    public async Task What_failed_first_is_told_and_not_what_was_given_up_for_it()
    {
        using var stub = Script(("DescribeStacks", [There("CREATE_COMPLETE"), There("UPDATE_ROLLBACK_COMPLETE")]), ("CreateChangeSet",
            [Ids]),
            ("DescribeChangeSet", [Made]), ("ExecuteChangeSet", [""]), ("DescribeStackEvents", [NoEvents,
                Event(3, "Queue", "UPDATE_FAILED", "no such policy")
                    + Event(2, "Topic", "UPDATE_FAILED", "Resource update cancelled")]));
        var failure = (await Should.ThrowAsync<FailureException>(() => Apply(stub))).Failure;
        failure.What.ShouldBe("web: Queue (AWS::SQS::Queue) could not be changed");
        failure.Why.ShouldBe("no such policy");
        failure.Outcome.ShouldBe("shop-prod-web is as it was before");
    }

    [Theory]
    [InlineData("<Action>Modify</Action><Replacement>True</Replacement>", "replaced")]
    [InlineData("<Action>Modify</Action><Replacement>Conditional</Replacement>", "replaced")]
    [InlineData("<Action>Remove</Action>", "removed")]
    public async Task R12_I1_what_holds_data_is_neither_replaced_nor_removed_by_the_way(string change, string word)
    {
        var set = $"{Made}<Changes><member><ResourceChange>{change}<LogicalResourceId>Queue</LogicalResourceId>"
            + "<ResourceType>AWS::SQS::Queue</ResourceType></ResourceChange></member></Changes>";
        using var stub = Script(("DescribeStacks", [There("CREATE_COMPLETE")]), ("CreateChangeSet", [Ids]), ("DescribeChangeSet", [set]));
        var failure = (await Should.ThrowAsync<FailureException>(() => Apply(stub))).Failure;
        failure.What.ShouldBe($"web: Queue (AWS::SQS::Queue) would be {word}");
        failure.Next.ShouldBe("fairlead deploy --allow-replace web");
        stub.Calls.ShouldNotContain(c => c.Name == "ExecuteChangeSet");
    }

    [Fact]
    public void D4_who_is_killed_and_begins_anew_finds_the_same_change_set()
    {
        Wanted().ChangeSetName(null).ShouldBe(Wanted().ChangeSetName(null));
        (Wanted() with { Parameters = [new("A", "2")] }).ChangeSetName(null).ShouldNotBe(Wanted().ChangeSetName(null));
        Wanted().ChangeSetName(null).Length.ShouldBeLessThanOrEqualTo(128);
    }

    [Fact]
    public void Every_status_of_a_stack_is_known()
    {
        var statuses = ApiModel.All.Single(m => m.ServiceId == "CloudFormation").Shape("StackStatus").Enum;
        statuses.Where(s => StackConditions.Read(s) == StackCondition.Stuck)
            .ShouldBe(["UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED", "IMPORT_ROLLBACK_FAILED"], ignoreOrder: true);
        statuses.Count(s => StackConditions.Read(s) == StackCondition.Busy).ShouldBe(statuses.Count(s => s.EndsWith("_IN_PROGRESS")) - 1);
    }

    private static WantedStack Wanted()
    {
        var stack = new Stack("shop-prod-web");
        stack.Add(new StackResource("Queue", "AWS::SQS::Queue", Value.Map()));
        return new WantedStack("web", stack, Encoding.UTF8.GetBytes("{}"))
        {
            Parameters = [new("A", "1")], Tags = [new("fairlead:app", "shop")], RoleArn = "arn:role",
        };
    }

    private static string There(string status, string hash = "another") => "<Stacks><member><StackId>arn:stack/shop-prod-web/1</StackId>"
        + $"<StackName>shop-prod-web</StackName><StackStatus>{status}</StackStatus>"
        + "<Parameters><member><ParameterKey>A</ParameterKey><ParameterValue>1</ParameterValue></member></Parameters>"
        + "<Tags><member><Key>fairlead:app</Key><Value>shop</Value></member>"
        + $"<member><Key>fairlead:template</Key><Value>{hash}</Value></member></Tags></member></Stacks>";

    // A list's members only; StubAws puts the list around what is answered.
    private static string Event(int id, string resource, string status, string reason = "") => $"<member><EventId>{id}</EventId>"
        + $"<Timestamp>2026-11-26T12:00:0{id}Z</Timestamp><LogicalResourceId>{resource}</LogicalResourceId>"
        + $"<ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>{status}</ResourceStatus>"
        + $"<ResourceStatusReason>{reason}</ResourceStatusReason></member>";

    private static StubAws Script(params (string Operation, string[] Results)[] results) => new()
    {
        Results = results.ToDictionary(r => r.Operation, r => r.Operation != "DescribeStackEvents" ? r.Results
            : [.. r.Results.Select(e => e == NoEvents ? e : $"<StackEvents>{e}</StackEvents>")]),
    };

    private static async Task<(StackDescription? Made, List<Event> Events)> Apply(StubAws stub)
    {
        var clock = new JumpingClock();
        using var aws = stub.Connect(clock);
        var (made, told) = ((StackDescription?)null, new List<Event>());
        await foreach (var happened in EventStream.Run(clock, async (events, cancel) =>
            made = await new StackDeployment(aws, Facts, events, []).Apply(Wanted(), cancel), CancellationToken.None))
        {
            if (happened is Failed { Failure: var failure })
            {
                throw new FailureException(failure);
            }

            told.Add(happened);
        }

        return (made, told);
    }
}
