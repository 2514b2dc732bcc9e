using Fairlead.Aws.Template;
using Fairlead.Aws.Template.Checks;
using Fairlead.Aws.Template.Cost;
using Fairlead.Aws.Template.Facts;
using Fairlead.Aws.Template.Preview;
using Fairlead.Aws.Template.Walk;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Aws;

/// <summary>What a deploy to AWS would make, and change of what is there.</summary>
internal sealed record AwsPlan(AppId Id) : Plan(Id)
{
    private Func<IReadOnlyList<string>> details = () => [];
    private Func<SecuritySummary> security = () => new SecuritySummary("", 0, 0, []);

    public override IReadOnlyList<string> Details => details();

    public override SecuritySummary? Security => security();

    public static AwsPlan Of(App app, Goal goal, CloudFormationFacts facts)
    {
        var earlier = goal.Against is { } against ? Earlier.Read(against) : null;
        var isStrict = app.Security.Profile == Core.Model.Profile.Strict;
        var survey = Survey.Of(app, facts, keeps: earlier is not null || isStrict);
        AwsTarget.Refuse(survey.Faults);
        var comparison = earlier is null ? null : Comparison.Of(app, facts, (earlier, survey), goal.AllowReplace);
        return new AwsPlan(app.Id)
        {
            Changes = comparison?.Changes ?? [.. ChangeText.AllNew(app)],
            Notes = [.. ReleaseSteps.Of(app).Select(s => new Note(s.Name, s.Text)), .. comparison?.Notes ?? []],
            Permits = comparison?.Permits ?? survey.Permits,
            Costs = Estimate.Compare(earlier is null ? null : Survey.EstimateOf(earlier.Stacks, earlier.Manifest.Region), survey.Estimate),
            Refusals = [.. comparison?.Refusals ?? [], .. TooMany(app, survey), .. isStrict ? SecurityReport.Refusals(app, survey.Stacks) : []],
            Warnings = DomainParts.IsSecure(app) || app.Services.All(s => s.Route is null) ? [] : ["requests are not encrypted, as there is no domain: add 'domain: example.org'"],
            details = () => earlier is null || comparison is null ? Resources(app, facts) : ResourceChanges(comparison),
            security = () => SecurityReport.Of(app, survey.Stacks.Count > 0 ? survey.Stacks : [.. AppStacks.Of(app, facts)]),
        };
    }

    // Functions have no equality of their own.
    public bool Equals(AwsPlan? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static IEnumerable<Problem> TooMany(App app, Survey survey)
    {
        var lines = new Lines(app);
        return survey.TooMany.Select(f => new Problem(Codes.TooMany, Severity.Error, f.Cause ?? lines.At([]), f.Message, f.Suggestion ?? "split the app: each part in a file of its own"));
    }

    private static List<string> Resources(App app, CloudFormationFacts facts)
    {
        var found = new List<string>();
        foreach (var stack in AppStacks.Of(app, facts))
        {
            found.AddRange(stack.Resources.Select(r => $"{stack.Name}  {r.Id}  {r.Type}{(r.Cause is { } cause ? $"  {cause}" : "")}"));
        }

        return found;
    }

    private static List<string> ResourceChanges(Comparison comparison)
    {
        var found = new List<string>();
        foreach (var stack in comparison.Stacks)
        {
            found.AddRange(stack.Added.Select(r => $"{stack.Stack}  {r.Id}  {r.Type}  is added{(r.Cause is { } cause ? $"  {cause}" : "")}"));
            found.AddRange(stack.Changed.Select(c => $"{stack.Stack}  {c.Id}  {c.Type}  {(c.Effect == Effect.MayReplace ? "may be replaced" : "is changed")}: {Paths(c)}"));
            found.AddRange(stack.Replaced.Select(c => $"{stack.Stack}  {c.Id}  {c.Type}  is replaced: {Paths(c)}"));
            found.AddRange(stack.Deleted.Select(r => $"{stack.Stack}  {r.Id}  {r.Type}  is deleted"));
        }

        return found;
    }

    private static string Paths(ResourceChange change) => string.Join(", ", change.Properties.Select(p => p.Path));
}
