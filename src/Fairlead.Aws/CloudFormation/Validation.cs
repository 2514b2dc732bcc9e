using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// A template against AWS's published schemas: unknown properties, wrong types, what is missing, values that are none of the known ones.
/// </summary>
internal sealed class Validation
{
    private readonly CloudFormationFacts facts;
    private readonly PropertyPath path = new();
    private readonly List<Fault> faults = [];
    private readonly ReferenceCheck references;

    // Those being looked at.
    private Stack stack = null!;
    private StackResource resource = null!;
    private TypeFacts type = null!;

    public Validation(CloudFormationFacts facts)
    {
        this.facts = facts;
        references = new ReferenceCheck(facts, faults);
    }

    public IReadOnlyList<Fault> Faults => faults;

    public static IReadOnlyList<Fault> Validate(CloudFormationFacts facts, Stack stack)
    {
        var validation = new Validation(facts);
        validation.Check(stack);
        return validation.Faults;
    }

    /// <summary>Looks at one more stack; best right after it was made, while the processor still has it at hand.</summary>
    public void Check(Stack next)
    {
        stack = next;
        foreach (var each in next.Resources)
        {
            Check(each);
        }

        references.Check(next);
    }

    private void Check(StackResource next)
    {
        resource = next;
        if (facts.Find(resource.Type) is { } found)
        {
            type = found;
            CheckDefinition(resource.Properties, type.Properties);
            CheckDeletionPolicy();
        }
        else
        {
            Add($"{resource.Type} is not a type that Fairlead knows",
                Nearest.To(resource.Type, facts.Types) is { } near ? $"did you mean '{near}'?" : null);
        }
    }

    // Silence would mean "delete" for some types and "snapshot" for others; what holds data says what becomes of it.
    private void CheckDeletionPolicy()
    {
        if (type.IsStateful && resource.DeletionPolicy is null)
        {
            Add("what becomes of it on deletion and on replacement is not said", "set DeletionPolicy and UpdateReplacePolicy");
        }
    }

    // Both sides are in the order of their names: one pass.
    private void CheckDefinition(MapValue map, TypeDefinition shape)
    {
        var properties = shape.Properties;
        var next = 0;
        foreach (var pair in map.Pairs)
        {
            var order = -1;
            while (next < properties.Length && (order = string.CompareOrdinal(properties[next].Name, pair.Key)) < 0)
            {
                CheckAbsent(properties[next++]);
            }

            path.Enter(pair.Key);
            if (next < properties.Length && order == 0)
            {
                Check(pair.Value, properties[next++].Type);
            }
            else
            {
                Add($"'{pair.Key}' is no property of {shape.Name}",
                    Nearest.To(pair.Key, shape.Properties.Select(p => p.Name)) is { } near ? $"did you mean '{near}'?" : null);
            }

            path.Leave();
        }

        while (next < properties.Length)
        {
            CheckAbsent(properties[next++]);
        }
    }

    private void CheckAbsent(PropertyFact property)
    {
        if (property.IsRequired)
        {
            Add($"'{property.Name}' is missing", $"it is {property.Type.InWords}");
        }
    }

    private void Check(Value value, PropertyType form)
    {
        switch (value, form)
        {
            case (CallValue call, _):
                CheckCall(call, form);
                break;
            case (_, JsonType) or (TextValue, StringType) or (FlagValue, BooleanType) or (NumberValue { IsInteger: true }, NumberType)
                or (NumberValue, NumberType { IsInteger: false }):
                break;
            case (TextValue text, EnumType known):
                CheckKnown(text.Text, known);
                break;
            case (ListValue list, ArrayType { Element: var element }):
                CheckItems(list, element);
                break;
            case (MapValue map, DefinitionType nested):
                CheckDefinition(map, type.Definition(nested.Definition));
                break;
            case (MapValue map, MapType { Element: var element }):
                CheckValues(map, element);
                break;
            case (_, UnionType either):
                CheckUnion(value, either);
                break;
            default:
                Add($"{form.InWords} was expected, not {InWords(value)}");
                break;
        }
    }

    private void CheckCall(CallValue call, PropertyType form)
    {
        if (call is { Function: "Fn::If", Argument: ListValue { Count: 3 } branches })
        {
            Check(branches[1], form);
            Check(branches[2], form);
        }
        else if (call.Function is "Fn::Join" or "Fn::Sub" or "Fn::Base64" && form is ArrayType or MapType or DefinitionType or BooleanType
            or NumberType)
        {
            Add($"{form.InWords} was expected, not a text put together");
        }
    }

    private void CheckKnown(string text, EnumType known)
    {
        if (!known.Values.Contains(text))
        {
            Add($"'{text}' is not a known value", Nearest.Hint(text, known.Values, "known values"));
        }
    }

    private void CheckItems(ListValue list, PropertyType element)
    {
        for (var i = 0; i < list.Count; i++)
        {
            path.Enter(i);
            Check(list[i], element);
            path.Leave();
        }
    }

    private void CheckValues(MapValue map, PropertyType element)
    {
        foreach (var pair in map.Pairs)
        {
            path.Enter(pair.Key);
            Check(pair.Value, element);
            path.Leave();
        }
    }

    // The first form that fits; where none does, what the first one says.
    private void CheckUnion(Value value, UnionType either)
    {
        var before = faults.Count;
        List<Fault>? first = null;
        foreach (var form in either.Types)
        {
            Check(value, form);
            if (faults.Count == before)
            {
                return;
            }

            first ??= faults[before..];
            faults.RemoveRange(before, faults.Count - before);
        }

        faults.AddRange(first!);
    }

    private static string InWords(Value value) => value switch
    {
        TextValue text => $"the text '{(text.Text.Length > 40 ? text.Text[..40] + "…" : text.Text)}'",
        NumberValue number => $"the number {number.Number}",
        FlagValue { Flag: var flag } => flag ? "true" : "false",
        ListValue => "a list",
        _ => "a map",
    };

    private void Add(string message, string? suggestion = null) =>
        faults.Add(new Fault(stack.Name, resource.Id, path.ToString(), message, suggestion, resource.Cause));
}
