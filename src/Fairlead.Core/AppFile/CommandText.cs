using System.Text;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>
/// Splits a command written as one text: at white space; single quotes keep everything, double quotes and a backslash keep
/// the next character. There is no shell, so its syntax is a problem rather than a surprise.
/// </summary>
internal static class CommandText
{
    public static bool Split(string text, Span span, Reading reading, out IReadOnlyList<string>? words)
    {
        words = null;
        var result = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != 0)
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c == '\\' && quote == '"' && i + 1 < text.Length && text[i + 1] is '"' or '\\' ? text[++i] : c);
                }
            }
            else if (c is '\'' or '"')
            {
                (quote, inWord) = (c, true);
            }
            else if (char.IsWhiteSpace(c))
            {
                End();
            }
            else if (IsShell(text, i))
            {
                return reading.Wrong(Codes.ShellText, span, $"the command uses shell syntax ({c}), and no shell runs it", $"write [sh, -c, \"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"]", out words);
            }
            else
            {
                word.Append(c == '\\' && i + 1 < text.Length ? text[++i] : c);
                inWord = true;
            }
        }

        End();
        if (quote != 0)
        {
            return reading.Wrong(Codes.WrongValue, span, "a quote in the command is not closed", $"add {quote}, or write the command as a list", out words);
        }

        words = result;
        return result.Count > 0 || reading.Wrong(Codes.WrongValue, span, "the command is empty", "leave the key out to keep the image's command", out words);

        void End()
        {
            if (inWord)
            {
                result.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }
    }

    private static bool IsShell(string text, int at) =>
        text[at] is '|' or ';' or '<' or '>' or '&' or '`' or '(' or ')'
        || (text[at] == '$' && at + 1 < text.Length && (char.IsLetter(text[at + 1]) || text[at + 1] is '{' or '(' or '_'));
}
