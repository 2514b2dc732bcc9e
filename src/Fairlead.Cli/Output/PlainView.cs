using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output;

/// <summary>A line for each event, with its time: for CI and files.</summary>
internal sealed class PlainView(Session session) : IProgressView
{
    private readonly Dictionary<string, Activity> doing = new(StringComparer.Ordinal);

    public async Task Show(Event happened)
    {
        if (happened is Began began)
        {
            doing[began.Subject] = began.Activity;
        }

        // What a build says matters when it fails, and is shown then.
        if (happened is Said said && !session.Verbose && doing.GetValueOrDefault(said.Subject) == Activity.Build)
        {
            return;
        }

        var text = happened switch
        {
            Began e => $"{e.Subject,-16} {Words.Doing(e.Activity)}{(e.Detail is null ? "" : $" {e.Detail}")}",
            Ended e => $"{e.Subject,-16} {e.Detail ?? Words.Done(e.Activity)} ({Words.Took(e.Took)})",
            Progressed { Done: > 0 } e when e.Total > 1 => $"{e.Subject,-16} {e.Done} of {e.Total}",
            Said e => $"{e.Subject,-16} | {e.Line}",
            Warned e => $"{e.Subject,-16} warning: {e.Message}",
            Released e => $"{"release",-16} {e.Release.Number} is live",
            _ => null,
        };
        if (text is not null)
        {
            await session.Error.WriteLineAsync($"{happened.At.ToLocalTime():HH:mm:ss} {ProblemText.Printable(session.Redactor.Clean(text))}");
        }
    }

    public Task End() => Task.CompletedTask;
}
