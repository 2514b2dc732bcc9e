using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// JSON inside a text, such as a state machine's definition: one text with the functions of the stack in between. What a function gives is
/// put in as it is, so only such may stand there whose value needs no escaping: names, ARNs, addresses.
/// </summary>
internal static class EncodedJson
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static Value Encode(Value value)
    {
        var parts = new List<Value>();
        var text = new StringBuilder();
        Append(parts, text, value);
        Flush(parts, text);
        return Value.Concat([.. parts]);
    }

    private static void Append(List<Value> parts, StringBuilder text, Value value)
    {
        switch (value)
        {
            case TextValue literal:
                AppendText(text, literal.Text);
                break;
            case NumberValue number:
                text.Append(number.Number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case FlagValue flag:
                text.Append(flag.Flag ? "true" : "false");
                break;
            case ListValue list:
                AppendList(parts, text, list);
                break;
            case MapValue map:
                AppendMap(parts, text, map);
                break;
            case CallValue call:
                AppendCall(parts, text, call);
                break;
        }
    }

    private static void AppendList(List<Value> parts, StringBuilder text, ListValue list)
    {
        text.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Append(parts, text, list[i]);
        }

        text.Append(']');
    }

    private static void AppendMap(List<Value> parts, StringBuilder text, MapValue map)
    {
        text.Append('{');
        var first = true;
        foreach (var pair in map.Pairs)
        {
            text.Append(first ? "" : ",");
            first = false;
            AppendText(text, pair.Key);
            text.Append(':');
            Append(parts, text, pair.Value);
        }

        text.Append('}');
    }

    // A join is one text made of parts, of which only the literal ones may need escaping.
    private static void AppendCall(List<Value> parts, StringBuilder text, CallValue call)
    {
        text.Append('"');
        if (call is { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } && join[0] is TextValue { Text: "" }
            && join[1] is ListValue joined)
        {
            foreach (var part in joined.Items)
            {
                AppendPart(parts, text, part);
            }
        }
        else
        {
            AppendPart(parts, text, call);
        }

        text.Append('"');
    }

    private static void AppendPart(List<Value> parts, StringBuilder text, Value part)
    {
        if (part is TextValue literal)
        {
            text.Append(Encoder.Encode(literal.Text));
            return;
        }

        Flush(parts, text);
        parts.Add(part);
    }

    private static void AppendText(StringBuilder text, string literal) => text.Append('"').Append(Encoder.Encode(literal)).Append('"');

    private static void Flush(List<Value> parts, StringBuilder text)
    {
        if (text.Length > 0)
        {
            parts.Add(text.ToString());
            text.Clear();
        }
    }
}
