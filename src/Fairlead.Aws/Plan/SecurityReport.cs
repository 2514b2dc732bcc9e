using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>The controls of the app's profile, as a plan tells them.</summary>
internal static class SecurityReport
{
    public static SecuritySummary Summarize(App app, IReadOnlyCollection<Stack> stacks)
    {
        var report = ControlReport.Evaluate(stacks, RequiredControls.OptOuts(app));
        return new SecuritySummary(app.Security.Profile.ToString().ToLowerInvariant(), report.Passed, report.Applicable, [.. report.OptedOut
            .GroupBy(f => f.Control.Id, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Waiver(g.Key, g.First().Control.Title, g.First().OptOut!.Reason, [.. g.Select(NameOf)]))]);
    }

    /// <summary>What fails and nobody gave a reason for, by control.</summary>
    public static IEnumerable<Problem> Refusals(App app, IReadOnlyCollection<Stack> stacks)
    {
        var lines = new FilePlaces(app);
        return ControlReport.Evaluate(stacks, RequiredControls.OptOuts(app)).Failed
            .GroupBy(f => f.Control.Id, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(
            g => new Problem(Codes.Control, Severity.Error, g.Select(f => f.Resource.Cause).FirstOrDefault(c => c is not null)
            ?? lines.At("security"),
                $"{g.Key} is not met: {g.First().Control.Title}"
                    + $" ({string.Join(", ", g.Select(NameOf).Take(3))}{(g.Count() > 3 ? $" and {g.Count() - 3} more" : "")})",
                $"{Remedies.Find(g.Key) ?? "nothing in the file meets it"}; or say why not: security: {{profile: strict, except:"
                    + $" {{{g.Key}: reason}}}}"));
    }

    private static string NameOf(Finding finding) => $"{finding.Stack} {finding.Resource.Id}";
}
