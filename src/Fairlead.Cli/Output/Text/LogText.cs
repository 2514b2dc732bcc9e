using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>Log lines, each with the name it came from.</summary>
internal static class LogText
{
    /// <param name="times">Each line with its time and task.</param>
    public static async Task Follow(
        Screen screen, ITarget target, LogRequest request, bool times, CancellationToken cancel, string? grep = null)
    {
        var width = 8;
        await foreach (var line in target.Logs(request, cancel))
        {
            if (grep is not null && !line.Text.Contains(grep, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var text = screen.Redactor.Clean(line.Text);
            if (screen.Json)
            {
                await screen.WriteJsonLine(json =>
                {
                    json.WriteString("event", "log");
                    json.WriteString("at", line.At);
                    json.WriteString("name", line.Source);
                    json.WriteString("task", line.Task);
                    json.WriteString("text", text);
                });
                continue;
            }

            var name = times ? Named(line) : line.Source;
            width = Math.Max(width, name.Length);
            var at = times ? screen.Paint.Dim($"{line.At.ToLocalTime():HH:mm:ss} ") : "";
            var source = screen.Paint.ByName(line.Source, name.PadRight(width));
            await screen.Out.WriteLineAsync($"{at}{source} | {ProblemText.Printable(text)}");
        }
    }

    // "web 3_1" for the first task of release 3.
    private static string Named(LogLine line)
    {
        var at = line.Task.LastIndexOf($"_{line.Source}_", StringComparison.Ordinal);
        return at < 0 ? line.Source : $"{line.Source} {line.Task[(at + line.Source.Length + 2)..]}";
    }
}
