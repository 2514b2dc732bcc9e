using System.Globalization;
using System.Text;
using Fairlead.Core.Sources;

namespace Fairlead.Core.Problems;

/// <summary>Problems as people read them: place, code, message, the source line with a caret, a suggestion.</summary>
public static class ProblemText
{
    private const int Widest = 160;
    private const int LongestSecret = 300;

    public static string Render(Problem problem)
    {
        var span = problem.Span;
        var (shown, start) = Shown(span, problem.Hides);
        var number = span.Line.ToString(CultureInfo.InvariantCulture);
        var margin = new string(' ', number.Length);
        var text = new StringBuilder();
        text.Append(span).Append(": ")
            .Append(problem.Severity == Severity.Error ? "error " : "warning ")
            .Append(problem.Code.Id).Append(": ").Append(Printable(ClearSecrets.Mask(problem.Message)))
            .Append(problem.OnlyIn.Count > 0 ? Printable($" (only in {string.Join(", ", problem.OnlyIn)})") : "").Append('\n');
        text.Append("  ").Append(number).Append(" | ").Append(Printable(shown)).Append('\n');
        text.Append("  ").Append(margin).Append(" | ")
            .Append(' ', start)
            .Append('^', Math.Clamp(span.Length, 1, Math.Max(1, shown.Length - start)));
        if (problem.Suggestion is { } suggestion)
        {
            text.Append(' ').Append(Printable(suggestion));
        }

        text.Append('\n');
        if (problem.Related is { } related)
        {
            AppendRelated(text, related, span.Source);
        }

        return text.ToString();
    }

    private static void AppendRelated(StringBuilder text, Related related, Source source)
    {
        var (shown, start) = Shown(related.Span, hides: false);
        var number = related.Span.Line.ToString(CultureInfo.InvariantCulture);
        text.Append("  ").Append(number).Append(" | ").Append(Printable(shown)).Append('\n');
        text.Append("  ").Append(' ', number.Length).Append(" | ")
            .Append(' ', start)
            .Append('^', Math.Clamp(related.Span.Length, 1, Math.Max(1, shown.Length - start)))
            .Append(' ').Append(Printable(related.Words)).Append(
                related.Span.Source == source ? "" : $" ({related.Span.Source.Name})").Append('\n');
    }

    // The part of the line around the place, without what is a secret in it; and where in it the place begins.
    private static (string Text, int Start) Shown(Span span, bool hides)
    {
        var line = span.Source.LineSpan(span.Line);
        var start = Math.Min(span.Column - 1, line.Length);
        var from = start > Widest - 40 ? start - 40 : 0;
        var length = Math.Min(line.Length - from, Widest);

        // A secret may begin before what is shown, and end behind it.
        var before = Math.Min(from, LongestSecret);
        var masked = ClearSecrets.Mask(
            line[(from - before)..Math.Min(line.Length, from + length + LongestSecret)].ToString()).Substring(before, length);
        if (hides)
        {
            var hidden = Math.Min(span.Length, length - (start - from));
            masked = string.Concat(masked.AsSpan(0, start - from), new string('*', hidden), masked.AsSpan(start - from + hidden));
        }

        return (masked, start - from);
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
