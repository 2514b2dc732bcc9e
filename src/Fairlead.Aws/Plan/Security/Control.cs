using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>One control of the AWS Foundational Security Best Practices standard, as a question to a resource of a template.</summary>
/// <param name="Id">AWS's: <c>RDS.3</c>.</param>
/// <param name="Title">What has to be, in a few words.</param>
/// <param name="Type">The resource type that is asked.</param>
/// <param name="Holds">True, false, or null where the control does not apply to this resource.</param>
internal sealed record Control(string Id, string Title, string Type, Func<Subject, bool?> Holds);

/// <summary>The resource that is asked, and all there is beside it.</summary>
internal sealed record Subject(StackResource Resource, Stack Stack, AllStacks AllStacks)
{
    public Value? this[params ReadOnlySpan<string> path] => Resource.Properties.At(path);

    /// <summary>Resources of the same stack that name this one.</summary>
    public IEnumerable<StackResource> Referring(string type) =>
        Stack.Resources.Where(r => r.Type == type && r.Properties.Names(Resource.Id));
}

/// <summary>All stacks of an environment.</summary>
internal sealed class AllStacks(IReadOnlyCollection<Stack> stacks)
{
    private readonly Dictionary<string, Stack> byName = stacks.ToDictionary(s => s.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<Stack> Stacks => stacks;

    public IEnumerable<StackResource> OfType(string type) => stacks.SelectMany(s => s.Resources).Where(r => r.Type == type);

    /// <summary>The resource that a value names, also through parameters that carry another stack's outputs.</summary>
    public (Stack Stack, StackResource Resource)? Resolve(Stack stack, Value? value)
    {
        var id = value switch
        {
            CallValue { Function: "Ref", Argument: TextValue text } => text.Text,
            CallValue { Function: "Fn::GetAtt", Argument: ListValue { Count: 2 } path } when path[0] is TextValue text => text.Text,
            _ => null,
        };
        if (id is null)
        {
            return null;
        }

        if (stack.Find(id) is { } resource)
        {
            return (stack, resource);
        }

        return stack.FindParameter(id)?.Source is ImportedOutput source && byName.TryGetValue(source.Stack, out var other)
            ? Resolve(other, other.FindOutput(source.Output)?.Value)
            : null;
    }
}

/// <summary>Looking into values.</summary>
internal static class ValueQueries
{
    public static Value? At(this Value? value, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            value = (value as MapValue)?.Find(key);
        }

        return value;
    }

    public static bool Is(this Value? value, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (value is TextValue found && string.Equals(found.Text, text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a value is once a release has proved itself.</summary>
    public static Value? OnceProtected(this Value? value) =>
        value is CallValue { Function: "Fn::If", Argument: ListValue choice } && choice[0].Is("IsProtected") ? choice[1] : value;

    public static bool IsTrue(this Value? value) => value is FlagValue { Flag: true } || value.Is("true");

    public static bool IsFalse(this Value? value) => value is FlagValue { Flag: false } || value.Is("false");

    public static double? Number(this Value? value) => value switch
    {
        NumberValue number => number.Number,
        TextValue text when double.TryParse(text.Text, out var number) => number,
        _ => null,
    };

    /// <summary>The items of a list, or the one thing that stands for it.</summary>
    public static IEnumerable<Value> Items(this Value? value) => value switch
    {
        null => [],
        ListValue list => list.Items,
        _ => [value],
    };

    public static IEnumerable<Value> Items(this Value? value, params ReadOnlySpan<string> path) => value.At(path).Items();

    /// <summary>The attribute of a load balancer or target group with this key.</summary>
    public static Value? Attribute(this Value? attributes, string key) =>
        attributes.Items().FirstOrDefault(a => a.At("Key").Is(key)).At("Value");

    /// <summary>Whether a value names a resource of its stack, however deep.</summary>
    public static bool Names(this Value value, string id) => value switch
    {
        ListValue list => list.Items.Any(i => i.Names(id)),
        MapValue map => map.Pairs.ToArray().Any(p => p.Value.Names(id)),
        CallValue { Function: "Ref", Argument: TextValue text } => text.Text == id,
        CallValue { Function: "Fn::GetAtt", Argument: ListValue { Count: 2 } path } => path[0] is TextValue text && text.Text == id,
        CallValue call => call.Argument.Names(id),
        _ => false,
    };
}
