namespace Fairlead.Core.Targets;

/// <summary>Work that is done side by side: the first failure ends the others, and is the one that is told.</summary>
public static class StopOnFailure
{
    /// <summary>Awaits it, and stops the others where it fails.</summary>
    public static async Task OrStop(this Task work, CancellationTokenSource others)
    {
        try
        {
            await work;
        }
        catch
        {
            await others.CancelAsync();
            throw;
        }
    }

    /// <summary>Awaits it, and stops the others where it fails.</summary>
    public static async Task<T> OrStop<T>(this Task<T> work, CancellationTokenSource others)
    {
        await ((Task)work).OrStop(others);
        return await work;
    }
}
