using Fairlead.Aws.Template;
using Fairlead.Aws.Template.Checks;
using Fairlead.Aws.Template.Facts;
using Fairlead.Aws.Template.Security;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>The parts of the template layer together, on an environment of ten stacks.</summary>
public class SampleTests
{
    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    [Fact]
    public void The_schemas_have_nothing_to_say() =>
        SampleResources.Stacks().SelectMany(s => Validation.Of(Facts, s)).Select(f => f.ToString()).ShouldBeEmpty();

    // The broken stack is there to see that the judge is awake.
    [CfnLintFact]
    public void The_judge_finds_only_what_is_broken()
    {
        var stacks = SampleResources.Stacks();
        foreach (var stack in stacks)
        {
            Tagging.Apply(stack, Facts, [new("app", "shop"), new("environment", "prod"), new("Cost Centre", "i-dot-ai")]);
        }

        var broken = new Stack("broken");
        broken.Add(new Resource("Queue", "AWS::SQS::Queue", Value.Map(("DelaySecond", 1))) { Keep = Keep.Nothing });
        stacks.SelectMany(s => Validation.Of(Facts, s)).ShouldBeEmpty();
        CfnLint.Judge([.. stacks, broken]).ShouldBe(["broken: E3002 Additional properties are not allowed ('DelaySecond' was unexpected. Did you mean 'DelaySeconds'?) (Resources/Queue/Properties/DelaySecond)"]);
    }

    [Fact]
    public void Standard_controls_hold_or_are_opted_out_of()
    {
        var report = Report.Of(SampleResources.Stacks(), Profile.OptOuts("standard"));
        report.Failed.Select(f => $"{f.Stack} {f.Resource.Id}: {f.Control.Id} {f.Control.Title}").ShouldBeEmpty();
        report.Passed.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void A_stack_is_what_it_was_after_a_round_trip()
    {
        var stacks = SampleResources.Stacks();
        var read = stacks.Select(s => StackReader.Read(s.Name, StackJson.Render(s, indented: true), out _)!).ToList();
        StacksDiff.Of(Facts, stacks, read).ShouldBeEmpty();
    }
}
