using System.Text.RegularExpressions;
using Fairlead.Core.Sources;

namespace Fairlead.Core.Yaml;

/// <summary>What a syntax error most likely comes from, where the lines around it show that better than the parser's own words.</summary>
internal static partial class YamlSlips
{
    /// <param name="span">Where the parser stopped.</param>
    /// <param name="isKey">It met a ':' where no key can stand.</param>
    public static (Span Place, string Message, string Hint)? Find(Span span, bool isKey)
    {
        var source = span.Source;
        if (Conflict(source, span.Line) is { } marked)
        {
            return (marked, "the mark of a merge conflict stands here", "keep one of the two versions, and remove the marks");
        }

        var line = source.Line(span.Line);
        if (Star().Match(line) is { Success: true } star)
        {
            return (
                At(span, star.Groups["value"].Index, star.Groups["value"].Length), "a value that starts with * is an alias for YAML",
                $"put it in quotes: \"{star.Groups["value"].Value}\"");
        }

        return isKey && Above(span) is { } above ? Key(span, above) : null;
    }

    /// <summary>The parser's own words, in ours.</summary>
    public static (string Message, string Hint) Explain(string message, Span span)
    {
        var line = span.Source.Line(span.Line);
        if (span.Column <= line.Length && line[span.Column - 1] is '@' or '`' or '%')
        {
            return ($"a value may not start with {line[span.Column - 1]}", "put it in quotes");
        }

        return message switch
        {
            _ when IsKeyOutOfPlace(message) =>
                ("a ':' stands where YAML expects no key", "check the indentation, or quote the text if the ':' belongs to it"),
            _ when message.Contains("did not find expected", StringComparison.OrdinalIgnoreCase)
                || message.Contains("expected", StringComparison.OrdinalIgnoreCase)
                =>
                    (
                        "YAML expects something else here: " + Shorten(message),
                        "check the indentation and that every quote, { and [ is closed"),
            _ => (Shorten(message), "check the indentation and that every quote, { and [ is closed"),
        };
    }

    public static bool IsKeyOutOfPlace(string message) =>
        message.Contains("mapping values are not allowed", StringComparison.OrdinalIgnoreCase)
            || message.Contains("invalid mapping", StringComparison.OrdinalIgnoreCase);

    private static string Shorten(string message) =>
        message.TrimEnd('.').Replace("While parsing", "while reading", StringComparison.Ordinal).Replace(
            "While scanning", "while reading", StringComparison.Ordinal);

    // The line above goes on here for YAML: it is no key, or has a value already.
    private static (Span Place, string Message, string Hint)? Key(Span span, Span above)
    {
        var (upper, lower) = (above.Source.Line(above.Line), span.Source.Line(span.Line));
        var (indent, text) = (Indent(upper), upper.Trim());
        if (Indent(lower) == indent && WithoutColon().Match(text) is { Success: true } match)
        {
            return (
                At(above, indent, text.Length), $"'{match.Groups["key"].Value}' is no key without a ':' and a space behind it",
                $"write {match.Groups["key"].Value}: {match.Groups["value"].Value}");
        }

        return Indent(lower) > indent && WithValue().IsMatch(text)
            ? (
                At(span, Indent(lower), 1), $"this line is indented deeper than line {above.Line}, which has a value of its own",
                "give both the same indentation")
            : null;
    }

    private static Span? Conflict(Source source, int line)
    {
        for (var number = line; number > 0 && number > line - 100; number--)
        {
            if (source.LineSpan(number) is var text && (text.StartsWith("<<<<<<< ") || text.StartsWith(">>>>>>> ") || text is "======="))
            {
                return new Span(source, number, 1, text.Length);
            }
        }

        return null;
    }

    private static Span? Above(Span span)
    {
        for (var number = span.Line - 1; number > 0; number--)
        {
            if (span.Source.Line(number).TrimStart() is { Length: > 0 } text && text[0] != '#')
            {
                return new Span(span.Source, number, 1, 1);
            }
        }

        return null;
    }

    private static Span At(Span line, int index, int length) => new(line.Source, line.Line, index + 1, Math.Max(1, length));

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    [GeneratedRegex(
        @"(?::|-) +(?<value>\*[^\s#\],}]*[^#]*?) *(?:#.*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Star();

    [GeneratedRegex(
        @"^(?<key>[\w-]+)(?: +| *:(?! |$))(?<value>[^:\s][^:]*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithoutColon();

    [GeneratedRegex(@"^[\w-]+: +[^\s|>&#]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithValue();
}
