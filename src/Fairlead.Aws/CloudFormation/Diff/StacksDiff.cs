using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Aws.CloudFormation.Diff;

internal enum StackVerb
{
    Added,
    Changed,
    Deleted,
}

/// <summary>What becomes of one stack, by logical id.</summary>
internal sealed record StackChange(string Stack, StackVerb Verb)
{
    public IReadOnlyList<StackResource> Added { get; init; } = [];

    /// <summary>Changed in place, or perhaps made anew: <see cref="ResourceChange.Behavior"/>.</summary>
    public IReadOnlyList<ResourceChange> Changed { get; init; } = [];

    /// <summary>Made anew: the old one goes.</summary>
    public IReadOnlyList<ResourceChange> Replaced { get; init; } = [];

    public IReadOnlyList<StackResource> Deleted { get; init; } = [];

    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>It was written by hand, and its text differs, whatever that does.</summary>
    public bool IsOtherText { get; init; }

    /// <summary>What holds data and goes, or may be made anew, in words: one line each.</summary>
    public IReadOnlyList<string> DataAtRisk { get; init; } = [];

    public bool IsEmpty => Verb == StackVerb.Changed && Added.Count + Changed.Count + Replaced.Count + Deleted.Count + Outputs.Count == 0;
}

/// <summary>Two sets of templates, such as two rendered folders: what would happen on the way from one to the other.</summary>
internal static class StacksDiff
{
    /// <summary>Only stacks that differ, by name.</summary>
    public static IReadOnlyList<StackChange> Compare(CloudFormationFacts facts, IReadOnlyCollection<Stack> before,
        IReadOnlyCollection<Stack> after)
    {
        var old = before.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var wanted = after.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var changes = new Dictionary<(string Stack, string Id), ResourceChange>();
        foreach (var stack in after.Where(s => old.ContainsKey(s.Name)))
        {
            foreach (var resource in stack.Resources)
            {
                if (old[stack.Name].Find(resource.Id) is { } earlier && Replacement.Between(facts, earlier, resource) is { } change)
                {
                    changes.Add((stack.Name, resource.Id), change);
                }
            }
        }

        Cascade.Extend(facts, [.. after.Where(s => old.ContainsKey(s.Name))], changes);
        var byStack = changes.ToLookup(c => c.Key.Stack, c => c.Value, StringComparer.Ordinal);
        return [.. old.Keys.Union(wanted.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => ChangeOf(facts, name, old.GetValueOrDefault(name), wanted.GetValueOrDefault(name), byStack[name]))
            .Where(c => !c.IsEmpty)];
    }

    private static StackChange ChangeOf(
        CloudFormationFacts facts, string name, Stack? before, Stack? after, IEnumerable<ResourceChange> found)
    {
        var mine = found.Where(c => before?.Find(c.Id) is not null).OrderBy(c => c.Id, StringComparer.Ordinal).ToList();
        StackResource[] deleted = before is null ? [] : [.. before.Resources.Where(r => after?.Find(r.Id) is null)];
        return new StackChange(name, before is null ? StackVerb.Added : after is null ? StackVerb.Deleted : StackVerb.Changed)
        {
            Added = after is null ? [] : [.. after.Resources.Where(r => before?.Find(r.Id) is null)],
            Changed = [.. mine.Where(c => c.Behavior != UpdateBehavior.Replaces)],
            Replaced = [.. mine.Where(c => c.Behavior == UpdateBehavior.Replaces)],
            Deleted = deleted,
            Outputs = OutputsOf(before, after),
            DataAtRisk = [.. mine.Where(c => c.DataAtRisk).Select(c => InWords(c, before!.Find(c.Id)!)),
                .. deleted.Where(d => facts.Find(d.Type)?.IsStateful == true).Select(InWords)],
        };
    }

    private static string[] OutputsOf(Stack? before, Stack? after)
    {
        var old = before?.Outputs.ToDictionary(o => o.Name, o => o.Value, StringComparer.Ordinal) ?? [];
        var wanted = after?.Outputs.ToDictionary(o => o.Name, o => o.Value, StringComparer.Ordinal) ?? [];
        return [.. old.Keys.Union(wanted.Keys, StringComparer.Ordinal)
            .Where(n => !Equals(old.GetValueOrDefault(n), wanted.GetValueOrDefault(n))).Order(StringComparer.Ordinal)];
    }

    private static string InWords(ResourceChange change, StackResource before)
    {
        var causes = string.Join(", ", change.Properties.Where(p => p.Behavior == change.Behavior).Select(p => p.Path));
        var verb = change.Behavior == UpdateBehavior.Replaces ? "is replaced" : "may be replaced";
        return $"{change.Id} ({change.Type}) {verb}, because {causes} changes{Kept(before.DeletionPolicy?.OnReplace)}";
    }

    private static string InWords(StackResource deleted) =>
        $"{deleted.Id} ({deleted.Type}) is deleted{Kept(deleted.DeletionPolicy?.OnDelete)}";

    private static string Kept(string? policy) => policy switch
    {
        "Retain" or "RetainExceptOnCreate" => "; the old one is kept, outside the stack",
        "Snapshot" => "; a last snapshot is kept",
        _ => "; what it holds is lost",
    };
}
