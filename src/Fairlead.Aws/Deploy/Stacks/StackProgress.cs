using Fairlead.Aws.Api;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>Waits for CloudFormation, and tells what it does meanwhile: each resource as a part of its stack.</summary>
internal sealed class StackProgress(AwsConnection aws, EventStream events)
{
    /// <summary>Between two looks at a stack, at first.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // What takes longer takes so much longer (a database, a CDN) that a look more or less is no matter to it, but to AWS's limits it is.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(5);

    // A stack's events say when it is done. Its status is asked for then, and now and then all the same.
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(30);

    // A database with two zones, or a network distribution, takes half an hour at worst.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private const string Cancelled = "cancelled";

    /// <summary>The newest event of a stack: what comes after it is news. Clocks are not compared, since ours may be wrong.</summary>
    public async Task<string?> FindNewest(string stackId, CancellationToken cancel) =>
        (await aws.CloudFormation.DescribeStackEvents(stackId, null, cancel)).Events is [var newest, ..] ? newest.EventId : null;

    /// <summary>Until a change that was begun is done.</summary>
    /// <exception cref="FailureException">It failed: the first thing that did, with its line, and what became of the stack.</exception>
    public async Task<StackDescription> Follow(WantedStack wanted, BegunChange change, CancellationToken cancel)
    {
        var (stack, failed) = await Wait(wanted, change, cancel);
        if (stack is { StackStatus: "CREATE_COMPLETE" or "UPDATE_COMPLETE" or "IMPORT_COMPLETE" })
        {
            return stack;
        }

        var verb = stack?.StackStatus.StartsWith("UPDATE_", StringComparison.Ordinal) == true ? "changed" : "made";
        throw new FailureException(new Failure(
            failed is null ? $"{wanted.Subject}: the stack {wanted.Stack.Name} was not {verb}"
                : $"{wanted.Subject}: {failed.LogicalResourceId} ({failed.ResourceType}) could not be {verb}",
            failed?.ResourceStatusReason ?? stack?.StackStatusReason ?? "CloudFormation does not say why")
        {
            Place = failed is null ? null : wanted.Stack.Find(failed.LogicalResourceId)?.Cause,
            Outcome = stack?.StackStatus switch
            {
                "UPDATE_ROLLBACK_COMPLETE" => $"{wanted.Stack.Name} is as it was before",
                "ROLLBACK_COMPLETE" or null => $"what was made of {wanted.Stack.Name} is gone again",
                var status => $"{wanted.Stack.Name} is {status}",
            },
            Next = StackConditions.Read(stack?.StackStatus) == StackCondition.Stuck
                ? $"{StackConditions.WayOut(stack!.StackName, aws.Region)}, then: fairlead deploy" : "fix it, then: fairlead deploy",
        });
    }

    /// <summary>Until what somebody else began, or this command before it was killed, is over.</summary>
    public async Task<StackDescription?> Await(WantedStack wanted, string stackId, CancellationToken cancel)
    {
        events.Started(wanted.Subject, Activity.Ready, $"waiting for what {wanted.Stack.Name} is doing already");
        return (await Wait(wanted, new BegunChange(stackId, "", 0) { Known = await FindNewest(stackId, cancel) }, cancel)).Stack;
    }

    /// <summary>Removes what a failed creation left, after saying why it failed.</summary>
    public async Task Remove(WantedStack wanted, StackDescription there, CancellationToken cancel)
    {
        var (all, _) = await aws.CloudFormation.DescribeStackEvents(there.StackId, null, cancel);
        if (FirstFailure(all) is { } first)
        {
            events.Warned(wanted.Subject, $"{there.StackName} was never made: {first.LogicalResourceId}: {first.ResourceStatusReason}");
        }

        await aws.CloudFormation.DeleteStack(there.StackId, wanted.RoleArn, $"{wanted.ChangeSetName(there)}-remove", [], cancel);
        var (gone, failed) = await Wait(wanted,
            new BegunChange(there.StackId, "", 0) { Known = all is [var newest, ..] ? newest.EventId : null }, cancel);
        if (gone is not null and not { StackStatus: "DELETE_COMPLETE" })
        {
            throw new FailureException(new Failure($"what a failed creation of {there.StackName} left could not be removed",
                failed is null ? gone.StackStatusReason ?? gone.StackStatus : $"{failed.LogicalResourceId}: {failed.ResourceStatusReason}")
            {
                Next = $"aws cloudformation delete-stack --stack-name {there.StackName} --deletion-mode FORCE_DELETE_STACK",
            });
        }
    }

    private async Task<(StackDescription? Stack, StackEvent? Failed)> Wait(WantedStack wanted, BegunChange change,
        CancellationToken cancel)
    {
        var (stackId, done) = (change.StackId, new HashSet<string>(StringComparer.Ordinal));
        var told = change.Known is { } known ? new HashSet<string>(StringComparer.Ordinal) { known } : [];
        var seen = new List<StackEvent>();
        var (began, lookedAt) = (events.Now, DateTimeOffset.MinValue);
        while (events.Now - began < Longest)
        {
            if (await ReadNews() || events.Now - lookedAt >= LongestUnseen)
            {
                lookedAt = events.Now;
                var stack = await aws.CloudFormation.DescribeStack(stackId, cancel);
                if (StackConditions.Read(stack?.StackStatus) != StackCondition.Busy)
                {
                    await ReadNews();
                    seen.Reverse();
                    return (stack, FirstFailure(seen));
                }
            }

            await Task.Delay(events.Now - began < Soon ? Interval : SlowInterval, events.Clock, cancel);
        }

        throw new FailureException($"{wanted.Subject}: the stack {wanted.Stack.Name} is not done",
            $"CloudFormation has worked on it for {Longest.TotalHours:0} hours",
                $"fairlead deploy (it waits for {wanted.Stack.Name} again)");

        // Whether the stack itself moved.
        async Task<bool> ReadNews()
        {
            var news = await News(stackId, told, cancel);
            foreach (var happened in news)
            {
                seen.Add(happened);
                Report(wanted, happened);
                Count(wanted, happened, done, change.Resources);
            }

            return news.Any(n => n.LogicalResourceId == wanted.Stack.Name);
        }
    }

    // Oldest first. Only as far back as what is known already: a stack may have hundreds of pages.
    private async Task<IReadOnlyList<StackEvent>> News(string stackId, HashSet<string> told, CancellationToken cancel)
    {
        var news = new List<StackEvent>();
        string? next = null;
        do
        {
            (var page, next) = await aws.CloudFormation.DescribeStackEvents(stackId, next, cancel);
            foreach (var happened in page)
            {
                if (!told.Add(happened.EventId))
                {
                    next = null;
                    break;
                }

                news.Add(happened);
            }
        }
        while (next is not null);
        news.Reverse();
        return news;
    }

    private void Report(WantedStack wanted, StackEvent happened)
    {
        if (happened.LogicalResourceId == wanted.Stack.Name)
        {
            return;
        }

        if (happened.ResourceStatus.EndsWith("_COMPLETE", StringComparison.Ordinal))
        {
            events.Add(new Completed(happened.Timestamp, happened.LogicalResourceId, ActivityOf(happened), TimeSpan.Zero)
            {
                Parent = wanted.Subject,
            });
        }
        else if (happened.ResourceStatus.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
        {
            events.Add(new Started(happened.Timestamp, happened.LogicalResourceId, ActivityOf(happened), happened.ResourceType)
            {
                Parent = wanted.Subject,
            });
        }
    }

    // A change set names those that will be touched, so it is known how many there are.
    private void Count(WantedStack wanted, StackEvent happened, HashSet<string> done, int all)
    {
        if (all > 1 && happened.LogicalResourceId != wanted.Stack.Name
            && happened.ResourceStatus is "CREATE_COMPLETE" or "UPDATE_COMPLETE" or "DELETE_COMPLETE"
            && done.Add(happened.LogicalResourceId))
        {
            events.Progressed(wanted.Subject, Math.Min(done.Count, all), all);
        }
    }

    private static Activity ActivityOf(StackEvent happened) =>
        happened.ResourceStatus.Contains("ROLLBACK", StringComparison.Ordinal) ? Activity.RollBack
        : happened.ResourceStatus.StartsWith("DELETE", StringComparison.Ordinal) ? Activity.Remove
        : happened.ResourceStatus.StartsWith("UPDATE", StringComparison.Ordinal) ? Activity.Change : Activity.Create;

    // Newest first, as AWS tells them; what was only given up because of another is no cause.
    private static StackEvent? FirstFailure(IReadOnlyList<StackEvent> newestFirst) => newestFirst.LastOrDefault(
        e => e.ResourceStatus.EndsWith("_FAILED", StringComparison.Ordinal) && e.ResourceType != "AWS::CloudFormation::Stack"
            && e.ResourceStatusReason?.Contains(Cancelled, StringComparison.OrdinalIgnoreCase) != true);
}
