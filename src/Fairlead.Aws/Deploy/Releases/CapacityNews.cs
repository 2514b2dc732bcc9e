using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>
/// What ECS says when AWS has no place for a task. It goes on trying and fails nothing by itself, so it is told as soon as it is seen, with
/// the way out: R21, C12.
/// </summary>
/// <param name="since">What was said until then is old.</param>
internal sealed class CapacityNews(EventStream events, string subject, double since)
{
    private const string Spot = "FARGATE_SPOT";

    // ECS developer guide, "Amazon ECS service event messages".
    private static readonly string[] Words =
        ["unable to place a task", "Capacity is unavailable", "RESOURCE:", "quota", "free addresses", "InsufficientFreeAddresses"];

    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    public string? Last { get; private set; }

    public static bool IsSaid(string message) => Words.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase));

    public static string WayOut(bool isOnSpot) => isOnSpot
        ? "; AWS starts nothing on demand in its place: 'spot: false' does, and 'spot: {above: N}' for N tasks"
        : "; ECS goes on trying";

    public void Read(EcsService service)
    {
        foreach (var news in (service.Events ?? []).Where(e => e.CreatedAt > since && IsSaid(e.Message)).Reverse())
        {
            // "(service web) was unable to …", and each time with another task or time in it.
            var message = news.Message[(news.Message.LastIndexOf(") ", StringComparison.Ordinal) is var at && at > 0 ? at + 2 : 0)..];
            if (told.Add(message))
            {
                Last = message;
                events.Warned(subject, message + WayOut(service.CapacityProviderStrategy?.Any(p => p.CapacityProvider == Spot) == true));
            }
        }
    }
}
