using Fairlead.Cli.Output;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Looks at several environments.</summary>
internal static class EnvironmentLooks
{
    /// <summary>All of the file at once: one whose account does not answer hides no other.</summary>
    public static Task<EnvironmentLook[]> All(Session session, CancellationToken cancel) =>
        Task.WhenAll(session.Environments.Select(e => Find(session, e, cancel)));

    private static async Task<EnvironmentLook> Find(Session session, string environment, CancellationToken cancel)
    {
        var (target, problem) = session.TargetIn(environment);
        if (target is null)
        {
            return new EnvironmentLook(environment, null, new Failure("the file does not say where it is", problem?.Message ?? "")
            {
                Next = "fairlead check",
            });
        }

        try
        {
            return new EnvironmentLook(environment, await target.Observe(cancel), null);
        }
        catch (FailureException e)
        {
            return new EnvironmentLook(environment, null, e.Failure);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return new EnvironmentLook(environment, null, new Failure("it does not answer", e.Message));
        }
        finally
        {
            if (target is IAsyncDisposable held)
            {
                await held.DisposeAsync();
            }
        }
    }
}
