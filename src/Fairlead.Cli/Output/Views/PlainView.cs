using Fairlead.Cli.Output.Text;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>
/// A line, with its time, for each thing that begins and ends: for CI and files. Its parts are told where more detail is wanted.
/// </summary>
internal sealed class PlainView(Screen screen) : IProgressView
{
    private const int WidestName = 32;

    private readonly Dictionary<string, Activity> doing = new(StringComparer.Ordinal);
    private int width = 16;

    public async Task Show(Event happened)
    {
        if (happened is Started began && began.Parent is null)
        {
            doing[began.Subject] = began.Activity;
        }

        // Of sixty resources of a stack, and of each task, only what is wrong is for a reader.
        if (happened is { Parent: not null } and not Warned && !screen.Verbose)
        {
            return;
        }

        // What a build says matters when it fails, and is shown then.
        if (happened is OutputLine said && !screen.Verbose && doing.GetValueOrDefault(said.Subject) == Activity.Build)
        {
            return;
        }

        string Clean(string line) => screen.Redactor.Clean(line);
        var text = happened switch
        {
            Started e => $"{Name(e.Subject)} {Words.Doing(e)}",
            Completed e => $"{Name(e.Subject)} {e.Detail ?? Words.Done(e.Activity)} ({Words.Took(e.Took)})",
            Progressed { Done: > 0 } e when e.Total > 1 && !IsMade(e.Subject) => $"{Name(e.Subject)} {e.Done} of {e.Total}",
            OutputLine e => $"{Name(e.Subject)} | {Clean(e.Line)}",
            Warned { Parent: { } whole } e => $"{Name(whole)} warning: {e.Subject}: {Clean(e.Message)}",
            Warned e => $"{Name(e.Subject)} warning: {Clean(e.Message)}",
            Released e => $"{Name("release")} {e.Release.Number} is live",
            _ => null,
        };
        if (text is not null)
        {
            await screen.Error.WriteLineAsync($"{happened.At.ToLocalTime():HH:mm:ss} {ProblemText.Printable(text)}");
        }
    }

    // Names that are longer than most move what follows, once.
    private string Name(string subject)
    {
        width = Math.Min(WidestName, Math.Max(width, subject.Length));
        return subject.PadRight(width);
    }

    // Its resources are counted for whoever looks on.
    private bool IsMade(string subject) => doing.GetValueOrDefault(subject) is Activity.Create or Activity.Change or Activity.Remove;

    public Task End() => Task.CompletedTask;
}
