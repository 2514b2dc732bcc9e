using System.Globalization;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan.Cost;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>What a deploy to AWS would make, and change of what is there.</summary>
/// <param name="Resources">What would be made or changed, line by line; empty where the goal does not ask for details.</param>
/// <param name="Controls">How it meets the controls; null where the goal does not ask for details.</param>
internal sealed record AwsPlan(AppId Id, IReadOnlyList<string> Resources, SecuritySummary? Controls) : Core.Targets.Plan(Id)
{
    /// <summary>What a deploy does; null of a plan that was made by the file alone, and can be read only.</summary>
    public ReleaseWork? Work { get; init; }

    public override IReadOnlyList<string> Details => [.. Work?.Steps ?? [], .. Resources];

    public override SecuritySummary? Security => Controls;

    /// <summary>By the file alone.</summary>
    public static AwsPlan Make(App app, Goal goal, CloudFormationFacts facts) => Make(app, goal, facts, AppTemplates.Make(app, facts),
        goal.Against is { } against ? RenderedBaseline.Read(against) : null);

    /// <summary>Of an environment as it was found.</summary>
    /// <param name="baseline">The templates that are there; null before the first release.</param>
    public static AwsPlan Make(ReleaseWork work, CloudFormationFacts facts, RenderedBaseline? baseline)
    {
        var (app, goal) = (work.Wanted.App, work.Goal);
        var found = new Observation(work.Before.Facts(), work.Facts());
        if (work.IsEmpty || goal.MakesRelease == MakesRelease.Never)
        {
            return new AwsPlan(app.Id, [], null) { Work = work, Base = found, Changes = new ReleaseChanges(work).With([]) };
        }

        var plan = Make(app, goal, facts, new AppTemplates(work.Wanted.Stacks.Select(s => s.Stack), work.Wanted.Definitions), baseline);
        return plan with
        {
            Work = work, Base = found,
            Changes = new ReleaseChanges(work).With(plan.Changes),
            Refusals = [.. plan.Refusals, .. LaterParts.Find(app)],
            Warnings = [.. plan.Warnings, .. DatabaseNews.Warn(work)],
            MissingSecrets = [.. app.Secrets.Where(s => s.Source == SecretSource.Ask && s.UsedBy.Count > 0
                && !work.Before.Record.Secrets.ContainsKey(s.Name))],
        };
    }

    private static AwsPlan Make(App app, Goal goal, CloudFormationFacts facts, AppTemplates made, RenderedBaseline? baseline)
    {
        var isStrict = app.Security.Profile == Profile.Strict;
        var survey = TemplateSurvey.Run(app, facts, made, keeps: baseline is not null || isStrict || goal.WithDetails);
        Refuse(survey.Faults);
        var comparison = baseline is null ? null : Comparison.Make(app, facts, baseline, survey, goal.AllowReplace);
        return new AwsPlan(
            app.Id,
            !goal.WithDetails ? [] : comparison is null ? NewResources(survey) : ResourceChanges(comparison),
            goal.WithDetails ? SecurityReport.Summarize(app, survey.Templates) : null)
        {
            Changes = comparison?.Changes ?? [.. ChangeText.AllNew(app)],
            Notes =
            [
                .. DeployTimeWork.Describe(app).Select(s => new Note(s.Name, s.Text)),
                .. RecordsByHand.Describe(app),
                .. comparison?.Notes ?? [],
            ],
            AccessRights = comparison?.AccessRights ?? survey.AccessRights,
            Costs = Estimate.Compare(baseline is null ? null : TemplateSurvey.EstimateOf(baseline), survey.Estimate),
            Refusals = [.. comparison?.Refusals ?? [], .. RefusalsOf(app, survey)],
            Dangers = [.. Dangerous(app).Distinct()],
            Warnings = [.. Warn(app)],
        };
    }

    /// <summary>
    /// What AWS's schemas do not allow is a slip of ours, or a value of the file that nothing before this knew to be wrong.
    /// </summary>
    public static void Refuse(IReadOnlyList<Fault> faults)
    {
        if (faults is [var first, ..])
        {
            throw new FailureException(new Failure("AWS would refuse a template", first.ToString()) { Place = first.Cause });
        }
    }

    /// <summary>What is refused of the templates themselves, whatever is there already; who renders them refuses the same.</summary>
    /// <param name="survey">Of a strict app, with its templates.</param>
    public static IReadOnlyList<Problem> RefusalsOf(App app, TemplateSurvey survey) =>
        [.. TooMany(app, survey), .. TooManyInExtras(app),
            .. app.Security.Profile == Profile.Strict ? SecurityReport.Refusals(app, survey.Templates) : []];

    // The policies that links give are as narrow as ever; what is gone is the wall around what somebody else writes into a template.
    private static IEnumerable<string> Dangerous(App app)
    {
        if (app.Security.Boundary is { } boundary)
        {
            yield return $"{boundary.Span}: no boundary of Fairlead's holds the roles of {app.Environment.Name}, only {boundary}: who can "
                + "change its templates can give a role all that this allows, also over other apps and environments of the account";
        }

        // A page is known by a header, and any client can send it.
        foreach (var gate in VisitorAuth.Routes(app).Where(r => r.Auth is not null))
        {
            foreach (var page in gate.Pages)
            {
                yield return $"{gate.Service.Origin.PlaceOf("auth", "open_to")}: any client that sends 'Origin: {page}' enters"
                    + $" {gate.Service.Name} without a password";
            }
        }
    }

    private static IEnumerable<Problem> TooMany(App app, TemplateSurvey survey)
    {
        var lines = new FilePlaces(app);
        return survey.TooMany
            .Select(
            f => new Problem(Codes.TooMany, Severity.Error, f.Cause ?? lines.At([]), f.Message, f.Suggestion
            ?? "split the app: each part in a file of its own"));
    }

    // Files of the app's own people go to CloudFormation as they are written.
    private static IEnumerable<Problem> TooManyInExtras(App app) => app.Extras
        .Where(e => e.Template?.Resources.Count > Quotas.Resources)
        .Select(e => new Problem(Codes.TooMany, Severity.Error, e.Span,
            $"{e.Path} has {StackScope.Number(e.Template!.Resources.Count)} resources, and CloudFormation takes"
                + $" {StackScope.Number(Quotas.Resources)} in a stack", "make two files of it"));

    private static IEnumerable<string> Warn(App app)
    {
        if (!DomainNames.HasCertificate(app) && app.Services.Any(s => s.Route is not null))
        {
            yield return "requests are not encrypted, as there is no domain: add 'domain: example.org'";
        }

        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            if (EngineSupport.EndOf(resource) is { } end)
            {
                var (left, since) = end < EngineSupport.AsOf ? ("left", "since then") : ("leaves", "from then on");
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{resource.Origin.PlaceOf("version")}: {resource.Name} is of a version that {left} AWS's standard"
                    + $" support on {end:yyyy-MM-dd}, and AWS charges for it {since}: move to a newer one");
            }
        }
    }

    private static List<string> NewResources(TemplateSurvey survey)
    {
        var found = new List<string>();
        foreach (var template in survey.Templates)
        {
            found.AddRange(template.Resources
                .Select(r => $"{template.Name}  {r.Id}  {r.Type}{(r.Cause is { } cause ? $"  {cause}" : "")}"));
        }

        return found;
    }

    private static List<string> ResourceChanges(Comparison comparison)
    {
        var found = new List<string>();
        foreach (var stack in comparison.Stacks)
        {
            found.AddRange(stack.Added
                .Select(r => $"{stack.Stack}  {r.Id}  {r.Type}  is added{(r.Cause is { } cause ? $"  {cause}" : "")}"));
            found.AddRange(stack.Changed
                .Select(
                c => $"{stack.Stack}  {c.Id}  {c.Type}  {(c.Behavior == UpdateBehavior.MayReplace ? "may be replaced" : "is changed")}:"
                + $" {Paths(c)}"));
            found.AddRange(stack.Replaced.Select(c => $"{stack.Stack}  {c.Id}  {c.Type}  is replaced: {Paths(c)}"));
            found.AddRange(stack.Deleted.Select(r => $"{stack.Stack}  {r.Id}  {r.Type}  is deleted"));
        }

        return found;
    }

    private static string Paths(ResourceChange change) => string.Join(", ", change.Properties.Select(p => p.Path));
}
