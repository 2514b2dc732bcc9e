using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// What a template's parts say of each other: everything named is there, has what is asked of it, and nothing waits for itself.
/// </summary>
internal sealed class ReferenceCheck(CloudFormationFacts facts, List<Fault> faults)
{
    private static readonly HashSet<string> Pseudo = new(StringComparer.Ordinal)
    {
        "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName",
        "AWS::URLSuffix",
    };

    private readonly List<(string From, string To)> waits = [];

    // Those being looked at; no resource is, for outputs and conditions.
    private Stack stack = null!;
    private StackResource? resource;

    public void Check(Stack next)
    {
        stack = next;
        waits.Clear();
        foreach (var each in next.Resources)
        {
            Visit(each);
        }

        resource = null;
        foreach (var output in next.Outputs)
        {
            Visit(output.Value);
        }

        FindCycles();
    }

    private void Visit(StackResource from)
    {
        resource = from;
        Visit(from.Properties);
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
            CheckCondition(condition);
        }
    }

    private void Visit(Value value)
    {
        switch (value)
        {
            case MapValue map:
                foreach (var pair in map.Pairs)
                {
                    Visit(pair.Value);
                }

                break;
            case ListValue list:
                for (var i = 0; i < list.Count; i++)
                {
                    Visit(list[i]);
                }

                break;
            case CallValue call:
                VisitCall(call);
                break;
        }
    }

    private void VisitCall(CallValue call)
    {
        switch (call)
        {
            case { Function: "Ref", Argument: TextValue id }:
                CheckRef(id.Text);
                break;
            case { Function: "Fn::GetAtt", Argument: ListValue { Count: 2 } path } when path[0] is TextValue id
                && path[1] is TextValue attribute:
                CheckAttribute(id.Text, attribute.Text);
                break;
            case { Function: "Fn::If", Argument: ListValue { Count: 3 } choice } when choice[0] is TextValue condition:
                CheckCondition(condition.Text);
                Visit(choice[1]);
                Visit(choice[2]);
                break;
            default:
                Visit(call.Argument);
                break;
        }
    }

    private void CheckRef(string id)
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

    private void CheckAttribute(string id, string attribute)
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

    private void CheckCondition(string name)
    {
        if (stack.FindCondition(name) is null)
        {
            Unknown(name, "condition", stack.Conditions.Select(c => c.Key));
        }
    }

    private void Waits(string target)
    {
        if (resource is not null)
        {
            waits.Add((resource.Id, target));
        }
    }

    // Resources are looked at in turn, so that what one waits for stands together. Whoever waits only for what is done is done; what then
    // is left stands in a circle or before one.
    private void FindCycles()
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (from, to) in waits)
        {
            open.Add(from);
        }

        for (var before = -1; before != open.Count;)
        {
            before = open.Count;
            for (var i = 0; i < waits.Count;)
            {
                var from = waits[i].From;
                var isDone = true;
                for (; i < waits.Count && waits[i].From == from; i++)
                {
                    isDone &= !open.Contains(waits[i].To);
                }

                if (isDone)
                {
                    open.Remove(from);
                }
            }
        }

        if (open.Count > 0)
        {
            AddCycle(open);
        }
    }

    private void AddCycle(HashSet<string> open)
    {
        var cycle = new List<string> { open.Order(StringComparer.Ordinal).First() };
        while (cycle.IndexOf(cycle[^1]) == cycle.Count - 1)
        {
            cycle.Add(waits.First(w => w.From == cycle[^1] && open.Contains(w.To)).To);
        }

        cycle.RemoveRange(0, cycle.IndexOf(cycle[^1]));
        resource = stack.Find(cycle[0]);
        Add($"waits for itself: {string.Join(" → ", cycle)}", null);
    }

    private void Unknown(string name, string what, IEnumerable<string> known) =>
        Add($"there is no {what} '{name}'", Nearest.To(name, known) is { } near ? $"did you mean '{near}'?" : null);

    private void Add(string message, string? suggestion) =>
        faults.Add(new Fault(stack.Name, resource?.Id ?? "", "", message, suggestion, resource?.Cause));
}
