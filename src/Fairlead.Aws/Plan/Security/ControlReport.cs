using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;

namespace Fairlead.Aws.Plan.Security;

internal enum Verdict
{
    Passed,
    Failed,

    /// <summary>Failed, and somebody said why that is meant. Never counted as passed.</summary>
    OptedOut,
}

internal sealed record Finding(Control Control, string Stack, StackResource Resource, Verdict Verdict, OptOut? OptOut);

/// <summary>All controls asked of all resources of an environment.</summary>
/// <param name="NotApplicable">Controls that no resource had to answer.</param>
internal sealed record ControlReport(IReadOnlyList<Finding> Findings, IReadOnlyList<string> NotApplicable)
{
    private static readonly ILookup<string, Control> ByType = Controls.All.ToLookup(c => c.Type, StringComparer.Ordinal);

    public IEnumerable<Finding> Failed => Findings.Where(f => f.Verdict == Verdict.Failed);

    public IEnumerable<Finding> OptedOut => Findings.Where(f => f.Verdict == Verdict.OptedOut);

    public int Passed => Findings.Count(f => f.Verdict == Verdict.Passed);

    /// <summary>What was asked and not opted out of.</summary>
    public int Applicable => Findings.Count(f => f.Verdict != Verdict.OptedOut);

    public static ControlReport Evaluate(IReadOnlyCollection<Stack> stacks, IEnumerable<OptOut> optOuts)
    {
        var estate = new AllStacks(stacks);
        var without = optOuts.GroupBy(o => o.Control, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var findings = new List<Finding>();
        foreach (var stack in stacks)
        {
            foreach (var resource in stack.Resources)
            {
                var subject = new Subject(resource, stack, estate);
                foreach (var control in ByType[resource.Type])
                {
                    if (control.Holds(subject) is { } holds)
                    {
                        findings.Add(Find(control, subject, holds, without));
                    }
                }
            }
        }

        var asked = findings.Select(f => f.Control.Id).ToHashSet(StringComparer.Ordinal);
        return new ControlReport(findings,
            [.. Controls.All.Select(c => c.Id).Distinct(StringComparer.Ordinal).Where(id => !asked.Contains(id))]);
    }

    private static Finding Find(Control control, Subject subject, bool holds, Dictionary<string, OptOut> without)
    {
        var optOut = holds ? null : without.GetValueOrDefault(control.Id);
        var verdict = holds ? Verdict.Passed : optOut is null ? Verdict.Failed : Verdict.OptedOut;
        return new Finding(control, subject.Stack.Name, subject.Resource, verdict, optOut);
    }
}
