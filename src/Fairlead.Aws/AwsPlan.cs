using Fairlead.Aws.Template;
using Fairlead.Aws.Template.Walk;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws;

/// <summary>What a new environment on AWS is made of.</summary>
internal sealed record AwsPlan(AppId Id, IReadOnlyList<Stack> Stacks) : Plan(Id)
{
    public override IReadOnlyList<string> Details { get; } =
        [.. Stacks.SelectMany(s => s.Resources.Select(r => $"{s.Name}  {r.Id}  {r.Type}{(r.Cause is { } cause ? $"  {cause}" : "")}"))];

    public static AwsPlan Of(App app, IReadOnlyList<Stack> stacks)
    {
        var site = new Site(app);
        var counts = stacks.ToDictionary(s => s.Name, s => s.Resources.Count, StringComparer.Ordinal);
        var changes = new List<Change> { new(Verb.Add, app.Name, "account", Holds(counts[site.AccountStack])), new(Verb.Add, app.Environment.Name, "environment", Holds(counts[site.EnvironmentStack])) };
        changes.AddRange(app.Resources.Where(r => r.Existing is null && counts.ContainsKey(site.StackOf(r.Name))).Select(r => new Change(Verb.Add, r.Name, r.Kind.ToString().ToLowerInvariant(), Holds(counts[site.StackOf(r.Name)]), r.Origin.Name)));
        changes.AddRange(app.Workloads.Select(w => new Change(Verb.Add, w.Name, w is Service ? "service" : "job", Holds(counts[site.StackOf(w.Name)]), w.Origin.Name)));
        changes.AddRange(app.Extras.Select(e => new Change(Verb.Add, e.Name, "extras", Holds(e.Template?.Resources.Count ?? 0), e.Span)));
        return new AwsPlan(app.Id, stacks) { Changes = changes, Notes = [.. ReleaseSteps.Of(app).Select(s => new Note(s.Name, s.Text))] };
    }

    private static string Holds(int count) => $"a stack of {Site.Number(count)} resources";
}
