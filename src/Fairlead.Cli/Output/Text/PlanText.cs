using System.Globalization;
using Fairlead.Cli.Console;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>A plan in users' words; single steps with <c>-v</c>.</summary>
internal static class PlanText
{
    public static async Task Write(Screen screen, Plan plan)
    {
        if (plan.IsEmpty)
        {
            await screen.Out.WriteLineAsync("nothing to do");
        }

        await screen.WriteText(Changes(screen, plan));
        foreach (var note in plan.Notes)
        {
            await screen.WriteText($"  {note.Name} {note.Text}\n");
        }

        if (plan.MissingSecrets.Count > 0)
        {
            await screen.Out.WriteLineAsync(screen.Paint.Red("  not set: ") + string.Join(", ", plan.MissingSecrets.Select(s => s.Name)));
        }

        await screen.WriteText(AccessRightText.Render(screen, plan.AccessRights));
        if (plan.Costs is { } costs && !(plan.IsEmpty && !screen.Verbose))
        {
            await screen.WriteText(Costs(screen, costs));
        }

        if (screen.Verbose)
        {
            await WriteDetails(screen, plan);
        }
    }

    private static string Changes(Screen screen, Plan plan)
    {
        var paint = screen.Paint;
        var table = new Columns("", "", "", "", "");
        foreach (var change in plan.Changes)
        {
            var word = Words.Verb(change.Verb);
            var shown = change.Verb switch
            {
                _ when change.DataAtRisk => paint.Red(word),
                Verb.Add => paint.Green(word),
                Verb.Delete or Verb.Replace => paint.Yellow(word),
                _ => paint.Cyan(word),
            };
            table.Add(
                "  " + shown,
                change.Name,
                change.What,
                change.DataAtRisk ? paint.Red($"{change.Why} (data at risk)") : change.Why,
                change.Place is { } place ? paint.Dim(place.ToString()) : "");
        }

        return table.Render(paint, screen.TableWidth);
    }

    // Only lines that differ, where there is something to differ from.
    private static string Costs(Screen screen, Costs costs)
    {
        var table = new Columns("", "", "", "");
        foreach (var line in costs.Lines.Where(l => !costs.HasBefore || l.Before != l.After))
        {
            table.Add(
                "  " + line.Name,
                line.What,
                costs.HasBefore ? Dollars(line.Before, line.IsEstimate) + " →" : "",
                Dollars(line.After, line.IsEstimate));
        }

        var total = costs.HasBefore && costs.Before != costs.After
            ? $"{Dollars(costs.Before, costs.IsEstimate)} → {Dollars(costs.After, costs.IsEstimate)}"
            : Dollars(costs.After, costs.IsEstimate);
        var rest = costs.IsComplete ? "" : ", and what is unknown";
        return $"\ncost a month, by the list of {costs.Date} for {costs.Region}:\n{table.Render(screen.Paint, screen.TableWidth)}"
            + $"  {screen.Paint.Bold(total)}{rest}\n";
    }

    public static string Dollars(decimal? dollars, bool isEstimate) =>
        dollars is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{(isEstimate && known != 0 ? "about " : "")}{known:N2} $")
            : "unknown";

    private static async Task WriteDetails(Screen screen, Plan plan)
    {
        if (plan.Security is { } security)
        {
            var table = new Columns("", "", "", "");
            foreach (var waiver in security.Waived)
            {
                table.Add(
                    "  " + waiver.Control,
                    waiver.Title,
                    waiver.Reason,
                    waiver.Of.Count == 1 ? waiver.Of[0] : $"{waiver.Of.Count} resources");
            }

            var waived = security.Waived.Count > 0 ? "; done without:" : "";
            var met = $"security ({security.Profile}): {security.Passed} of {security.Applicable} questions are met{waived}";
            await screen.WriteText($"\n{met}\n{table.Render(screen.Paint, screen.TableWidth)}");
        }

        if (plan.Details.Count > 0)
        {
            await screen.Out.WriteLineAsync("\nsteps:");
            foreach (var step in plan.Details)
            {
                foreach (var (i, line) in Cells.Wrap(step, screen.TableWidth - 4).Index())
                {
                    await screen.WriteText($"{(i == 0 ? "  " : "    ")}{line}\n");
                }
            }
        }
    }
}
