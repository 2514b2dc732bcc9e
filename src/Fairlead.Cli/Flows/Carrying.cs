using Fairlead.Cli.Output.Views;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>A plan is carried out before people's eyes.</summary>
internal static class Carrying
{
    /// <exception cref="InterruptedException">Somebody has enough of looking on, and what was begun goes on without him.</exception>
    public static async Task<(Outcome? Outcome, int Code)> Out(Session session, Plan plan, CancellationToken cancel)
    {
        try
        {
            return await Progress.Show(session, session.Target.Apply(plan, cancel), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !session.Place.IsLocal)
        {
            throw new InterruptedException(
                $"what AWS has begun goes on; the same command comes back to it and finishes: {session.Typed}");
        }
    }
}
