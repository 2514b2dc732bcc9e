using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Missing secrets are found before anything starts, and asked for once.</summary>
internal static class MissingSecrets
{
    public static async Task AskFor(Session session, IReadOnlyList<Secret> missing, CancellationToken cancel)
    {
        if (!session.Prompt.CanAsk)
        {
            throw new FailureException(new Failure(missing.Count == 1 ? "a secret is not set" : $"{missing.Count} secrets are not set",
                string.Join(", ", missing.Select(m => m.Name)))
            {
                Evidence = [.. missing.Select(m => $"{m.Name}, used by {string.Join(", ", m.UsedBy)} ({m.Origin.Name})")],
                Outcome = "nothing was changed",
                Next = $"fairlead secret set {missing[0].Name}",
            });
        }

        var store = session.Target.Secrets;
        var what = missing.Count == 1 ? "A secret is" : $"{missing.Count} secrets are";
        await session.Error.WriteLineAsync($"{what} needed and not set yet. Values are kept for the next time and not shown.");
        foreach (var secret in missing)
        {
            var value = session.Prompt.AskSecret($"{secret.Name} (for {string.Join(", ", secret.UsedBy)}):");
            if (string.IsNullOrEmpty(value))
            {
                throw new FailureException($"{secret.Name} is not set", "no value was given", $"fairlead secret set {secret.Name}");
            }

            await store.Set(secret.Name, value, cancel);
        }
    }
}
