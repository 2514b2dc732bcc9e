using System.Text;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>
/// Splits a command written as one text: at white space; single quotes keep everything, double quotes and a backslash keep
/// the next character. There is no shell, so its syntax is a problem rather than a surprise.
/// </summary>
internal sealed class CommandText(string text)
{
    /// <summary>A command: a list, or one text that is split at spaces; quotes keep words together. There is no shell.</summary>
    public static readonly Shape<IReadOnlyList<string>?> Shape = new(
        "a command: a text without shell syntax, or a list of words", TryRead, "python manage.py migrate",
        new EitherForm(new TextForm(), new ListForm(new TextForm())));

    private readonly List<string> words = [];
    private readonly StringBuilder word = new();
    private bool inWord;
    private char quote;

    private static bool TryRead(Node node, Reading reading, out IReadOnlyList<string>? value)
    {
        value = null;
        if (node is ListNode)
        {
            var read = Forms.Words.Read(node, reading, out var words);
            value = words;
            return read && (words.Count > 0 || IsEmpty(node.Span, reading, out value));
        }

        return Shapes.Scalar(node, reading, "a command: a text, or a list of words") is { } scalar
            && TextParser.Constant(scalar, reading) is { } text
            && Split(text, scalar.Span, reading, out value);
    }

    private static bool IsEmpty(Span span, Reading reading, out IReadOnlyList<string>? words) =>
        reading.Wrong(Codes.WrongValue, span, "the command is empty", "leave the key out to keep the image's command", out words);

    private static bool Split(string text, Span span, Reading reading, out IReadOnlyList<string>? words)
    {
        var command = new CommandText(text);
        words = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (command.quote == 0 && command.IsShell(i))
            {
                return reading.Wrong(
                    Codes.ShellText, span, $"the command uses shell syntax ({text[i]}), and no shell runs it",
                    $"write [sh, -c, \"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"]", out words);
            }

            i = command.Take(i);
        }

        command.EndWord();
        if (command.quote != 0)
        {
            return reading.Wrong(
                Codes.WrongValue, span, "a quote in the command is not closed",
                $"add {command.quote}, or write the command as a list", out words);
        }

        words = command.words;
        return words.Count > 0 || IsEmpty(span, reading, out words);
    }

    // Answers the place of the last character it took.
    private int Take(int at)
    {
        var c = text[at];
        if (quote != 0)
        {
            return TakeQuoted(at);
        }

        if (c is '\'' or '"')
        {
            (quote, inWord) = (c, true);
        }
        else if (char.IsWhiteSpace(c))
        {
            EndWord();
        }
        else
        {
            var escaped = c == '\\' && at + 1 < text.Length;
            word.Append(escaped ? text[at + 1] : c);
            inWord = true;
            return escaped ? at + 1 : at;
        }

        return at;
    }

    private int TakeQuoted(int at)
    {
        if (text[at] == quote)
        {
            quote = '\0';
            return at;
        }

        var escaped = quote == '"' && text[at] == '\\' && at + 1 < text.Length && (text[at + 1] is '"' or '\\');
        word.Append(escaped ? text[at + 1] : text[at]);
        return escaped ? at + 1 : at;
    }

    private void EndWord()
    {
        if (inWord)
        {
            words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }

    private bool IsShell(int at) =>
        text[at] is '|' or ';' or '<' or '>' or '&' or '`' or '(' or ')'
        || (text[at] == '$' && at + 1 < text.Length && (char.IsLetter(text[at + 1]) || text[at + 1] is '{' or '(' or '_'));
}
