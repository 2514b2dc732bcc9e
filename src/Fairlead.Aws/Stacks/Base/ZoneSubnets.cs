using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>One private subnet for each zone, where something needs them one by one.</summary>
internal static class ZoneSubnets
{
    /// <summary>The most zones that a region has.</summary>
    private const int Most = 6;

    /// <summary>The first private subnets.</summary>
    public static IEnumerable<Value> SomeSubnets(this StackScope scope, Stack stack, int count)
    {
        var (isNamed, kind) = (AreNamed(scope), scope.ArePublic(isPublic: false) ? "Public" : "Private");
        for (var i = 0; i < count; i++)
        {
            yield return isNamed ? scope.ImportOutput(stack, $"{kind}Subnet{StackScope.Number(i)}")
                : Select(i, scope.Subnets(stack, isPublic: false));
        }
    }

    /// <summary>
    /// All of them, each with the condition that there is one. In a network whose subnets are found by their routes, how many there are is
    /// known when the stack is made: one parameter for each, empty where there are fewer.
    /// </summary>
    public static IEnumerable<(Value Subnet, string? Condition)> EachZone(this StackScope scope, Stack stack)
    {
        if (AreNamed(scope))
        {
            foreach (var subnet in ((ListValue)scope.Subnets(stack, isPublic: false)).Items)
            {
                yield return (subnet, null);
            }

            yield break;
        }

        yield return (StackScope.Parameter(stack, "PrivateSubnet0", "AWS::EC2::Subnet::Id"), null);
        for (var i = 1; i < Most; i++)
        {
            var (name, condition) = ($"PrivateSubnet{StackScope.Number(i)}", $"HasPrivateSubnet{StackScope.Number(i)}");
            stack.Add(new StackParameter(name) { Default = "" });
            stack.AddCondition(condition, CallValue.Create("Fn::Not", List(IsEqual(Ref(name), ""))));
            yield return (Ref(name), condition);
        }
    }

    private static bool AreNamed(StackScope scope) =>
        scope.OwnNetwork is not null || scope.App.Network is ExistingNetwork { Subnets: not null };
}
