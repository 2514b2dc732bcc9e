using System.Text;
using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan;

/// <summary>Values as people read them: <c>ssm parameter/shop/prod/KEY</c>, <c>shop-prod-db.Secret</c>.</summary>
internal static class ValueText
{
    private const int PartsOfArn = 6;

    public static string Render(Stack stack, Value? value) => value switch
    {
        TextValue text => Short(text.Text),
        NumberValue number => number.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        FlagValue flag => flag.Flag ? "true" : "false",
        ListValue list => string.Join(", ", list.Items.Select(i => Render(stack, i))),
        MapValue map => string.Join(", ", map.Pairs.ToArray().Select(p => $"{p.Key} {Render(stack, p.Value)}")),
        CallValue call => Short(RenderCall(stack, call)),
        _ => "nothing",
    };

    private static string RenderCall(Stack stack, CallValue call) => call switch
    {
        { Function: "Ref", Argument: TextValue id } => RenderId(stack, id.Text),
        { Function: "Fn::GetAtt", Argument: ListValue { Count: 2 } path } when path[0] is TextValue id => RenderId(stack, id.Text),
        { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } when join[1] is ListValue parts => Joined(stack, parts),
        _ => Render(stack, call.Argument),
    };

    private static string Joined(Stack stack, ListValue parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts.Items)
        {
            text.Append(part is TextValue literal ? literal.Text : RenderCall(stack, (CallValue)part));
        }

        return text.ToString();
    }

    // What is the same for all of an environment says nothing.
    private static string RenderId(Stack stack, string id) => id is "AWS::Partition" or "AWS::Region" or "AWS::AccountId" ? ""
        : stack.FindParameter(id)?.Source is ImportedOutput output ? $"{output.Stack}.{output.Output}"
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
