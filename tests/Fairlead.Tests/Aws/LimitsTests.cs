using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

public class LimitsTests
{
    [Fact]
    public void A_small_stack_fits() => QuotaCheck.Exceeded(Filled(500, 200), 1_000_000).ShouldBeEmpty();

    [Fact]
    public void What_is_too_much_is_counted() => QuotaCheck.Exceeded(Filled(612, 201), 1_048_577).ShouldBe([
        "the stack shop-prod has 612 resources, and CloudFormation takes 500: 408 AWS::EC2::SecurityGroupIngress, 204"
            + " AWS::EC2::SecurityGroup",
        "the stack shop-prod has 201 outputs, and CloudFormation takes 200",
        "the stack shop-prod has 1,048,577 bytes, and CloudFormation takes 1,000,000; most of them in R611"
            + " (AWS::EC2::SecurityGroupIngress)",
    ]);

    [Fact]
    public void Quotas_are_counted()
    {
        Quotas.ListenerRules.Exceeded(100).ShouldBeNull();
        Quotas.ListenerRules.Exceeded(500)
            .ShouldBe("500 rules of one load balancer are needed, and AWS allows 100; ask AWS to raise the quota, or split the app");
        (Quotas.ListenerRules with { Limit = 1000 }).Exceeded(500).ShouldBeNull();
        Quotas.ConditionValues.Exceeded(6).ShouldBe("6 hosts and paths in one rule are needed, and AWS allows 5");
    }

    private static Stack Filled(int resources, int outputs)
    {
        var stack = new Stack("shop-prod");
        for (var i = 0; i < resources; i++)
        {
            stack.Add(new StackResource($"R{i}", i % 3 == 0 ? "AWS::EC2::SecurityGroup" : "AWS::EC2::SecurityGroupIngress", Map(
                ("A", new string('x', i)))));
        }

        for (var i = 0; i < outputs; i++)
        {
            stack.Add(new StackOutput($"O{i}", "x"));
        }

        return stack;
    }
}
