using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>
/// What somebody may do now and could not before, and the reverse. Rights are compared action by action and thing by thing: a template
/// joins them as it fits, so the same right may stand in another statement.
/// </summary>
internal static class AccessRightChange
{
    private const string OnConditions = " (on conditions)";
    private const string Between = ", ";

    public static IReadOnlyList<AccessRight> Compare(IReadOnlyList<AccessRight> before, IReadOnlyList<AccessRight> after)
    {
        var (old, now) = (Singles(before), Singles(after));
        return [.. after.Select(r => Without(r, old)).OfType<AccessRight>(),
            .. before.Select(r => Without(r, now)).OfType<AccessRight>().Select(r => r with { Verb = Verb.Delete, Reasons = [] })];
    }

    private static HashSet<(AccessKind, string Who, string May, string To)> Singles(IReadOnlyList<AccessRight> rights) =>
        [.. rights.SelectMany(Singles)];

    private static IEnumerable<(AccessKind Kind, string Who, string May, string To)> Singles(AccessRight right)
    {
        var (actions, condition) = Actions(right);
        return right.To.Split(Between).SelectMany(to => actions.Select(a => (right.Kind, right.Who, a + condition, to)));
    }

    // Null where nothing is left.
    private static AccessRight? Without(AccessRight right, HashSet<(AccessKind, string Who, string May, string To)> known)
    {
        var (actions, condition) = Actions(right);
        var left = Singles(right).Where(s => !known.Contains(s)).ToList();
        return left.Count == 0 ? null : right with
        {
            May = string.Join(Between, actions.Where(a => left.Exists(l => l.May == a + condition))) + condition,
            To = string.Join(Between, left.Select(l => l.To).Distinct(StringComparer.Ordinal)),
        };
    }

    private static (string[] Actions, string Condition) Actions(AccessRight right) =>
        right.May.EndsWith(OnConditions, StringComparison.Ordinal)
            ? (right.May[..^OnConditions.Length].Split(Between), OnConditions) : (right.May.Split(Between), "");
}
