using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>Log lines, each with the name it came from.</summary>
internal static class LogText
{
    public static async Task Follow(Screen screen, ITarget target, LogRequest request, CancellationToken cancel, string? grep = null)
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

            width = Math.Max(width, line.Source.Length);
            await screen.Out.WriteLineAsync(
                $"{screen.Paint.ByName(line.Source, line.Source.PadRight(width))} | {ProblemText.Printable(text)}");
        }
    }
}
