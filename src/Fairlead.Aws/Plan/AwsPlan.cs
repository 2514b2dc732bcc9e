using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan.Cost;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>What a deploy to AWS would make, and change of what is there.</summary>
internal sealed record AwsPlan(AppId Id) : Core.Targets.Plan(Id)
{
    private Func<IReadOnlyList<string>> details = () => [];
    private Func<SecuritySummary> security = () => new SecuritySummary("", 0, 0, []);

    public override IReadOnlyList<string> Details => details();

    public override SecuritySummary? Security => security();

    public static AwsPlan Make(App app, DeployGoal goal, CloudFormationFacts facts)
    {
        var earlier = goal.Against is { } against ? RenderedBaseline.Read(against) : null;
        var isStrict = app.Security.Profile == Core.Model.Profile.Strict;
        var survey = TemplateSurvey.Run(app, facts, keeps: earlier is not null || isStrict);
        Refuse(survey.Faults);
        var comparison = earlier is null ? null : Comparison.Against(app, facts, (earlier, survey), goal.MayReplace);
        return new AwsPlan(app.Id)
        {
            Changes = comparison?.Changes ?? [.. ChangeText.AllNew(app)],
            Notes = [.. DeployTimeWork.Describe(app).Select(s => new Note(s.Name, s.Text)), .. comparison?.Notes ?? []],
            Permits = comparison?.AccessRights ?? survey.AccessRights,
            Costs = Estimate.Compare(earlier is null ? null : TemplateSurvey.EstimateOf(earlier.Stacks, earlier.Manifest.Region), survey.Estimate),
            Refusals = [.. comparison?.Refusals ?? [], .. TooMany(app, survey), .. isStrict ? SecurityReport.Refusals(app, survey.Stacks) : []],
            Warnings = DomainNames.HasCertificate(app) || app.Services.All(s => s.Route is null) ? [] : ["requests are not encrypted, as there is no domain: add 'domain: example.org'"],
            details = () => earlier is null || comparison is null ? Resources(app, facts) : ResourceChanges(comparison),
            security = () => SecurityReport.Summarize(app, survey.Stacks.Count > 0 ? survey.Stacks : [.. AppStacks.Make(app, facts)]),
        };
    }

    /// <summary>What AWS's schemas do not allow is a slip of ours, or a value of the file that nothing before this knew to be wrong.</summary>
    public static void Refuse(IReadOnlyList<Fault> faults)
    {
        if (faults is [var first, ..])
        {
            throw new FailureException(new Failure("AWS would refuse a template", first.ToString()) { Place = first.Cause });
        }
    }

    // Functions have no equality of their own.
    public bool Equals(AwsPlan? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static IEnumerable<Problem> TooMany(App app, TemplateSurvey survey)
    {
        var lines = new FilePlaces(app);
        return survey.TooMany.Select(f => new Problem(Codes.TooMany, Severity.Error, f.Cause ?? lines.At([]), f.Message, f.Suggestion ?? "split the app: each part in a file of its own"));
    }

    private static List<string> Resources(App app, CloudFormationFacts facts)
    {
        var found = new List<string>();
        foreach (var stack in AppStacks.Make(app, facts))
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
            found.AddRange(stack.Changed.Select(c => $"{stack.Stack}  {c.Id}  {c.Type}  {(c.Behavior == UpdateBehavior.MayReplace ? "may be replaced" : "is changed")}: {Paths(c)}"));
            found.AddRange(stack.Replaced.Select(c => $"{stack.Stack}  {c.Id}  {c.Type}  is replaced: {Paths(c)}"));
            found.AddRange(stack.Deleted.Select(r => $"{stack.Stack}  {r.Id}  {r.Type}  is deleted"));
        }

        return found;
    }

    private static string Paths(ResourceChange change) => string.Join(", ", change.Properties.Select(p => p.Path));
}
