using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output;

/// <summary>A plan in users' words; single steps with <c>-v</c>.</summary>
internal static class PlanText
{
    public static async Task Write(Session session, Plan plan)
    {
        if (plan.IsEmpty)
        {
            await session.Out.WriteLineAsync("nothing to do");
        }

        var table = new Columns("", "", "", "", "");
        foreach (var change in plan.Changes)
        {
            var word = Words.Verb(change.Verb);
            var shown = change.Verb switch
            {
                _ when change.DataAtRisk => session.Paint.Red(word),
                Verb.Add => session.Paint.Green(word),
                Verb.Delete or Verb.Replace => session.Paint.Yellow(word),
                _ => session.Paint.Cyan(word),
            };
            table.Add("  " + shown, change.Name, change.What, change.Why, change.Place is { } place ? session.Paint.Dim(place.ToString()) : "");
        }

        await session.WriteText(table.Render(session.Paint));
        foreach (var note in plan.Notes)
        {
            await session.WriteText($"  {note.Name} is {note.Text}\n");
        }

        if (plan.MissingSecrets.Count > 0)
        {
            await session.Out.WriteLineAsync(session.Paint.Red("  not set: ") + string.Join(", ", plan.MissingSecrets.Select(s => s.Name)));
        }

        if (session.Verbose && plan.Details.Count > 0)
        {
            await session.Out.WriteLineAsync("\nsteps:");
            foreach (var step in plan.Details)
            {
                await session.WriteText($"  {step}\n");
            }
        }
    }
}
