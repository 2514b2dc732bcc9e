using Fairlead.Cli.Console;
using Fairlead.Core.Problems;

namespace Fairlead.Cli.Output.Text;

/// <summary>Shows problems on the error stream, in the order of the file.</summary>
internal static class ProblemReport
{
    public static void Write(Screen screen, IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems)
        {
            screen.Error.Write(Render(screen.Paint, problem));
        }

        var errors = problems.Count(p => p.Severity == Severity.Error);
        if (errors > 0)
        {
            screen.Error.WriteLine(screen.Paint.Bold(Words.Count(errors, "problem")));
        }
    }

    private static string Render(Paint paint, Problem problem)
    {
        var text = ProblemText.Render(problem);
        if (!paint.IsOn)
        {
            return text;
        }

        var lines = text.Split('\n');
        var colour = problem.Severity == Severity.Error ? paint.Red : (Func<string, string>)paint.Yellow;
        lines[0] = paint.Bold(lines[0]);
        for (var i = 2; i < lines.Length; i += 2)
        {
            // The line under a line of the file, up to its caret, is made by us.
            var bar = lines[i].IndexOf('^', StringComparison.Ordinal);
            lines[i] = bar < 0 ? lines[i] : lines[i][..bar] + colour(lines[i][bar..]);
        }

        return string.Join('\n', lines);
    }
}
