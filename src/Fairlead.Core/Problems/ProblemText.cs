using System.Globalization;
using System.Text;

namespace Fairlead.Core.Problems;

/// <summary>Problems as people read them: place, code, message, the source line with a caret, a suggestion.</summary>
public static class ProblemText
{
    private const int Widest = 160;

    public static string Render(Problem problem)
    {
        var span = problem.Span;
        var line = Shown(problem);
        var number = span.Line.ToString(CultureInfo.InvariantCulture);
        var margin = new string(' ', number.Length);
        var text = new StringBuilder();
        text.Append(span).Append(": ")
            .Append(problem.Severity == Severity.Error ? "error " : "warning ")
            .Append(problem.Code.Id).Append(": ").Append(Printable(ClearSecrets.Mask(problem.Message))).Append('\n');

        var start = Math.Min(span.Column - 1, line.Length);
        var from = start > Widest - 40 ? start - 40 : 0;
        var shown = line[from..Math.Min(line.Length, from + Widest)];
        text.Append("  ").Append(number).Append(" | ").Append(Printable(shown)).Append('\n');
        text.Append("  ").Append(margin).Append(" | ")
            .Append(' ', start - from)
            .Append('^', Math.Clamp(span.Length, 1, Math.Max(1, shown.Length - (start - from))));
        if (problem.Suggestion is { } suggestion)
        {
            text.Append(' ').Append(Printable(suggestion));
        }

        return text.Append('\n').ToString();
    }

    // The line, without what is a secret in it.
    private static string Shown(Problem problem)
    {
        var (span, line) = (problem.Span, ClearSecrets.Mask(problem.Span.Source.Line(problem.Span.Line)));
        var start = Math.Min(span.Column - 1, line.Length);
        var length = problem.Hides ? Math.Min(span.Length, line.Length - start) : 0;
        return string.Concat(line.AsSpan(0, start), new string('*', length), line.AsSpan(start + length));
    }

    /// <summary>Control characters and marks that change the direction of text are shown as a replacement character.</summary>
    public static string Printable(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        return string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                var c = source[i];
                target[i] = c == '\t' ? ' '
                    : char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD'
                    : c;
            }
        });
    }
}
