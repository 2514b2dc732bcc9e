using Fairlead.Aws.Template.Facts;

namespace Fairlead.Aws.Template.Checks;

/// <param name="Path">Such as <c>ContainerDefinitions[0].Image</c>.</param>
/// <param name="Before">Null where the property is new.</param>
/// <param name="After">Null where it is gone.</param>
internal sealed record PropertyChange(string Path, Value? Before, Value? After, Effect Effect);

/// <summary>What two versions of one resource differ in, and what CloudFormation would do about it.</summary>
/// <param name="Type">What the later version is.</param>
/// <param name="IsStateful">It holds data.</param>
internal sealed record ResourceChange(string Id, string Type, bool IsStateful, IReadOnlyList<PropertyChange> Properties)
{
    /// <summary>The worst of what the changes do.</summary>
    public Effect Effect => Properties.Count == 0 ? Effect.InPlace : Properties.Max(p => p.Effect);

    /// <summary>The resource may be made anew, and what it holds would not be in the new one.</summary>
    public bool DataAtRisk => IsStateful && Effect != Effect.InPlace;
}

/// <summary>Compares two versions of a resource, property by property.</summary>
internal sealed class Replacement
{
    private readonly TypeFacts? type;
    private readonly Place place = new();
    private readonly List<PropertyChange> changes = [];

    private Replacement(TypeFacts? type) => this.type = type;

    /// <summary>Null where nothing that is made differs; remarks and causes are no difference.</summary>
    public static ResourceChange? Of(CloudFormationFacts facts, Resource before, Resource after)
    {
        var known = facts.Find(after.Type);
        var isStateful = known?.IsStateful == true || facts.Find(before.Type)?.IsStateful == true;
        var replacement = new Replacement(known);
        if (before.Type != after.Type)
        {
            replacement.changes.Add(new PropertyChange("Type", before.Type, after.Type, Effect.Replaces));
        }
        else
        {
            replacement.Compare(before.Properties, after.Properties, known?.Properties, Effect.InPlace);
            replacement.ComparePolicies(before, after);
        }

        return replacement.changes.Count == 0 ? null : new ResourceChange(after.Id, after.Type, isStateful, replacement.changes);
    }

    private void ComparePolicies(Resource before, Resource after)
    {
        if (before.Keep != after.Keep)
        {
            changes.Add(new PropertyChange("DeletionPolicy", Text(before.Keep?.OnDelete), Text(after.Keep?.OnDelete), Effect.InPlace));
        }

        if (before.Condition != after.Condition)
        {
            changes.Add(new PropertyChange("Condition", Text(before.Condition), Text(after.Condition), Effect.InPlace));
        }
    }

    // Where the schema says nothing of an inner property, what holds for the outer one holds.
    private void Compare(MapValue before, MapValue after, Shape? shape, Effect outer)
    {
        var (i, j) = (0, 0);
        while (i < before.Count || j < after.Count)
        {
            var order = i == before.Count ? 1 : j == after.Count ? -1 : string.CompareOrdinal(before.Pairs[i].Key, after.Pairs[j].Key);
            var key = order <= 0 ? before.Pairs[i].Key : after.Pairs[j].Key;
            var fact = shape?.Find(key);
            place.Enter(key);
            Compare(order <= 0 ? before.Pairs[i++].Value : null, order >= 0 ? after.Pairs[j++].Value : null, fact?.Form, Worse(outer, fact?.Effect ?? Effect.InPlace));
            place.Leave();
        }
    }

    private void Compare(Value? before, Value? after, Form? form, Effect effect)
    {
        if (Equals(before, after))
        {
            return;
        }

        switch (before, after)
        {
            case (MapValue from, MapValue to):
                Compare(from, to, form is NestedForm nested ? type?.Definition(nested.Definition) : null, effect);
                break;
            case (ListValue from, ListValue to) when from.Count == to.Count:
                CompareItems(from, to, (form as ListForm)?.Element, effect);
                break;
            default:
                changes.Add(new PropertyChange(place.ToString(), before, after, effect));
                break;
        }
    }

    private void CompareItems(ListValue from, ListValue to, Form? element, Effect effect)
    {
        for (var i = 0; i < from.Count; i++)
        {
            place.Enter(i);
            Compare(from[i], to[i], element, effect);
            place.Leave();
        }
    }

    private static TextValue? Text(string? text) => text is null ? null : TextValue.Trusted(text);

    private static Effect Worse(Effect a, Effect b) => a > b ? a : b;
}
