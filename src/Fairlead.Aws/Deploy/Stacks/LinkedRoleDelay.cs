using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>
/// A service that was just given its role in an account may not know it yet, and says so of what it should make (Amazon ECS Developer
/// Guide, "API failure reasons": "Unable to assume the service linked role"). That passes by itself: such a stack is made once again.
/// </summary>
internal static class LinkedRoleDelay
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly string[] Marks = ["service linked role", "service-linked role"];

    public static async Task<StackDescription> Endure(Func<Task<StackDescription>> apply, string subject, EventStream events,
        CancellationToken cancel)
    {
        try
        {
            return await apply();
        }
        catch (FailureException e) when (Array.Exists(Marks, m => e.Failure.Why.Contains(m, StringComparison.OrdinalIgnoreCase)))
        {
            events.Warned(subject, $"AWS does not know a new role everywhere yet, so it is asked once again: {e.Failure.Why}");
            await Task.Delay(Pause, events.Clock, cancel);
            return await apply();
        }
    }
}
