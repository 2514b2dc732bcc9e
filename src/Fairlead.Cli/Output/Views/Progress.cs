using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>Shows the events of a stream while they happen; answers what came of it, or null where it failed.</summary>
internal static class Progress
{
    public static async Task<Outcome?> Show(Screen screen, IAsyncEnumerable<Event> events, CancellationToken cancel)
    {
        IProgressView view = screen.Json ? new JsonLinesView(screen) : screen.Moves ? new LiveView(screen) : new PlainView(screen);
        Failure? failure = null;
        Outcome? outcome = null;
        try
        {
            await foreach (var happened in events.WithCancellation(cancel))
            {
                failure = (happened as Failed)?.Failure ?? failure;
                outcome = (happened as Finished)?.Outcome ?? outcome;
                await view.Show(happened);
            }
        }
        finally
        {
            await view.End();
        }

        if (failure is not null)
        {
            await FailureText.Write(screen.Error, failure, screen.Paint, screen.Redactor);
        }

        return outcome;
    }
}

internal interface IProgressView
{
    Task Show(Event happened);

    Task End();
}
