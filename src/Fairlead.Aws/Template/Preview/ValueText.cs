using System.Text;

namespace Fairlead.Aws.Template.Preview;

/// <summary>Values as people read them: <c>ssm parameter/shop/prod/KEY</c>, <c>shop-prod-db.Secret</c>.</summary>
internal static class ValueText
{
    private const int PartsOfArn = 6;

    public static string Of(Stack stack, Value? value) => value switch
    {
        TextValue text => Short(text.Text),
        NumberValue number => number.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        FlagValue flag => flag.Flag ? "true" : "false",
        ListValue list => string.Join(", ", list.Items.Select(i => Of(stack, i))),
        MapValue map => string.Join(", ", map.Pairs.ToArray().Select(p => $"{p.Key} {Of(stack, p.Value)}")),
        CallValue call => Short(OfCall(stack, call)),
        _ => "nothing",
    };

    private static string OfCall(Stack stack, CallValue call) => call switch
    {
        { Function: "Ref", Argument: TextValue id } => OfId(stack, id.Text),
        { Function: "Fn::GetAtt", Argument: ListValue { Count: 2 } path } when path[0] is TextValue id => OfId(stack, id.Text),
        { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } when join[1] is ListValue parts => Joined(stack, parts),
        _ => Of(stack, call.Argument),
    };

    private static string Joined(Stack stack, ListValue parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts.Items)
        {
            text.Append(part is TextValue literal ? literal.Text : OfCall(stack, (CallValue)part));
        }

        return text.ToString();
    }

    // What is the same for all of an environment says nothing.
    private static string OfId(Stack stack, string id) => id is "AWS::Partition" or "AWS::Region" or "AWS::AccountId" ? ""
        : stack.FindParameter(id)?.Source is OutputOf output ? $"{output.Stack}.{output.Output}"
        : id;

    private static string Short(string text)
    {
        if (!text.StartsWith("arn:", StringComparison.Ordinal))
        {
            return text;
        }

        Span<Range> parts = stackalloc Range[PartsOfArn];
        return text.AsSpan().Split(parts, ':') == PartsOfArn ? $"{text.AsSpan(parts[2])} {text.AsSpan(parts[5])}" : text;
    }
}
