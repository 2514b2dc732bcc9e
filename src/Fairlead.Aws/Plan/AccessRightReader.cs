using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>Who may reach or do what, as a stack's rules and roles say it, each with the lines of the app file that caused it.</summary>
internal static class AccessRightReader
{
    /// <param name="all">Also what everything of its kind has.</param>
    public static void Read(StackLabel label, Stack stack, List<AccessRight> into, bool all)
    {
        foreach (var resource in stack.Resources)
        {
            switch (resource.Type)
            {
                case "AWS::EC2::SecurityGroupIngress":
                    into.Add(OfIngress(stack, resource));
                    break;
                case "AWS::EC2::SecurityGroup" when CallsOut(resource):
                    into.Add(OfEgress(resource));
                    break;
                case "AWS::IAM::Role":
                    AddRights(label, stack, resource, into, all);
                    break;
            }
        }
    }

    private static AccessRight OfIngress(Stack stack, StackResource rule)
    {
        var text = (rule.Properties["Description"] as TextValue)?.Text ?? rule.Id;
        var (from, to) = IngressDescription.Read(text) ?? new IngressDescription(text, ValueText.Render(stack, rule.Properties["GroupId"]));
        var (first, last) = (ValueText.Render(stack, rule.Properties["FromPort"]), ValueText.Render(stack, rule.Properties["ToPort"]));
        return new AccessRight(Verb.Add, from, $"tcp {first}{(first == last ? "" : $"-{last}")}", to,
            [new Reason($"{from} reaches {to}", rule.Cause)]) { Kind = AccessKind.Network };
    }

    private static bool CallsOut(StackResource group) =>
        group.Properties.Items("SecurityGroupEgress").Any(e => e.At("CidrIp").Is("0.0.0.0/0"));

    private static AccessRight OfEgress(StackResource group)
    {
        var whose = (group.Properties["GroupDescription"] as TextValue)?.Text ?? group.Id;
        var who = group.Id == SecurityGroups.EdgeId ? SecurityGroups.Edge : whose.Split(" of ")[0];
        return new AccessRight(Verb.Add, who, "all ports", "any address", []) { Kind = AccessKind.Outward };
    }

    private static void AddRights(StackLabel label, Stack stack, StackResource role, List<AccessRight> into, bool all)
    {
        if (role.Statements.Count > 0)
        {
            foreach (var statement in role.Statements)
            {
                var isRoutine = IsRoutine(role, statement);
                if (all || !isRoutine)
                {
                    into.Add(OfStatement(label, stack, statement, isRoutine));
                }
            }

            return;
        }

        if (label.Kind == StackLabels.Access)
        {
            into.AddRange(PolicyText.Statements(role.Properties["AssumeRolePolicyDocument"]).Select(s => OfTrust(role, s)));
        }

        foreach (var statement in all ? PolicyText.Identity(stack, role) : [])
        {
            into.Add(
                OfStatement(label, stack, (MapValue)statement) with { Reasons = [new Reason($"{label.Name}: {role.Id}", role.Cause)],
                    IsRoutine = true });
        }
    }

    private static AccessRight OfTrust(StackResource role, Value statement)
    {
        var subjects = statement.Items("Condition", "StringLike", "token.actions.githubusercontent.com:sub").OfType<TextValue>();
        var who = subjects.FirstOrDefault() is { Text: var subject } ? $"github {subject["repo:".Length..]}"
            : statement.At("Principal", "Service") is TextValue service ? service.Text
            : "who in the account may take on roles";
        var may = role.Properties["Description"] is TextValue description ? description.Text : "";
        return new AccessRight(Verb.Add, who, $"acts as {role.Id}", may, []) { Kind = AccessKind.Trust };
    }

    private static bool IsRoutine(StackResource role, Statement statement)
    {
        foreach (var cause in statement.Causes)
        {
            if (cause.Place != role.Cause)
            {
                return false;
            }
        }

        return true;
    }

    // As it was asked for, each for its cause: the template joins what has the same resources.
    private static AccessRight OfStatement(StackLabel label, Stack stack, Statement statement, bool isRoutine)
    {
        var reasons = new Reason[statement.Causes.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = new Reason(statement.Causes[i].Why, statement.Causes[i].Place);
        }

        var actions = statement.Actions.Count == 1 ? statement.Actions[0] : string.Join(", ", statement.Actions);
        var to =
            statement.Resources.Count == 0 ? "nothing"
            : statement.Resources.Count == 1 ? ValueText.Render(stack, statement.Resources[0])
            : string.Join(", ", statement.Resources.Select(r => ValueText.Render(stack, r)));
        return new AccessRight(Verb.Add, label.Name, statement.Condition is null ? actions : actions + " (on conditions)", to,
            reasons) { IsRoutine = isRoutine };
    }

    private static AccessRight OfStatement(StackLabel label, Stack stack, MapValue statement) =>
        new(Verb.Add, label.Name, ValueText.Render(stack, statement["Action"]) + (statement["Condition"] is null ? "" : " (on conditions)"),
        ValueText.Render(stack, statement["Resource"]),
            []) { Kind = statement["Effect"].Is("Deny") ? AccessKind.Denial : AccessKind.Right };
}
