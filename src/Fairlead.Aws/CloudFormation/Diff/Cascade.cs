using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Aws.CloudFormation.Diff;

/// <summary>
/// A resource that is made anew has another id, and whoever has the old one in a create-only property is made anew with it: its text did
/// not change, its value did. Ids also travel from a stack's outputs to another's parameters.
/// </summary>
internal sealed class Cascade
{
    private readonly CloudFormationFacts facts;
    private readonly IReadOnlyCollection<Stack> stacks;
    private readonly Dictionary<(string Stack, string Id), ResourceChange> changes;
    private readonly HashSet<(string Stack, string Output)> moved = [];
    private bool isDone;

    private Cascade(CloudFormationFacts facts, IReadOnlyCollection<Stack> stacks,
        Dictionary<(string Stack, string Id), ResourceChange> changes)
    {
        this.facts = facts;
        this.stacks = stacks;
        this.changes = changes;
    }

    /// <summary>Adds to the changes what follows from them.</summary>
    public static void Extend(CloudFormationFacts facts, IReadOnlyCollection<Stack> stacks,
        Dictionary<(string Stack, string Id), ResourceChange> changes)
    {
        var cascade = new Cascade(facts, stacks, changes);
        while (!cascade.isDone && changes.Values.Any(c => c.Behavior != UpdateBehavior.InPlace))
        {
            cascade.Step();
        }
    }

    private void Step()
    {
        isDone = true;
        foreach (var stack in stacks)
        {
            foreach (var output in stack.Outputs)
            {
                if (Moves(stack, output.Value) is not UpdateBehavior.InPlace && moved.Add((stack.Name, output.Name)))
                {
                    isDone = false;
                }
            }

            foreach (var resource in stack.Resources)
            {
                if (facts.Find(resource.Type) is { } type)
                {
                    Follow(stack, resource, type);
                }
            }
        }
    }

    private void Follow(Stack stack, StackResource resource, TypeFacts type)
    {
        var known = changes.GetValueOrDefault((stack.Name, resource.Id));
        foreach (var pair in resource.Properties.Pairs)
        {
            var effect = type.Properties.Find(pair.Key)?.Behavior ?? UpdateBehavior.InPlace;
            if (effect == UpdateBehavior.InPlace || known?.Properties.Any(p => p.Path == pair.Key) == true)
            {
                continue;
            }

            var cause = Moves(stack, pair.Value);
            if (cause != UpdateBehavior.InPlace)
            {
                var change = new PropertyChange(pair.Key, pair.Value, pair.Value, cause < effect ? cause : effect);
                known = new ResourceChange(resource.Id, resource.Type, type.IsStateful, [.. known?.Properties ?? [], change]);
                changes[(stack.Name, resource.Id)] = known;
                isDone = false;
            }
        }
    }

    /// <summary>Whether a value names something that is made anew.</summary>
    private UpdateBehavior Moves(Stack stack, Value value)
    {
        switch (value)
        {
            case MapValue map:
                return map.Pairs.ToArray().Select(p => Moves(stack, p.Value)).DefaultIfEmpty().Max();
            case ListValue list:
                return list.Items.Select(i => Moves(stack, i)).DefaultIfEmpty().Max();
            case CallValue { Function: "Ref", Argument: TextValue id }:
                return Moves(stack, id.Text);
            case CallValue { Function: "Fn::GetAtt", Argument: ListValue { Count: 2 } path } when path[0] is TextValue id:
                return Moves(stack, id.Text);
            case CallValue call:
                return Moves(stack, call.Argument);
            default:
                return UpdateBehavior.InPlace;
        }
    }

    private UpdateBehavior Moves(Stack stack, string id)
    {
        if (changes.TryGetValue((stack.Name, id), out var change))
        {
            return change.Behavior;
        }

        return stack.FindParameter(id)?.Source is ImportedOutput output && moved.Contains((output.Stack, output.Output))
            ? UpdateBehavior.Replaces : UpdateBehavior.InPlace;
    }
}
