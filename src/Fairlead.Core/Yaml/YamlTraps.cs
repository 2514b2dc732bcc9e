using System.Text;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.Yaml;

/// <summary>
/// Finds, before the YAML parser runs, the two slips it can only call a syntax error: a tab used as indentation, and a
/// reference without quotes inside <c>{…}</c> or <c>[…]</c>. Both are reported and mended in the text handed on, so that
/// the rest of the file is still read and all its problems are reported together.
/// </summary>
internal sealed class YamlTraps(Source source, ProblemList problems)
{
    // Stand-ins of the same length for the braces of an unquoted reference; the reader turns them back.
    private const char Open = '\uE000';
    private const char Close = '\uE001';

    private StringBuilder? mended;
    private readonly Stack<(char Open, Span Place)> flows = new();
    private char quote;
    private Span? quotePlace;
    private int blockIndent = -1;
    private int shift;

    /// <summary>Columns added to a line by mending its tabs, so that places can be told in the user's own file.</summary>
    public Dictionary<int, int> ColumnShift { get; } = [];

    public bool HasStandIns { get; private set; }

    /// <summary>
    /// Where the text first looks as if something had been left open: a quote that ends on another line, a bracket that is closed by
    /// another kind, or never. It is legal, or the parser stumbles over it much later; so it is told only together with that.
    /// </summary>
    public (Span Place, string Message)? Suspect { get; private set; }

    // Hardly any file needs mending, and a copy of a large one is dear.
    private StringBuilder Mended => mended ??= new StringBuilder(source.Text);

    public static string Restore(string value) => value.Replace(Open, '{').Replace(Close, '}');

    /// <summary>
    /// The first line of the block that a line seems to belong to, where its indentation is another; null where all is well.
    /// </summary>
    public static Span? Sibling(Span line)
    {
        var wanted = Indent(line.Source, line.Line);
        Span? first = null;
        for (var number = line.Line - 1; number > 0; number--)
        {
            var indent = Indent(line.Source, number);
            if (indent is null)
            {
                continue;
            }

            if (indent < wanted)
            {
                break;
            }

            first = new Span(line.Source, number, indent.Value + 1, 1);
        }

        return wanted is not null && first is not null && first.Column - 1 != wanted ? first : null;

        static int? Indent(Source source, int number)
        {
            var text = source.LineSpan(number);
            var trimmed = text.TrimStart(' ');
            return trimmed.Length == 0 || trimmed[0] == '#' ? null : text.Length - trimmed.Length;
        }
    }

    public string Mend()
    {
        var text = source.Text;
        var previousIndent = "";
        var number = 0;
        for (var start = 0; start < text.Length; number++)
        {
            var newline = text.IndexOf('\n', start);
            var end = newline < 0 ? text.Length : newline;
            var line = text.AsSpan(start, end - start).TrimEnd('\r');
            var indent = line.Length - line.TrimStart(" \t").Length;
            var blank = indent == line.Length;
            if (blank && quote == 0 && line.Contains('\t'))
            {
                Blank(start, line.Length); // it can not be seen, so it does no harm
            }

            if (!blank && !InBlock(line, indent))
            {
                if (quote == 0 && flows.Count == 0)
                {
                    previousIndent = MendTabs(number + 1, start, line[..indent], previousIndent, line);
                }

                Scan(number + 1, start, line);
                blockIndent = quote == 0 && flows.Count == 0 && StartsBlock(line) ? indent : -1;
            }

            start = newline < 0 ? text.Length : newline + 1;
        }

        foreach (var (open, place) in flows)
        {
            Suspects(place, $"this {open} is never closed");
        }

        return mended?.ToString() ?? source.Text;
    }

    private void Suspects(Span place, string message)
    {
        if (Suspect is not { } other
            || place.Line < other.Place.Line
            || (place.Line == other.Place.Line && place.Column < other.Place.Column))
        {
            Suspect = (place, message);
        }
    }

    private void Blank(int start, int length)
    {
        for (var i = 0; i < length; i++)
        {
            Mended[start + shift + i] = ' ';
        }
    }

    private bool InBlock(ReadOnlySpan<char> line, int indent) =>
        blockIndent >= 0 && (indent > blockIndent || line.Length == indent);

    private string MendTabs(int number, int start, ReadOnlySpan<char> lead, string previous, ReadOnlySpan<char> line)
    {
        if (!lead.Contains('\t') || line[lead.Length] is '#' or '}' or ']')
        {
            return opensLevel(line) ? lead.ToString() + "  " : lead.ToString();
        }

        var tab = lead.IndexOf('\t');
        problems.Add(
            Codes.Tab, new Span(source, number, tab + 1, 1),
            "a tab is used as indentation", "indent with spaces; YAML does not allow tabs");
        var spaces = previous.Replace('\t', ' ');
        Mended.Remove(start + shift, lead.Length).Insert(start + shift, spaces);
        ColumnShift[number] = spaces.Length - lead.Length;
        shift += spaces.Length - lead.Length;
        return opensLevel(line) ? spaces + "  " : spaces;

        static bool opensLevel(ReadOnlySpan<char> line) => line.TrimEnd().EndsWith(":");
    }

    private void Scan(int number, int start, ReadOnlySpan<char> line)
    {
        var tokenStart = true;
        if (quote != 0 && quotePlace is { } begin)
        {
            Suspects(begin, $"this quote is not closed on its line");
        }

        var word = line.TrimStart(' ');
        if (quote == 0 && word.Length > 0 && word[0] is '&' or '*' or '!' && word.TrimEnd().EndsWith(":"))
        {
            Suspects(
                new Span(source, number, line.Length - word.Length + 1, 1),
                $"YAML does not read a key that begins with {word[0]} as a key");
        }

        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != 0)
            {
                i = SkipQuoted(line, i);
                continue;
            }

            if (c == '#' && (i == 0 || line[i - 1] is ' ' or '\t'))
            {
                return;
            }

            if (flows.Count > 0 && c == '$' && i + 1 < line.Length && line[i + 1] == '{')
            {
                i = MendReference(number, start, line, i);
                tokenStart = false;
                continue;
            }

            Step(c, tokenStart, number, i + 1);
            tokenStart = c is ' ' or '\t' ? tokenStart : BeginsToken(line, i, tokenStart);
        }
    }

    // Whether a value may begin behind this character; inside of plain text it is a character like any other.
    private bool BeginsToken(ReadOnlySpan<char> line, int at, bool tokenStart)
    {
        var gap = at + 1 == line.Length || line[at + 1] is ' ' or '\t';
        return line[at] switch
        {
            ':' => gap || (at > 0 && line[at - 1] is '"' or '\''),
            '-' or '?' => gap && tokenStart,
            ',' => flows.Count > 0,
            '[' or '{' => tokenStart,
            _ => false,
        };
    }

    private void Step(char c, bool tokenStart, int number, int column)
    {
        switch (c)
        {
            case '"' or '\'' when tokenStart:
                quote = c;
                quotePlace = new Span(source, number, column, 1);
                break;
            case '{' or '[' when tokenStart:
                flows.Push((c, new Span(source, number, column, 1)));
                break;
            case '}' or ']' when flows.TryPop(out var opened):
                if ((opened.Open == '{') != (c == '}'))
                {
                    Suspects(opened.Place, $"this {opened.Open} is closed by {c} on line {number}");
                }

                break;
        }
    }

    private int SkipQuoted(ReadOnlySpan<char> line, int at)
    {
        if (line[at] == '\\' && quote == '"')
        {
            return at + 1;
        }

        if (line[at] == quote)
        {
            if (quote == '\'' && at + 1 < line.Length && line[at + 1] == '\'')
            {
                return at + 1;
            }

            quote = '\0';
        }

        return at;
    }

    private int MendReference(int number, int start, ReadOnlySpan<char> line, int at)
    {
        var depth = 0;
        for (var i = at + 1; i < line.Length; i++)
        {
            depth += line[i] == '{' ? 1 : line[i] == '}' ? -1 : 0;
            if (line[i] is '{' or '}')
            {
                Mended[start + shift + i] = line[i] == '{' ? Open : Close;
                HasStandIns = true;
            }

            if (depth == 0)
            {
                var reference = line[at..(i + 1)].ToString();
                problems.Add(
                    Codes.UnquotedReference,
                    new Span(source, number, at + 1, reference.Length),
                    "a reference inside {…} or […] needs quotes: YAML reads its brace as its own",
                    $"write \"{reference}\"");
                return i;
            }
        }

        return line.Length;
    }

    private static bool StartsBlock(ReadOnlySpan<char> line)
    {
        var end = line.IndexOf(" #");
        var text = (end < 0 ? line : line[..end]).TrimEnd();
        var at = text.LastIndexOfAny('|', '>');
        return at > 0
            && text[(at + 1)..].TrimStart("+-0123456789").Length == 0
            && text[..at].TrimEnd() is var before && before.Length < at && before.Length > 0 && before[^1] is ':' or '-';
    }
}
