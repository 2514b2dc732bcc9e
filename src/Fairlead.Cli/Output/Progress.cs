using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output;

/// <summary>Shows the events of a stream while they happen; answers the failure that ended it, if one did.</summary>
internal static class Progress
{
    public static async Task<Failure?> Show(Session session, IAsyncEnumerable<Event> events, CancellationToken cancel)
    {
        IProgressView view = session.Moves ? new LiveView(session) : new PlainView(session);
        Failure? failure = null;
        try
        {
            await foreach (var happened in events.WithCancellation(cancel))
            {
                failure = (happened as Failed)?.Failure ?? failure;
                await view.Show(happened);
            }
        }
        finally
        {
            await view.End();
        }

        if (failure is not null)
        {
            await FailureText.Write(session.Error, failure, session.Paint, session.Redactor);
        }

        return failure;
    }
}

internal interface IProgressView
{
    Task Show(Event happened);

    Task End();
}
