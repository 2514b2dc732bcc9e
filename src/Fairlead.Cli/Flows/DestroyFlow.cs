using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>What down and destroy have in common. Data goes only with the flag and the typed name.</summary>
internal static class DestroyFlow
{
    public static async Task<int> Run(Session session, DataChoice data, bool images, CancellationToken cancel)
    {
        var plan = await session.Target.PlanDestroy(data, images, cancel);
        if (plan.IsEmpty)
        {
            await session.Say("nothing to do");
            return ExitCodes.Done;
        }

        var app = plan.Id.App;
        if (plan.DataAtRisk || !session.Place.IsLocal || session.AppIfReadable is { Environment.Protect: true })
        {
            var lost = plan.DataAtRisk
                ? $" and its data: {string.Join(", ", plan.Changes.Where(c => c.DataAtRisk).Select(c => c.Name))}"
                : "";
            var what = session.Place.IsLocal ? app : plan.Id.ToString();
            Confirmation.NeedName(session, plan.Id, $"This removes {what}{lost}.");
        }

        if (await Carrying.Out(session, plan, cancel) is { Outcome: null, Code: var code })
        {
            return code;
        }

        await session.Say($"{app} is gone from {plan.Id.Environment}");
        foreach (var note in plan.Notes)
        {
            await session.Say($"  {note.Name}: {note.Text}");
        }

        return ExitCodes.Done;
    }
}
