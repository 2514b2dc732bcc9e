using Fairlead.Cli.Console;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>A failure as people read it: what, why in the container's own words, where in the file, one next command.</summary>
internal static class FailureText
{
    public static async Task Write(TextWriter writer, Failure failure, Paint paint, Redactor redactor, string evidence = "log")
    {
        string Clean(string text) => ProblemText.Printable(redactor.Clean(text));
        await writer.WriteLineAsync($"{paint.Red("failed")}: {paint.Bold(Clean(failure.What))}");
        await writer.WriteLineAsync($"  why:   {Clean(failure.Why)}");
        if (failure.Evidence.Count > 0)
        {
            await writer.WriteLineAsync($"  {evidence}:");
            foreach (var line in failure.Evidence)
            {
                await writer.WriteLineAsync(paint.Dim($"    | {Clean(line)}"));
            }
        }

        if (failure.Place is { } place)
        {
            await writer.WriteLineAsync($"  where: {place}");
        }

        if (failure.Outcome is { } outcome)
        {
            await writer.WriteLineAsync($"  now:   {outcome}");
        }

        if (failure.Next is { } next)
        {
            await writer.WriteLineAsync($"  next:  {next}");
        }
    }
}
