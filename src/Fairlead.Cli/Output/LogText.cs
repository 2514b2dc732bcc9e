using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output;

/// <summary>Log lines, each with the name it came from.</summary>
internal static class LogText
{
    public static async Task Follow(Session session, LogRequest request, CancellationToken cancel, string? grep = null)
    {
        var width = 8;
        await foreach (var line in session.Target.Logs(session.AppId, request, cancel))
        {
            if (grep is not null && !line.Text.Contains(grep, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var text = session.Redactor.Clean(line.Text);
            if (session.Json)
            {
                await session.Out.WriteLineAsync(JsonText.Line(json =>
                {
                    json.WriteString("at", line.At);
                    json.WriteString("name", line.Source);
                    json.WriteString("task", line.Task);
                    json.WriteString("text", text);
                }));
                continue;
            }

            width = Math.Max(width, line.Source.Length);
            await session.Out.WriteLineAsync($"{session.Paint.ByName(line.Source, line.Source.PadRight(width))} | {ProblemText.Printable(text)}");
        }
    }
}
