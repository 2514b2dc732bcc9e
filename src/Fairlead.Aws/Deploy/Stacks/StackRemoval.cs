using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>Deletes a stack, and says what of it stays.</summary>
/// <param name="roleArn">CloudFormation's; null deletes it with the caller's own rights.</param>
internal sealed class StackRemoval(AwsConnection aws, string? roleArn, EventStream events)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <summary>Whatever state it is in; one that is gone already is as good.</summary>
    /// <param name="subject">What it is told as.</param>
    /// <exception cref="FailureException">Something in it can not be deleted.</exception>
    public async Task Delete(string subject, string name, CancellationToken cancel)
    {
        var began = events.Now;
        if (await Settled(name, cancel) is not { } there)
        {
            return;
        }

        events.Started(subject, Activity.Remove, name == subject ? null : name);
        var token = $"delete-{there.StackId.Split('/')[^1]}";
        await aws.CloudFormation.DeleteStack(there.StackId, roleArn, token, [], cancel);
        var left = await Wait(there.StackId, cancel);
        if (left?.StackStatus == "DELETE_FAILED")
        {
            // Once more: what was still in use a moment ago, such as a network interface, mostly is not now (A8).
            await aws.CloudFormation.DeleteStack(there.StackId, roleArn, token + "-again", [], cancel);
            left = await Wait(there.StackId, cancel);
        }

        if (left is not null and not { StackStatus: "DELETE_COMPLETE" })
        {
            throw await Failed(subject, left, cancel);
        }

        events.Completed(subject, Activity.Remove, began);
    }

    private async Task<StackDescription?> Settled(string name, CancellationToken cancel)
    {
        var there = await aws.CloudFormation.DescribeStack(name, cancel);
        return there is null || there.StackStatus == "DELETE_COMPLETE" ? null
            : StackConditions.Read(there.StackStatus) == StackCondition.Busy ? await Wait(there.StackId, cancel) is
                { StackStatus: not "DELETE_COMPLETE" } after ? after : null
            : there;
    }

    private async Task<StackDescription?> Wait(string id, CancellationToken cancel)
    {
        for (var end = events.Now + Longest; events.Now < end;)
        {
            var stack = await aws.CloudFormation.DescribeStack(id, cancel);
            if (stack is null || StackConditions.Read(stack.StackStatus) != StackCondition.Busy)
            {
                return stack;
            }

            await Task.Delay(StackProgress.Interval, events.Clock, cancel);
        }

        throw new FailureException($"the stack {id.Split('/')[1]} is not gone", $"CloudFormation has worked on it for"
            + $" {Longest.TotalHours:0} hours", "fairlead destroy (it waits again)");
    }

    private async Task<FailureException> Failed(string subject, StackDescription left, CancellationToken cancel)
    {
        var (all, _) = await aws.CloudFormation.DescribeStackEvents(left.StackId, null, cancel);
        var failed = all.Where(e => e.ResourceStatus == "DELETE_FAILED" && e.ResourceType != "AWS::CloudFormation::Stack")
            .DistinctBy(e => e.LogicalResourceId).ToList();
        return new FailureException(new Failure($"{subject}: the stack {left.StackName} can not be deleted",
            failed is [var first, ..] ? $"{first.LogicalResourceId} ({first.ResourceType}): {first.ResourceStatusReason}"
                : left.StackStatusReason ?? left.StackStatus)
        {
            Evidence = [.. failed.Skip(1).Select(f => $"{f.LogicalResourceId} ({f.ResourceType}): {f.ResourceStatusReason}")],
            Outcome = "what was deleted before it is gone; the same command goes on",
            Next = "remove what is in the way, then the same command again",
        });
    }
}
