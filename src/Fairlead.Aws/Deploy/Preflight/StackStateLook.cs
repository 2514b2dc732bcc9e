using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>Stacks that something else is being done with, or that wait to be freed. It costs no call: they were asked about.</summary>
internal sealed class StackStateLook(PreflightSubject subject) : IPreflightLook
{
    public string What => "the state of stacks";

    public Span Place => subject.Lines.At("app");

    public ProblemCode Code => Codes.NoWayThere;

    public Task<IReadOnlyList<Problem>> Find(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Problem>>(
        [.. subject.Work.Before.Hindered.OrderBy(h => h.Key, StringComparer.Ordinal).Where(h => IsConcerned(h.Key))
            .Select(h => Explain(h.Key, h.Value))]);

    private bool IsConcerned(string stack) => subject.Work.Stacks.Contains(stack, StringComparer.Ordinal)
        || subject.Work.Gone.Contains(stack, StringComparer.Ordinal);

    private Problem Explain(string stack, string status)
    {
        var wanted = subject.Work.Wanted.FindStack(stack);
        var place = wanted is null ? Place : subject.Lines.OfName(wanted.Label.Name);
        var region = wanted?.Stack.Region ?? subject.Person.Region;
        return StackConditions.Read(status) == StackCondition.Busy
            ? new Problem(Code, Severity.Warning, place, $"the stack {stack} is busy ({status}), and is waited for", null)
            // CloudFormation User Guide, "Continue rolling back an update".
            : new Problem(Code, Severity.Error, place, $"the stack {stack} is stuck ({status}), and CloudFormation takes no change of it",
                StackConditions.WayOut(stack, region));
    }
}
