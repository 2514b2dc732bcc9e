namespace Fairlead.Engine.Tests.Support;

/// <summary>The one way in which tests wait for what others do: asked again and again, and never for ever.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    public static async Task Eventually(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Longest);
        while (!await holds())
        {
            limit.IsCancellationRequested.ShouldBeFalse("it did not come about within a minute");
            await Task.Delay(Beat);
        }
    }
}
