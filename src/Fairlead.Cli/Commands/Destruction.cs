using Fairlead.Cli.Output;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

/// <summary>What down and destroy have in common. Data goes only with the flag and the typed name.</summary>
internal static class Destruction
{
    public static async Task<int> Run(Session session, DataChoice data, CancellationToken cancel)
    {
        var plan = await session.Target.PlanDestroy(session.AppId, data, cancel);
        if (plan.IsEmpty)
        {
            await session.Out.WriteLineAsync("nothing to do");
            return ExitCodes.Done;
        }

        if (plan.DataAtRisk || session.App.Environment.Protect)
        {
            Confirmation.NeedName(session, plan.Id, $"This removes {session.App.Name}{(plan.DataAtRisk ? $" and its data: {string.Join(", ", plan.Changes.Where(c => c.DataAtRisk).Select(c => c.Name))}" : "")}.");
        }

        if (await Progress.Show(session, session.Target.Apply(plan, cancel), cancel) is not null)
        {
            return ExitCodes.Failure;
        }

        await session.Out.WriteLineAsync($"{session.App.Name} is gone from {plan.Id.Environment}");
        foreach (var note in plan.Notes)
        {
            await session.Out.WriteLineAsync($"  {note.Name}: {note.Text}");
        }

        return ExitCodes.Done;
    }
}
