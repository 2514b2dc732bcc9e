using System.Text.Json.Nodes;

namespace Fairlead.Aws.CloudFormation;

/// <summary>Values of a template with all their functions carried out, as CloudFormation would, for what is not made by CloudFormation.
/// </summary>
/// <param name="reference">The value of a parameter or pseudo parameter.</param>
internal sealed class ValueResolver(Func<string, string> reference)
{
    public JsonNode? Resolve(Value value) => value switch
    {
        TextValue text => JsonValue.Create(text.Text),
        NumberValue { IsInteger: true } number => JsonValue.Create((long)number.Number),
        NumberValue number => JsonValue.Create(number.Number),
        FlagValue flag => JsonValue.Create(flag.Flag),
        ListValue list => new JsonArray([.. list.Items.Select(Resolve)]),
        MapValue map => ResolveMap(map),
        CallValue call => Carry(call),
        _ => throw new InvalidOperationException($"No value is like {value}"),
    };

    private JsonObject ResolveMap(MapValue map)
    {
        var resolved = new JsonObject();
        foreach (var pair in map.Pairs)
        {
            resolved[pair.Key] = Resolve(pair.Value);
        }

        return resolved;
    }

    private JsonNode? Carry(CallValue call) => (call.Function, call.Argument) switch
    {
        ("Ref", TextValue name) => JsonValue.Create(reference(name.Text)),
        ("Fn::Join", ListValue { Count: 2 } join) => JsonValue.Create(string.Join(TextOf(join[0]),
            ((JsonArray)Resolve(join[1])!).Select(p => p!.ToString()))),
        ("Fn::Split", ListValue { Count: 2 } split) => new JsonArray(
            [.. TextOf(split[1]).Split(TextOf(split[0])).Select(p => (JsonNode)p)]),
        ("Fn::Select", ListValue { Count: 2 } select) =>
            ((JsonArray)Resolve(select[1])!)[(int)((NumberValue)select[0]).Number]!.DeepClone(),
        _ => throw new InvalidOperationException($"{call.Function} is carried out by CloudFormation only"),
    };

    private string TextOf(Value value) => Resolve(value)!.ToString();
}
