using Fairlead.Cli.Console;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>One row of who may what: the same right of several, and all that one line of the file gives, are told together.</summary>
/// <param name="Who">Names, joined.</param>
/// <param name="May">In users' words: <c>uses data</c>.</param>
/// <param name="How">By which actions or port.</param>
/// <param name="Place">The line that caused it.</param>
internal sealed record AccessRow(Verb Verb, AccessKind Kind, string Who, string May, string How, string Place);

/// <summary>Who may reach or do what. With details also what everything of its kind has, and rights with all they are on.</summary>
internal static class AccessRightText
{
    private const int MostNames = 3;

    public static string Render(Screen screen, IReadOnlyList<AccessRight> rights)
    {
        var (people, things) = (new Columns("", "", ""), new Columns("", "", "", ""));
        foreach (var row in Rows(rights, screen.Verbose))
        {
            var sign = row.Verb == Verb.Delete ? "- " : "";
            string Painted(string text) => row.Verb == Verb.Delete ? screen.Paint.Yellow(text) : text;
            var (who, may) = (Painted($"  {sign}{row.Who}"), Painted(row.May));
            var place = row.Place.Length == 0 ? "" : screen.Paint.Dim(row.Place);
            if (row.Kind == AccessKind.Trust)
            {
                people.Add(who, may, row.How);
            }
            else
            {
                things.Add(who, may, row.How, place);
            }
        }

        var text = people.Render(screen.Paint, screen.TableWidth) + things.Render(screen.Paint, screen.TableWidth);
        return text.Length == 0 ? "" : $"\naccess:\n{text}";
    }

    /// <summary>First who may act as which role, which are the largest rights there are.</summary>
    public static IEnumerable<AccessRow> Rows(IReadOnlyList<AccessRight> rights, bool all) => rights
        .Where(r => all || !r.IsRoutine).OrderBy(r => Rank(r.Kind)).SelectMany(r => Lines(r, all))
        .GroupBy(l => (l.Verb, l.Kind, l.May, l.Place, How: l.IsRight ? null : l.How))
        .SelectMany(line => all ? line.GroupBy(l => l.Who).Select(who => Row(line.Key, who.Key, who))
            : [Row(line.Key, Joined([.. line.Select(l => l.Who).Distinct(StringComparer.Ordinal)]), line)]);

    private static AccessRow Row(
        (Verb Verb, AccessKind Kind, string May, string Place, string? How) key, string who, IEnumerable<Line> lines) =>
        new(key.Verb, key.Kind, who, key.May, key.How ?? Actions(lines.Select(l => l.How)), key.Place);

    private static int Rank(AccessKind kind) => kind switch
    {
        AccessKind.Trust => 0,
        AccessKind.Network => 1,
        AccessKind.Outward => 2,
        _ => 3,
    };

    private static IEnumerable<Line> Lines(AccessRight right, bool all)
    {
        var places = string.Join(", ", right.Reasons.Select(r => r.Place?.ToString()).OfType<string>().Distinct(StringComparer.Ordinal));
        Line Told(string may, string how) => new(right.Verb, right.Kind, right.Who, may, how, places);
        return right.Kind switch
        {
            AccessKind.Network => [Told($"reaches {right.To}", right.May)],
            AccessKind.Outward => [Told($"calls {right.To}", right.May)],
            AccessKind.Trust => [Told(right.May, right.To)],
            AccessKind.Denial => [Told($"never {right.May}", $"on {right.To}")],
            _ when all || right.Reasons.Count == 0 => [Told(right.May, $"on {right.To}")],
            _ => right.Reasons.Select(r => new Line(right.Verb, right.Kind, right.Who, Without(right.Who, r.Why), right.May,
                r.Place?.ToString() ?? "") { IsRight = true }),
        };
    }

    // "s3:GetObject" and "s3:PutObject" are "s3: GetObject, PutObject"; on which conditions is a detail.
    private static string Actions(IEnumerable<string> lists) =>
        string.Join("; ", lists.SelectMany(l => l.Replace(" (on conditions)", "", StringComparison.Ordinal).Split(", "))
            .Distinct(StringComparer.Ordinal).GroupBy(a => a[..(a.IndexOf(':', StringComparison.Ordinal) + 1)])
            .Select(g => $"{g.Key} {string.Join(", ", g.Select(a => a[g.Key.Length..]))}"));

    // What stands at the top of the file holds for all, and is told once.
    private static string Joined(IReadOnlyList<string> names) =>
        names.Count <= MostNames
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MostNames - 1))} and {names.Count - MostNames + 1} more";

    // "web uses data" of web is "uses data".
    private static string Without(string who, string why) =>
        why.StartsWith(who + " ", StringComparison.Ordinal) ? why[(who.Length + 1)..] : why;

    private sealed record Line(Verb Verb, AccessKind Kind, string Who, string May, string How, string Place)
    {
        /// <summary>Told by what it is for, with all actions of that together.</summary>
        public bool IsRight { get; init; }
    }
}
