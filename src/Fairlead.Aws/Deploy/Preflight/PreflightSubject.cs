using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>What all looks before a deploy start from.</summary>
/// <param name="Person">Whoever calls.</param>
/// <param name="Live">The app as the release that serves has it; null before the first.</param>
internal sealed record PreflightSubject(Account Person, ReleaseWork Work, App? Live)
{
    private IReadOnlySet<string>? touched;

    public required ReleaseRecords Records { get; init; }

    public required ZoneDelegation Delegation { get; init; }

    public App App => Work.Wanted.App;

    public StackScope Scope { get; } = new(Work.Wanted.App);

    public FilePlaces Lines { get; } = new(Work.Wanted.App);

    /// <summary>Names of the file that get new tasks, or whose stack changes.</summary>
    public IReadOnlySet<string> Touched => touched ??= Work.Changed.Concat(Work.Moved).Concat(Work.Renewed)
        .Concat(Work.Wanted.Stacks.Where(s => Work.Stacks.Contains(s.Name, StringComparer.Ordinal)).Select(s => s.Label.Name))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Stacks that are wanted and not there.</summary>
    public IEnumerable<RenderedStack> NewStacks => Work.Wanted.Stacks.Where(s => Work.Before.FindStack(s.Name) is null
        && Work.Stacks.Contains(s.Name, StringComparer.Ordinal));
}

/// <summary>One kind of what a deploy would fail on half-way.</summary>
internal interface IPreflightLook
{
    /// <summary>What is looked at, as a plan says it where AWS does not let: <c>free addresses</c>.</summary>
    string What { get; }

    /// <summary>Where that is told.</summary>
    Span Place { get; }

    ProblemCode Code { get; }

    /// <summary>Errors are refusals.</summary>
    Task<IReadOnlyList<Problem>> Find(CancellationToken cancel);
}
