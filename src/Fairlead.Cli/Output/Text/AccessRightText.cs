using Fairlead.Cli.Console;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>Who may reach or do what. With <c>-v</c> also what everything of its kind has, and rights with all they are on.</summary>
internal static class AccessRightText
{
    private const int MostNames = 3;

    public static string Render(Paint paint, IReadOnlyList<AccessRight> permits, bool all)
    {
        var table = new Columns("", "", "", "");
        foreach (var line in permits.Where(p => all || !p.IsRoutine).OrderByDescending(p => p.Kind == AccessKind.Trust)
            .SelectMany(p => Lines(p, all))
            .GroupBy(l => (l.Verb, l.May, l.How, l.Place)))
        {
            var sign = line.Key.Verb == Verb.Delete ? paint.Yellow("- ") : "";
            foreach (var who in all ? line.Select(l => l.Who) : [Joined([.. line.Select(l => l.Who).Distinct(StringComparer.Ordinal)])])
            {
                table.Add($"  {sign}{who}", line.Key.May, line.Key.How, paint.Dim(line.Key.Place));
            }
        }

        var text = table.Render(paint);
        return text.Length == 0 ? "" : $"\naccess:\n{text}";
    }

    private static IEnumerable<(Verb Verb, string Who, string May, string How, string Place)> Lines(AccessRight permit, bool all)
    {
        var places = string.Join(", ", permit.Reasons.Select(r => r.Place?.ToString()).OfType<string>().Distinct(StringComparer.Ordinal));
        return permit.Kind switch
        {
            AccessKind.Network => [(permit.Verb, permit.Who, $"reaches {permit.To}", permit.May, places)],
            AccessKind.Trust => [(permit.Verb, permit.Who, permit.May, permit.To, places)],
            AccessKind.Denial => [(permit.Verb, permit.Who, $"never {permit.May}", $"on {permit.To}", places)],
            _ when all || permit.Reasons.Count == 0 => [(permit.Verb, permit.Who, permit.May, $"on {permit.To}", places)],
            _ => permit.Reasons.Select(r => (permit.Verb, permit.Who, Without(permit.Who, r.Why), permit.May, r.Place?.ToString() ?? "")),
        };
    }

    // What stands at the top of the file holds for all, and is told once.
    private static string Joined(IReadOnlyList<string> names) =>
        names.Count <= MostNames
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MostNames - 1))} and {names.Count - MostNames + 1} more";

    // "web uses data" of web is "uses data".
    private static string Without(string who, string why) =>
        why.StartsWith(who + " ", StringComparison.Ordinal) ? why[(who.Length + 1)..] : why;
}
