using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>One stack on an AWS with its own time: made, changed, failed, taken back, killed at every call and begun again.</summary>
public class StackLifeTests
{
    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task R06_made_and_then_as_wanted_with_one_call()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        var wanted = Wanted("a");
        (await Apply(aws, person, wanted)).StackStatus.ShouldBe("CREATE_COMPLETE");
        var before = aws.Calls.Count;
        (await Apply(aws, person, wanted)).Outputs["Url"].ShouldEndWith("/a");
        aws.Calls.Skip(before).Select(c => c.Operation).ShouldBe(["DescribeStacks"]);
    }

    [Fact]
    public async Task A_change_that_fails_is_taken_back_and_its_first_cause_told()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        await Apply(aws, person, Wanted("a"));
        aws.Parts.Worker.Fail("shop-prod-mail/Topic", WorkKind.Create, "not authorized to perform: SNS:CreateTopic", times: 1);
        var failure = (await Should.ThrowAsync<FailureException>(() => Apply(aws, person, Wanted("a", hasTopic: true)))).Failure;
        failure.What.ShouldBe("mail: Topic (AWS::SNS::Topic) could not be changed");
        failure.Why.ShouldContain("SNS:CreateTopic");
        failure.Outcome.ShouldBe("shop-prod-mail is as it was before");
        (await Apply(aws, person, Wanted("a", hasTopic: true))).StackStatus.ShouldBe("UPDATE_COMPLETE");
    }

    [Fact]
    public async Task R01_a_first_creation_that_failed_does_not_stand_in_the_way_of_the_next()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        aws.Parts.Worker.Fail("shop-prod-mail/Queue", WorkKind.Create, "the name is taken", times: 1);
        await Should.ThrowAsync<FailureException>(() => Apply(aws, person, Wanted("a")));
        (await person.CloudFormation.DescribeStack("shop-prod-mail", None))!.StackStatus.ShouldBe("ROLLBACK_COMPLETE");
        (await Apply(aws, person, Wanted("a"))).StackStatus.ShouldBe("CREATE_COMPLETE");
    }

    [Fact]
    public async Task I1_another_name_of_a_queue_that_holds_messages_is_stopped_before_anything_is_done()
    {
        await using var aws = await ScriptedAws.Start(jumps: true);
        using var person = aws.Connect();
        await Apply(aws, person, Wanted("a"));
        (await Should.ThrowAsync<FailureException>(() => Apply(aws, person, Wanted("b")))).Failure.What.ShouldEndWith("would be replaced");
        (await person.CloudFormation.DescribeStack("shop-prod-mail", None))!.StackStatus.ShouldBe("CREATE_COMPLETE");
    }

    // Every call is the last one of some life: the next life comes to the same, and nothing was made twice.
    [Fact]
    public async Task R30_D4_killed_at_any_call_and_begun_again_it_comes_to_the_same()
    {
        for (var last = 1; last <= 40; last++)
        {
            await using var aws = await ScriptedAws.Start(jumps: true);
            using var person = aws.Connect();
            using var killed = new CancellationTokenSource();
            var left = last;
            aws.World.Calling = _ =>
            {
                if (--left == 0)
                {
                    killed.Cancel();
                }
            };
            var isWhole = true;
            try
            {
                await Apply(aws, person, Wanted("a", hasTopic: true), killed.Token);
            }
            catch (OperationCanceledException)
            {
                isWhole = false;
            }

            aws.World.Calling = null;
            (await Apply(aws, person, Wanted("a", hasTopic: true))).StackStatus.ShouldBe("CREATE_COMPLETE", $"killed at call {last}");
            aws.Calls.Count(c => c.Operation == "ExecuteChangeSet" && c.Refusal is null).ShouldBeInRange(1, 2);
            aws.Parts.Stacks.Find("shop-prod-mail")!.Resources.Count.ShouldBe(2);
            if (isWhole)
            {
                last.ShouldBeGreaterThan(5);
                return;
            }
        }

        throw new InvalidOperationException("no life was long enough");
    }

    private static WantedStack Wanted(string queue, bool hasTopic = false)
    {
        var stack = new Stack("shop-prod-mail");
        stack.Add(new StackResource("Queue", "AWS::SQS::Queue", Value.Map(("QueueName", queue))));
        stack.Add(new StackOutput("Url", Value.Ref("Queue")));
        if (hasTopic)
        {
            stack.Add(new StackResource("Topic", "AWS::SNS::Topic", Value.Map()));
        }

        return new WantedStack("mail", stack, StackJson.Render(stack)) { Tags = [new("fairlead:app", "shop")] };
    }

    private static async Task<StackDescription> Apply(ScriptedAws aws, AwsConnection person, WantedStack wanted,
        CancellationToken cancel = default)
    {
        StackDescription? made = null;
        await foreach (var happened in EventStream.Run(aws.Clock, async (events, stop) =>
            made = await new StackDeployment(person, Facts, events, []).Apply(wanted, stop), cancel))
        {
            if (happened is Failed { Failure: var failure })
            {
                throw new FailureException(failure);
            }
        }

        return made!;
    }
}
