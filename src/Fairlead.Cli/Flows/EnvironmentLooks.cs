using Fairlead.Cli.Output;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Looks at several environments.</summary>
internal static class EnvironmentLooks
{
    /// <summary>All of the file at once: one whose account does not answer hides no other.</summary>
    public static Task<EnvironmentLook<T>[]> All<T>(Session session, Func<Session, string, ITarget, CancellationToken, Task<T>> look,
        CancellationToken cancel)
        where T : class => Task.WhenAll(session.Environments.Select(e => Find(session, e, look, cancel)));

    private static async Task<EnvironmentLook<T>> Find<T>(Session session, string environment,
        Func<Session, string, ITarget, CancellationToken, Task<T>> look, CancellationToken cancel)
        where T : class
    {
        var (target, problem) = session.TargetIn(environment);
        if (target is null)
        {
            return new(environment, null, new Failure("the file does not say where it is", problem?.Message ?? "")
            {
                Next = "fairlead check",
            });
        }

        try
        {
            return new(environment, await look(session, environment, target, cancel), null);
        }
        catch (FailureException e)
        {
            return new(environment, null, e.Failure);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return new(environment, null, new Failure("it does not answer", e.Message));
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
