using System.Globalization;
using Fairlead.Aws.CloudFormation;

namespace Fairlead.Tests.Support;

/// <summary>A value of a template in YAML's flow style, with CloudFormation's short forms of its functions.</summary>
internal static class ValueText
{
    public static string Render(Value value) => value switch
    {
        TextValue text => text.Text,
        NumberValue number => number.Number.ToString(CultureInfo.InvariantCulture),
        FlagValue flag => flag.Flag ? "true" : "false",
        ListValue { Count: > 0 } list when list.Items.All(IsNamed) => $"{{{string.Join(", ", Named(list))}}}",
        ListValue list => $"[{string.Join(", ", list.Items.Select(Render))}]",
        MapValue map => $"{{{string.Join(", ", map.Pairs.ToArray().Select(p => $"{p.Key}: {Render(p.Value)}"))}}}",
        CallValue { Function: "Ref", Argument: TextValue id } => $"!Ref {id.Text}",
        CallValue { Function: "Fn::GetAtt", Argument: ListValue path } => $"!GetAtt {Render(path[0])}.{Render(path[1])}",
        CallValue { Function: "Fn::Join", Argument: ListValue { Items: [TextValue { Text: "" }, ListValue parts] } } => Substituted(parts),
        CallValue call => $"!{call.Function.Replace("Fn::", "", StringComparison.Ordinal)} {Render(call.Argument)}",
        _ => throw new InvalidOperationException(value.GetType().Name),
    };

    /// <summary>Items of the form <c>{Key: a, Value: b}</c>, or <c>{Name: a, Value: b}</c>, as <c>a: b</c>.</summary>
    public static IEnumerable<string> Named(ListValue list) =>
        list.Items.Cast<MapValue>().Select(i => $"{Render(NameOf(i)!)}: {Render(i["Value"]!)}");

    private static bool IsNamed(Value item) => item is MapValue { Count: 2 } map && NameOf(map) is not null && map["Value"] is not null;

    private static Value? NameOf(MapValue item) => item["Key"] ?? item["Name"];

    // As Fn::Sub would write it, which is easier to read than Fn::Join.
    private static string Substituted(ListValue parts) => string.Concat(parts.Items.Select(p => p switch
    {
        TextValue text => text.Text,
        CallValue { Function: "Ref" or "Fn::GetAtt" } call => $"${{{Render(call).Split(' ', 2)[1]}}}",
        _ => $"${{{Render(p)}}}",
    }));
}
