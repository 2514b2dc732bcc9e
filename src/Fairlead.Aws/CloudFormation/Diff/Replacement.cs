using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Aws.CloudFormation.Diff;

/// <param name="Path">Such as <c>ContainerDefinitions[0].Image</c>.</param>
/// <param name="Before">Null where the property is new.</param>
/// <param name="After">Null where it is gone.</param>
internal sealed record PropertyChange(string Path, Value? Before, Value? After, UpdateBehavior Behavior);

/// <summary>What two versions of one resource differ in, and what CloudFormation would do about it.</summary>
/// <param name="Type">What the later version is.</param>
/// <param name="IsStateful">It holds data.</param>
internal sealed record ResourceChange(string Id, string Type, bool IsStateful, IReadOnlyList<PropertyChange> Properties)
{
    /// <summary>The worst of what the changes do.</summary>
    public UpdateBehavior Behavior => Properties.Count == 0 ? UpdateBehavior.InPlace : Properties.Max(p => p.Behavior);

    /// <summary>The resource may be made anew, and what it holds would not be in the new one.</summary>
    public bool DataAtRisk => IsStateful && Behavior != UpdateBehavior.InPlace;
}

/// <summary>Compares two versions of a resource, property by property.</summary>
internal sealed class Replacement
{
    private readonly TypeFacts? type;
    private readonly PropertyPath path = new();
    private readonly List<PropertyChange> changes = [];

    private Replacement(TypeFacts? type) => this.type = type;

    /// <summary>Null where nothing that is made differs; remarks and causes are no difference.</summary>
    public static ResourceChange? Between(CloudFormationFacts facts, StackResource before, StackResource after)
    {
        var known = facts.Find(after.Type);
        var isStateful = known?.IsStateful == true || facts.Find(before.Type)?.IsStateful == true;
        var replacement = new Replacement(known);
        if (before.Type != after.Type)
        {
            replacement.changes.Add(new PropertyChange("Type", before.Type, after.Type, UpdateBehavior.Replaces));
        }
        else
        {
            replacement.Compare(before.Properties, after.Properties, known?.Properties, UpdateBehavior.InPlace);
            replacement.ComparePolicies(before, after);
        }

        return replacement.changes.Count == 0 ? null : new ResourceChange(after.Id, after.Type, isStateful, replacement.changes);
    }

    private void ComparePolicies(StackResource before, StackResource after)
    {
        if (before.DeletionPolicy != after.DeletionPolicy)
        {
            changes.Add(
                new PropertyChange("DeletionPolicy", Text(before.DeletionPolicy?.OnDelete), Text(after.DeletionPolicy?.OnDelete),
                    UpdateBehavior.InPlace));
        }

        if (before.Condition != after.Condition)
        {
            changes.Add(new PropertyChange("Condition", Text(before.Condition), Text(after.Condition), UpdateBehavior.InPlace));
        }
    }

    // Where the schema says nothing of an inner property, what holds for the outer one holds.
    private void Compare(MapValue before, MapValue after, TypeDefinition? shape, UpdateBehavior outer)
    {
        var (i, j) = (0, 0);
        while (i < before.Count || j < after.Count)
        {
            var order = i == before.Count ? 1 : j == after.Count ? -1 : string.CompareOrdinal(before.Pairs[i].Key, after.Pairs[j].Key);
            var key = order <= 0 ? before.Pairs[i].Key : after.Pairs[j].Key;
            var fact = shape?.Find(key);
            path.Enter(key);
            Compare(order <= 0 ? before.Pairs[i++].Value : null, order >= 0 ? after.Pairs[j++].Value : null, fact?.Type,
                Worse(outer, fact?.Behavior ?? UpdateBehavior.InPlace));
            path.Leave();
        }
    }

    private void Compare(Value? before, Value? after, PropertyType? form, UpdateBehavior effect)
    {
        if (Equals(before, after))
        {
            return;
        }

        switch (before, after)
        {
            case (MapValue from, MapValue to):
                Compare(from, to, form is DefinitionType nested ? type?.Definition(nested.Definition) : null, effect);
                break;
            case (ListValue from, ListValue to) when from.Count == to.Count:
                CompareItems(from, to, (form as ArrayType)?.Element, effect);
                break;
            default:
                changes.Add(new PropertyChange(path.ToString(), before, after, effect));
                break;
        }
    }

    private void CompareItems(ListValue from, ListValue to, PropertyType? element, UpdateBehavior effect)
    {
        for (var i = 0; i < from.Count; i++)
        {
            path.Enter(i);
            Compare(from[i], to[i], element, effect);
            path.Leave();
        }
    }

    private static TextValue? Text(string? text) => text is null ? null : TextValue.Trusted(text);

    private static UpdateBehavior Worse(UpdateBehavior a, UpdateBehavior b) => a > b ? a : b;
}
