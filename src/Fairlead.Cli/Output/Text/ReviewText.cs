using System.Globalization;
using System.Text;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>A plan as a page of Markdown, for who reviews a pull request: the largest risks first, details folded.</summary>
internal static class ReviewText
{
    // GitHub takes 65,536 characters as a comment; what is left is for its own frame.
    private const int Longest = 60_000;

    public static string Render(Plan plan, bool verbose)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## Plan for {plan.Id.App} in {plan.Id.Environment}\n");
        foreach (var danger in plan.Refusals.Select(OfProblem).Concat(plan.Dangers))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n> [!CAUTION]\n> {Escape(danger)}\n");
        }

        foreach (var warning in plan.Warnings)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n> [!WARNING]\n> {Escape(warning)}\n");
        }

        if (plan.IsEmpty)
        {
            text.Append("\nNothing to do.\n");
        }

        Table(text, "Changes", ["", "Name", "What", "Why", "Line"], plan.Changes.Select(c => (string[])[
            c.DataAtRisk ? $"**{Words.Verb(c.Verb)}**" : Words.Verb(c.Verb), Code(c.Name), c.What,
            c.DataAtRisk ? $"**{c.Why} (data at risk)**" : c.Why, Code(c.Place?.ToString())]));
        text.Append(plan.Notes.Count > 0 ? "\n" : "");
        foreach (var note in plan.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Code(note.Name)} {Escape(note.Text)}\n");
        }

        AddAccess(text, plan, verbose);
        AddCosts(text, plan.Costs);
        if (verbose && plan.Details.Count > 0)
        {
            Fold(text, "Steps", string.Concat(plan.Details.Select(d => $"- {Escape(d)}\n")));
        }

        const string Cut = "\n\n*The rest does not fit in a comment: see `fairlead plan -v`.*\n";
        return text.Length <= Longest ? text.ToString() : text.ToString(0, Longest) + Cut;
    }

    private static void AddAccess(StringBuilder text, Plan plan, bool verbose)
    {
        var rows = AccessRightText.Rows(plan.AccessRights, verbose).ToList();
        Table(text, "Access", ["", "Who", "May", "How", "Line"], rows.Where(r => r.Kind != AccessKind.Denial).Select(Row));
        var denials = new StringBuilder();
        Table(denials, null, ["", "Who", "May", "How", "Line"], rows.Where(r => r.Kind == AccessKind.Denial).Select(Row));
        if (denials.Length > 0)
        {
            Fold(text, "Denied, whatever else is allowed", denials.ToString());
        }
    }

    private static string[] Row(AccessRow row) =>
        [row.Verb == Verb.Delete ? "no longer" : "", row.Who, row.May, row.How, Code(row.Place)];

    private static void AddCosts(StringBuilder text, Costs? costs)
    {
        if (costs is null)
        {
            return;
        }

        var total = costs.HasBefore && costs.Before != costs.After
            ? $"{PlanText.Dollars(costs.Before, costs.IsEstimate)} → {PlanText.Dollars(costs.After, costs.IsEstimate)}"
            : PlanText.Dollars(costs.After, costs.IsEstimate);
        text.Append(CultureInfo.InvariantCulture, $"\n### Cost\n\n**{total} a month**{(costs.IsComplete ? "" : ", and what is unknown")}, ")
            .Append(CultureInfo.InvariantCulture, $"by the list of {costs.Date} for {costs.Region}\n");
        var lines = new StringBuilder();
        Table(lines, null, costs.HasBefore ? ["Name", "What", "Before", "After"] : ["Name", "What", "Month"],
            costs.Lines.Where(l => !costs.HasBefore || l.Before != l.After).Select(l => (string[])[Code(l.Name), l.What,
                .. costs.HasBefore ? [PlanText.Dollars(l.Before, l.IsEstimate)] : (string[])[], PlanText.Dollars(l.After, l.IsEstimate)]));
        Fold(text, "Line by line", lines.ToString());
    }

    private static void Table(StringBuilder text, string? title, string[] heads, IEnumerable<string[]> rows)
    {
        var shown = rows.ToList();
        if (shown.Count == 0)
        {
            return;
        }

        text.Append(title is null ? "" : $"\n### {title}\n").Append(CultureInfo.InvariantCulture, $"\n| {string.Join(" | ", heads)} |\n")
            .Append(CultureInfo.InvariantCulture, $"|{string.Concat(heads.Select(_ => " --- |"))}\n");
        foreach (var row in shown)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Escape))} |\n");
        }
    }

    private static void Fold(StringBuilder text, string title, string inside) =>
        text.Append(CultureInfo.InvariantCulture, $"\n<details><summary>{title}</summary>\n\n{inside.Trim('\n')}\n\n</details>\n");

    private static string OfProblem(Problem problem) => $"{problem.Span}: {problem.Message}; {problem.Suggestion}";

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{text}`";

    // What would end a cell or begin a tag; asterisks of patterns stay what they are only behind a backslash.
    private static string Escape(string text)
    {
        var isBold = text.StartsWith("**", StringComparison.Ordinal);
        text = text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        return isBold || text.StartsWith('`') ? text : text.Replace("*", "\\*", StringComparison.Ordinal);
    }
}
