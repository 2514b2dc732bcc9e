using Fairlead.Cli.Output.Text;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>A line for each event, with its time: for CI and files.</summary>
internal sealed class PlainView(Screen screen) : IProgressView
{
    private readonly Dictionary<string, Activity> doing = new(StringComparer.Ordinal);

    public async Task Show(Event happened)
    {
        if (happened is Started began)
        {
            doing[began.Subject] = began.Activity;
        }

        // What a build says matters when it fails, and is shown then.
        if (happened is OutputLine said && !screen.Verbose && doing.GetValueOrDefault(said.Subject) == Activity.Build)
        {
            return;
        }

        string Clean(string line) => screen.Redactor.Clean(line);
        var text = happened switch
        {
            Started e => $"{e.Subject,-16} {Words.Doing(e)}",
            Completed e => $"{e.Subject,-16} {e.Detail ?? Words.Done(e.Activity)} ({Words.Took(e.Took)})",
            Progressed { Done: > 0 } e when e.Total > 1 => $"{e.Subject,-16} {e.Done} of {e.Total}",
            OutputLine e => $"{e.Subject,-16} | {Clean(e.Line)}",
            Warned e => $"{e.Subject,-16} warning: {Clean(e.Message)}",
            Released e => $"{"release",-16} {e.Release.Number} is live",
            _ => null,
        };
        if (text is not null)
        {
            await screen.Error.WriteLineAsync($"{happened.At.ToLocalTime():HH:mm:ss} {ProblemText.Printable(text)}");
        }
    }

    public Task End() => Task.CompletedTask;
}
