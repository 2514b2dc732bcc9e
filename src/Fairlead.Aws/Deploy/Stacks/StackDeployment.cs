using System.Text;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>
/// Makes one stack what it is to be, by a change set that is looked at before it is carried out. Killed anywhere and begun again it comes
/// to the same: what runs is waited for, what is there is gone on with, and nothing is done twice.
/// </summary>
/// <param name="mayReplace">Logical ids of what may be replaced or go although it holds data.</param>
internal sealed class StackDeployment(AwsConnection aws, CloudFormationFacts facts, EventStream events,
    IReadOnlyCollection<string> mayReplace)
{
    private static readonly TimeSpan LongestChangeSet = TimeSpan.FromMinutes(10);

    // Everything that follows waits for a change set, which takes a few seconds.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What it holds is what the deploy wrote for it.
    private const string FilledAnew = "AWS::CloudFront::KeyValueStore";

    private static readonly string[] Capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"];

    private readonly StackProgress progress = new(aws, events);

    /// <summary>Answers the stack as it is then, with its outputs.</summary>
    /// <exception cref="FailureException">CloudFormation could not, or somebody else has a stack of this name.</exception>
    public async Task<StackDescription> Apply(WantedStack wanted, CancellationToken cancel)
    {
        var there = await Settle(wanted, cancel);
        if (there is not null && wanted.IsMetBy(there))
        {
            return there;
        }

        var began = events.Now;
        var activity = there is null ? Activity.Create : Activity.Change;
        events.Started(wanted.Subject, activity, wanted.Stack.Name == wanted.Subject ? null : wanted.Stack.Name);
        if (await MakeChangeSet(wanted, there, cancel) is not { } change)
        {
            events.Completed(wanted.Subject, activity, began, "as it was");
            return there!;
        }

        change = change with { Known = await progress.FindNewest(change.StackId, cancel) };
        await aws.CloudFormation.ExecuteChangeSet(change.SetId, wanted.ChangeSetName(there), cancel);
        var made = await progress.Follow(wanted, change, cancel);
        events.Completed(wanted.Subject, activity, began);
        return made;
    }

    // Null where there is none to be changed.
    private async Task<StackDescription?> Settle(WantedStack wanted, CancellationToken cancel)
    {
        var there = await aws.CloudFormation.DescribeStack(wanted.Stack.Name, cancel);
        if (there is not null && StackConditions.Read(there.StackStatus) != StackCondition.Absent && wanted.IsForeign(there))
        {
            throw new FailureException(new Failure($"there is a stack {there.StackName} that is not this app's",
                "its tags say another app, environment or name, or none")
            {
                Outcome = "nothing of it was changed", Next = $"aws cloudformation describe-stacks --stack-name {there.StackName}",
            });
        }

        if (StackConditions.Read(there?.StackStatus) == StackCondition.Busy)
        {
            there = await progress.Await(wanted, there!.StackId, cancel);
        }

        switch (StackConditions.Read(there?.StackStatus))
        {
            case StackCondition.Stuck:
                throw new FailureException(new Failure($"the stack {there!.StackName} is stuck ({there.StackStatus})",
                    there.StackStatusReason ?? "a change failed, and so did the way back")
                {
                    Next = StackConditions.WayOut(there.StackName, aws.Region),
                });
            case StackCondition.NeverMade:
                await progress.Remove(wanted, there!, cancel);
                return null;
            case StackCondition.Absent:
                return null;
            default:
                return there;
        }
    }

    // Null where nothing would change.
    private async Task<BegunChange?> MakeChangeSet(WantedStack wanted, StackDescription? there, CancellationToken cancel)
    {
        var name = wanted.ChangeSetName(there);
        var set = await aws.CloudFormation.CreateChangeSet(
            new NewChangeSet(wanted.Stack.Name, name, wanted.Imports.Count > 0 ? "IMPORT" : there is null ? "CREATE" : "UPDATE",
                name)
            {
                TemplateBody = wanted is { TemplateUrl: null, KeepsTemplate: false } ? Encoding.UTF8.GetString(wanted.Template)
                    : null,
                TemplateUrl = wanted.TemplateUrl, UsesPreviousTemplate = wanted.KeepsTemplate ? true : null,
                RoleArn = wanted.RoleArn, IsExpress = wanted.IsExpress && there is null && wanted.Imports.Count == 0,
                Capabilities = Capabilities,
                Parameters = wanted.Parameters,
                Tags = wanted.AllTags, ResourcesToImport = wanted.Imports,
            }, cancel);
        for (var waited = TimeSpan.Zero; waited < LongestChangeSet; waited += Interval)
        {
            var made = await Describe(set.Id, cancel);
            switch (made.Status)
            {
                case "CREATE_COMPLETE":
                    Guard(wanted, made);
                    return new BegunChange(set.StackId, set.Id, made.Changes.Count);
                case "FAILED" when made.IsEmpty && there is not null:
                    await aws.CloudFormation.DeleteChangeSet(set.Id, cancel);
                    return null;
                case "FAILED":
                    var refusal = await new ChangeSetRefusal(aws).Explain(wanted, set.Id, made.StatusReason, cancel);

                    // Asked for by the same name CloudFormation would answer with the same one again, whatever has changed meanwhile.
                    await aws.CloudFormation.DeleteChangeSet(set.Id, cancel);
                    throw refusal;
            }

            await Task.Delay(Interval, events.Clock, cancel);
        }

        throw new FailureException($"CloudFormation did not look at the change of {wanted.Stack.Name}",
            $"it was asked {LongestChangeSet.TotalMinutes:0} minutes ago");
    }

    private async Task<ChangeSetDescription> Describe(string id, CancellationToken cancel)
    {
        var set = await aws.CloudFormation.DescribeChangeSet(id, null, cancel);
        var changes = set.Changes.ToList();
        while (set.NextToken is { } next)
        {
            set = await aws.CloudFormation.DescribeChangeSet(id, next, cancel);
            changes.AddRange(set.Changes);
        }

        return set with { Changes = changes };
    }

    // I1: what holds data is neither replaced nor removed by the way.
    private void Guard(WantedStack wanted, ChangeSetDescription set)
    {
        foreach (var change in set.Changes)
        {
            if ((change.Action == "Remove" || change.Replacement is "True" or "Conditional")
                && facts.Find(change.ResourceType)?.IsStateful == true && change.ResourceType != FilledAnew
                && !mayReplace.Contains(change.LogicalResourceId))
            {
                throw new FailureException(new Failure($"{wanted.Subject}: {change.LogicalResourceId} ({change.ResourceType}) would be"
                    + $" {(change.Action == "Remove" ? "removed" : "replaced")}", "it holds data")
                {
                    Place = wanted.Stack.Find(change.LogicalResourceId)?.Cause,
                    Outcome = $"nothing of {wanted.Stack.Name} was changed",
                    Next = $"fairlead deploy --allow-replace {wanted.Subject}",
                });
            }
        }
    }
}
