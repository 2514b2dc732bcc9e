using Fairlead.Aws.Template.Facts;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Template.Checks;

/// <summary>What a template's parts say of each other: everything named is there, has what is asked of it, and nothing waits for itself.</summary>
internal sealed class References
{
    private static readonly HashSet<string> Pseudo = new(StringComparer.Ordinal)
    {
        "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix",
    };

    private readonly CloudFormationFacts facts;
    private readonly Stack stack;
    private readonly Dictionary<string, List<string>> waits = new(StringComparer.Ordinal);
    private readonly List<Fault> faults = [];
    private Resource? resource; // the one being looked at; null for outputs and conditions

    private References(CloudFormationFacts facts, Stack stack)
    {
        this.facts = facts;
        this.stack = stack;
    }

    public static IReadOnlyList<Fault> Of(CloudFormationFacts facts, Stack stack)
    {
        var references = new References(facts, stack);
        foreach (var from in stack.Resources)
        {
            references.Look(from);
        }

        references.resource = null;
        foreach (var output in stack.Outputs)
        {
            references.Look(output.Value);
        }

        references.LookForCircles();
        return references.faults;
    }

    private void Look(Resource from)
    {
        resource = from;
        Look(from.Properties);
        foreach (var id in from.DependsOn)
        {
            if (stack.Find(id) is null)
            {
                Unknown(id, "resource", stack.Resources.Select(r => r.Id));
            }
            else
            {
                Waits(id);
            }
        }

        if (from.Condition is { } condition)
        {
            LookForCondition(condition);
        }
    }

    private void Look(Value value)
    {
        switch (value)
        {
            case MapValue map:
                foreach (var pair in map.Pairs)
                {
                    Look(pair.Value);
                }

                break;
            case ListValue list:
                for (var i = 0; i < list.Count; i++)
                {
                    Look(list[i]);
                }

                break;
            case CallValue call:
                LookAtCall(call);
                break;
        }
    }

    private void LookAtCall(CallValue call)
    {
        switch (call)
        {
            case { Function: "Ref", Argument: TextValue id }:
                LookForRef(id.Text);
                break;
            case { Function: "Fn::GetAtt", Argument: ListValue { Count: 2 } path } when path[0] is TextValue id && path[1] is TextValue attribute:
                LookForAttribute(id.Text, attribute.Text);
                break;
            case { Function: "Fn::If", Argument: ListValue { Count: 3 } choice } when choice[0] is TextValue condition:
                LookForCondition(condition.Text);
                Look(choice[1]);
                Look(choice[2]);
                break;
            default:
                Look(call.Argument);
                break;
        }
    }

    private void LookForRef(string id)
    {
        if (stack.Find(id) is not null)
        {
            Waits(id);
        }
        else if (stack.FindParameter(id) is null && !Pseudo.Contains(id))
        {
            Unknown(id, "resource or parameter", stack.Resources.Select(r => r.Id).Concat(stack.Parameters.Select(p => p.Name)));
        }
    }

    private void LookForAttribute(string id, string attribute)
    {
        if (stack.Find(id) is not { } target)
        {
            Unknown(id, "resource", stack.Resources.Select(r => r.Id));
            return;
        }

        Waits(id);
        if (facts.Find(target.Type) is { } type && !type.Attributes.ContainsKey(attribute))
        {
            Add($"{id} ({type.Name}) has no attribute '{attribute}'", Nearest.Hint(attribute, [.. type.Attributes.Keys], "attributes"));
        }
    }

    private void LookForCondition(string name)
    {
        if (!stack.Conditions.ContainsKey(name))
        {
            Unknown(name, "condition", stack.Conditions.Keys);
        }
    }

    private void Waits(string target)
    {
        if (resource is not null)
        {
            if (!waits.TryGetValue(resource.Id, out var targets))
            {
                waits.Add(resource.Id, targets = []);
            }

            targets.Add(target);
        }
    }

    private void LookForCircles()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in waits.Keys)
        {
            Follow(start, [], done);
        }
    }

    // Chains in a template are a few resources long.
    private void Follow(string id, List<string> way, HashSet<string> done)
    {
        if (way.IndexOf(id) is var at and >= 0)
        {
            resource = stack.Find(id);
            Add($"waits for itself: {string.Join(" → ", way.Skip(at).Append(id))}", null);
        }
        else if (done.Add(id) && waits.TryGetValue(id, out var targets))
        {
            way.Add(id);
            foreach (var target in targets)
            {
                Follow(target, way, done);
            }

            way.RemoveAt(way.Count - 1);
        }
    }

    private void Unknown(string name, string what, IEnumerable<string> known) =>
        Add($"there is no {what} '{name}'", Nearest.To(name, known) is { } near ? $"did you mean '{near}'?" : null);

    private void Add(string message, string? suggestion) =>
        faults.Add(new Fault(stack.Name, resource?.Id ?? "", "", message, suggestion, resource?.Cause));
}
