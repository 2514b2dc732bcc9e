using Fairlead.Aws.Template.Facts;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Template.Checks;

/// <summary>What a template's parts say of each other: everything named is there, has what is asked of it, and nothing waits for itself.</summary>
internal sealed class References(CloudFormationFacts facts, List<Fault> faults)
{
    private static readonly HashSet<string> Pseudo = new(StringComparer.Ordinal)
    {
        "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix",
    };

    private readonly List<(string From, string To)> waits = [];

    // Those being looked at; no resource is, for outputs and conditions.
    private Stack stack = null!;
    private Resource? resource;

    public void Look(Stack next)
    {
        stack = next;
        waits.Clear();
        foreach (var each in next.Resources)
        {
            Look(each);
        }

        resource = null;
        foreach (var output in next.Outputs)
        {
            Look(output.Value);
        }

        LookForCircles();
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

    // Resources are looked at in turn, so that what one waits for stands together. Whoever waits only for what is done is done; what then is left
    // stands in a circle or before one.
    private void LookForCircles()
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
            SayCircle(open);
        }
    }

    private void SayCircle(HashSet<string> open)
    {
        var way = new List<string> { open.Order(StringComparer.Ordinal).First() };
        while (way.IndexOf(way[^1]) == way.Count - 1)
        {
            way.Add(waits.First(w => w.From == way[^1] && open.Contains(w.To)).To);
        }

        way.RemoveRange(0, way.IndexOf(way[^1]));
        resource = stack.Find(way[0]);
        Add($"waits for itself: {string.Join(" → ", way)}", null);
    }

    private void Unknown(string name, string what, IEnumerable<string> known) =>
        Add($"there is no {what} '{name}'", Nearest.To(name, known) is { } near ? $"did you mean '{near}'?" : null);

    private void Add(string message, string? suggestion) =>
        faults.Add(new Fault(stack.Name, resource?.Id ?? "", "", message, suggestion, resource?.Cause));
}
