using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>Something of the name that a stack wants is in the account already.</summary>
internal sealed class NameTakenException(Failure failure) : FailureException(failure);

/// <summary>
/// Why CloudFormation does not take a change. Since November 2025 it looks at properties and names before it makes anything, and says what
/// it found by <c>DescribeEvents</c> alone (CloudFormation User Guide, "Validate stack deployments"): each finding belongs to a line of the
/// app file.
/// </summary>
internal sealed class ChangeSetRefusal(AwsConnection aws)
{
    private const string NameConflict = "NAME_CONFLICT_VALIDATION";
    private const string Warning = "WARN";

    /// <param name="reason">What the change set itself says.</param>
    public async Task<FailureException> Explain(WantedStack wanted, string setId, string? reason, CancellationToken cancel)
    {
        var (findings, hidden) = await Find(setId, cancel);
        if (findings is not [var first, ..])
        {
            return new FailureException(new Failure($"CloudFormation does not take the template of {wanted.Stack.Name}",
                reason ?? "it does not say why")
            {
                Evidence = hidden is null ? [] : [hidden], Outcome = $"nothing of {wanted.Stack.Name} was changed",
            });
        }

        var isTaken = findings.All(f => f.ValidationName == NameConflict);
        var failure = new Failure($"{wanted.Subject}: {Named(first)} {(isTaken ? "can not be made" : "is not as CloudFormation takes it")}",
            Reason(first))
        {
            Place = wanted.Stack.Find(first.LogicalResourceId ?? "")?.Cause,
            Evidence = [.. findings.Skip(1).Select(f => $"{PlaceOf(wanted, f)}: {Named(f)}: {Reason(f)}")],
            Outcome = $"nothing of {wanted.Stack.Name} was changed",
            Next = isTaken ? "another name in the file, or existing: NAME for what is there; then: fairlead deploy"
                : "fix it, then: fairlead deploy",
        };
        return isTaken ? new NameTakenException(failure) : new FailureException(failure);
    }

    // And why they can not be read: a deploy that CloudFormation stopped is no failure of a right to look.
    private async Task<(IReadOnlyList<OperationEvent> Findings, string? Hidden)> Find(string setId, CancellationToken cancel)
    {
        var found = new List<OperationEvent>();
        string? next = null;
        try
        {
            do
            {
                (var page, next) = await aws.CloudFormation.DescribeEvents(setId, next, cancel);
                found.AddRange(page.Where(e => e.LogicalResourceId is not null && e.ValidationFailureMode != Warning
                    && (e.ValidationStatusReason ?? e.HookStatusReason ?? e.ResourceStatusReason) is not null));
            }
            while (next is not null);
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            return ([], $"what it found can not be read: {e.Message}");
        }

        return (found, null);
    }

    private static string PlaceOf(WantedStack wanted, OperationEvent finding) =>
        wanted.Stack.Find(finding.LogicalResourceId ?? "")?.Cause?.ToString() ?? wanted.Subject;

    private static string Named(OperationEvent finding) => $"{finding.LogicalResourceId} ({finding.ResourceType ?? "of no type"})";

    private static string Reason(OperationEvent finding) =>
        (finding.ValidationStatusReason ?? finding.HookStatusReason ?? finding.ResourceStatusReason)!
        + (finding is { ValidationPath: { } path, ValidationName: not NameConflict } ? $" (at {path})" : "");
}
