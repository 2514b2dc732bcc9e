using System.Text;
using Fairlead.Core.Problems;

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

    private readonly StringBuilder mended = new(source.Text);
    private int flow;
    private char quote;
    private int blockIndent = -1;
    private int shift;

    /// <summary>Columns added to a line by mending its tabs, so that places can be told in the user's own file.</summary>
    public Dictionary<int, int> ColumnShift { get; } = [];

    public bool HasStandIns { get; private set; }

    public static string Restore(string value) => value.Replace(Open, '{').Replace(Close, '}');

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
            if (!blank && !InBlock(line, indent))
            {
                if (quote == 0 && flow == 0)
                {
                    previousIndent = MendTabs(number + 1, start, line[..indent], previousIndent, line);
                }

                Scan(number + 1, start, line);
                blockIndent = quote == 0 && flow == 0 && StartsBlock(line) ? indent : -1;
            }

            start = newline < 0 ? text.Length : newline + 1;
        }

        return mended.ToString();
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
        problems.Add(Codes.Tab, new Span(source, number, tab + 1, 1), "a tab is used as indentation", "indent with spaces; YAML does not allow tabs");
        var spaces = previous.Replace('\t', ' ');
        mended.Remove(start + shift, lead.Length).Insert(start + shift, spaces);
        ColumnShift[number] = spaces.Length - lead.Length;
        shift += spaces.Length - lead.Length;
        return opensLevel(line) ? spaces + "  " : spaces;

        static bool opensLevel(ReadOnlySpan<char> line) => line.TrimEnd().EndsWith(":");
    }

    private void Scan(int number, int start, ReadOnlySpan<char> line)
    {
        var tokenStart = true;
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

            if (flow > 0 && c == '$' && i + 1 < line.Length && line[i + 1] == '{')
            {
                i = MendReference(number, start, line, i);
                tokenStart = false;
                continue;
            }

            Step(c, tokenStart);
            tokenStart = c is ' ' or '\t' ? tokenStart : c is ':' or ',' or '[' or '{' or '-' or '?';
        }
    }

    private void Step(char c, bool tokenStart)
    {
        switch (c)
        {
            case '"' or '\'' when tokenStart:
                quote = c;
                break;
            case '{' or '[' when tokenStart:
                flow++;
                break;
            case '}' or ']' when flow > 0:
                flow--;
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
                mended[start + shift + i] = line[i] == '{' ? Open : Close;
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
