using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>Shows the events of a stream while they happen; answers what came of it, or its failure.</summary>
internal static class Progress
{
    /// <summary>A failure has been shown.</summary>
    public static async Task<(Outcome? Outcome, int Code)> Show(Screen screen, IAsyncEnumerable<Event> events, CancellationToken cancel)
    {
        var (outcome, failure) = await Follow(screen, events, tellsFailure: true, cancel);
        if (failure is not null)
        {
            await FailureText.Write(screen.Error, failure, screen.Paint, screen.Redactor);
        }

        return (outcome, outcome is not null ? ExitCodes.Done : failure is { IsExpired: true } ? ExitCodes.Expired : ExitCodes.Failure);
    }

    /// <summary>Shows what comes before the work itself.</summary>
    /// <exception cref="FailureException">It failed.</exception>
    public static async Task ShowBefore(Screen screen, IAsyncEnumerable<Event> events, CancellationToken cancel)
    {
        if ((await Follow(screen, events, tellsFailure: false, cancel)).Failure is { } failure)
        {
            throw new FailureException(failure);
        }
    }

    private static async Task<(Outcome? Outcome, Failure? Failure)> Follow(
        Screen screen, IAsyncEnumerable<Event> events, bool tellsFailure, CancellationToken cancel)
    {
        IProgressView view = screen.Json ? new JsonLinesView(screen) : screen.Moves ? new LiveView(screen) : new PlainView(screen);
        Failure? failure = null;
        Outcome? outcome = null;
        try
        {
            await foreach (var one in events.WithCancellation(cancel))
            {
                var happened = one is Failed failed ? failed with { Failure = NextStep.In(failed.Failure, screen) } : one;
                failure = (happened as Failed)?.Failure ?? failure;
                outcome = (happened as Finished)?.Outcome ?? outcome;
                if (tellsFailure || !screen.Json || happened is not Failed)
                {
                    await view.Show(happened);
                }
            }
        }
        finally
        {
            await view.End();
        }

        return (outcome, failure);
    }
}

internal interface IProgressView
{
    Task Show(Event happened);

    Task End();
}
