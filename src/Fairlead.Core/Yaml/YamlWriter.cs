using System.Globalization;
using System.Text;
using Fairlead.Core.Sources;

namespace Fairlead.Core.Yaml;

/// <summary>Nodes to text, in block style. Reading the text gives the same nodes (places apart).</summary>
public static class YamlWriter
{
    /// <param name="root">What to write.</param>
    /// <param name="comment">What to say behind the line of a node, if anything.</param>
    public static string Write(MapNode root, Func<Span, string?>? comment = null)
    {
        var text = new StringBuilder();
        WriteMap(text, root, 0, comment);
        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, MapNode map, int indent, Func<Span, string?>? comment)
    {
        foreach (var entry in map.Entries)
        {
            text.Append(' ', indent).Append(Scalar(entry.Key, IsBoolean(entry.Key))).Append(':');
            WriteValue(text, entry.Value, indent, entry.KeySpan, comment);
        }

        foreach (var entry in comment is null ? [] : map.Removed)
        {
            text.Append(' ', indent).Append("# ").Append(entry.Key).Append(": removed");
            End(text, entry.KeySpan, comment);
        }
    }

    private static void WriteValue(StringBuilder text, Node value, int indent, Span place, Func<Span, string?>? comment)
    {
        switch (value)
        {
            case ScalarNode scalar:
                text.Append(' ').Append(scalar.IsNull ? "null" : Scalar(scalar.Value, scalar.Quoted));
                End(text, place, comment);
                break;
            case MapNode { Entries.Count: 0 } map when comment is null || map.Removed.Count == 0:
                text.Append(" {}");
                End(text, place, comment);
                break;
            case MapNode map:
                text.Append('\n');
                WriteMap(text, map, indent + 2, comment);
                break;
            case ListNode { Items.Count: 0 }:
                text.Append(" []");
                End(text, place, comment);
                break;
            case ListNode list:
                text.Append('\n');
                foreach (var item in list.Items)
                {
                    text.Append(' ', indent + 2).Append('-');
                    WriteItem(text, item, indent + 2, comment);
                }

                break;
        }
    }

    private static void WriteItem(StringBuilder text, Node item, int indent, Func<Span, string?>? comment)
    {
        if (item is MapNode { Entries.Count: > 0 } map)
        {
            // "- key: value": the first key stands behind the dash.
            var inner = new StringBuilder();
            WriteMap(inner, map, indent + 2, comment);
            text.Append(' ').Append(inner, indent + 2, inner.Length - indent - 2);
        }
        else
        {
            WriteValue(text, item, indent, item.Span, comment);
        }
    }

    private static void End(StringBuilder text, Span place, Func<Span, string?>? comment)
    {
        if (comment?.Invoke(place) is { } remark)
        {
            var lineStart = text.Length;
            while (lineStart > 0 && text[lineStart - 1] != '\n')
            {
                lineStart--;
            }

            text.Append(' ', Math.Max(2, 48 - (text.Length - lineStart))).Append("# ").Append(remark);
        }

        text.Append('\n');
    }

    private static string Scalar(string value, bool quoted) => !quoted && IsPlain(value) ? value : Quote(value);

    // Unquoted, the reader refuses such keys, since other YAML readers turn them into booleans.
    private static bool IsBoolean(string key) => key.ToUpperInvariant() is "ON" or "OFF" or "YES" or "NO" or "TRUE" or "FALSE";

    private static bool IsPlain(string value) =>
        value.Length > 0
        && !char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1])
        && !"!&*-?|>@`%\"'#{}[],:~=<".Contains(value[0], StringComparison.Ordinal)
        && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal) && value[^1] != ':'
        && value.All(c => c is >= ' ' and <= '~')
        && value is not ("null" or "Null" or "NULL");

    /// <summary>A text in double quotes, on one line.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder("\"", value.Length + 2);
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                '\r' => text.Append("\\r"),
                < ' ' or (>= '\x7f' and <= '\xa0') or '\u2028' or '\u2029' or '\ufeff' =>
                    text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
