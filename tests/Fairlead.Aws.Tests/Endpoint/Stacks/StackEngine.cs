using System.Text.Json.Nodes;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>What all operations of stacks share: events, status, deletion, and what a change of a property does.</summary>
internal sealed class StackEngine(AwsWorld world, ResourceWorker worker)
{
    // AWS's published resource schemas say which properties a resource can not change (B3).
    private readonly CloudFormationFacts facts = CloudFormationFacts.Load();

    public AwsWorld World => world;

    public ResourceWorker Worker => worker;

    /// <summary>Grows with every change of a stack or a resource.</summary>
    public int Changes { get; private set; }

    /// <summary>The stack's own event: what a person sees first.</summary>
    public void Move(LiveStack stack, string status, string? reason = null, string? token = null)
    {
        (stack.Status, stack.Reason, stack.Updated) = (status, reason, world.NowText);
        Add(stack, new LiveStackEvent(world.Uuid(), world.NowText, stack.Name, "AWS::CloudFormation::Stack", status)
        {
            PhysicalId = stack.Id, Reason = reason, Token = token,
        });
    }

    public void Note(LiveStack stack, LiveResource resource, string status, string? reason = null)
    {
        (resource.Status, resource.Reason, resource.Changed) = (status, reason, world.NowText);
        Add(stack, new LiveStackEvent($"{resource.LogicalId}-{status}-{world.Hex(8)}", world.NowText, resource.LogicalId, resource.Type,
            status)
        {
            PhysicalId = resource.PhysicalId, Reason = reason,
        });
    }

    /// <summary>Null, <c>False</c>, <c>Conditional</c> or <c>True</c>; null is that nothing is different.</summary>
    public string? Replacement(string type, JsonObject before, JsonObject after)
    {
        string? found = null;
        foreach (var name in before.Select(p => p.Key).Union(after.Select(p => p.Key)).Where(n => !JsonNode.DeepEquals(before[n],
            after[n])))
        {
            var behavior = facts.Find(type)?.Properties.Find(name)?.Behavior ?? UpdateBehavior.InPlace;
            found = behavior switch
            {
                UpdateBehavior.Replaces => "True",
                UpdateBehavior.MayReplace when found != "True" => "Conditional",
                _ => found ?? "False",
            };
        }

        return found;
    }

    /// <summary>What stacks that are gone have left.</summary>
    public List<LiveResource> Kept { get; } = [];

    /// <summary>All of a stack, but for what its policies keep.</summary>
    public void Delete(LiveStack stack, IReadOnlyCollection<string> retain, string? token)
    {
        Move(stack, "DELETE_IN_PROGRESS", "User Initiated", token);
        var all = stack.Resources.Values.ToList();
        new StackDeletion(this, stack, all, r => retain.Contains(r.LogicalId) || r.DeletionPolicy is "Retain" or "RetainExceptOnCreate",
            failed =>
            {
                if (failed.Count == 0)
                {
                    stack.Resources.Clear();
                    Move(stack, "DELETE_COMPLETE");
                    return;
                }

                // A8: what could not be deleted is named.
                Move(stack, "DELETE_FAILED",
                    $"The following resource(s) failed to delete: [{string.Join(", ", failed.Select(f => f.LogicalId))}]. ");
            }).Start();
    }

    private void Add(LiveStack stack, LiveStackEvent one)
    {
        Changes++;
        stack.Events.Add(one);
    }
}

/// <summary>Deletes resources, each after what depends on it.</summary>
/// <param name="isKept">It goes out of the stack, and stays in the account.</param>
internal sealed class StackDeletion(StackEngine engine, LiveStack stack, List<LiveResource> pending, Func<LiveResource, bool> isKept,
    Action<IReadOnlyList<LiveResource>> end)
{
    private readonly List<LiveResource> running = [];
    private readonly List<LiveResource> failed = [];
    private bool hasEnded;

    public void Start()
    {
        while (pending.Find(IsFree) is { } next)
        {
            pending.Remove(next);
            if (isKept(next))
            {
                engine.Note(stack, next, "DELETE_SKIPPED");
                engine.Kept.Add(next);
                Forget(next);
                continue;
            }

            running.Add(next);
            engine.Note(stack, next, "DELETE_IN_PROGRESS");
            engine.Worker.Begin(new ResourceWork(WorkKind.Delete, next, failure => End(next, failure)));
        }

        if (running.Count == 0 && !hasEnded)
        {
            hasEnded = true;
            engine.World.Clock.After(engine.Worker.Latencies.StackEnd, () => end(failed));
        }
    }

    private bool IsFree(LiveResource resource) =>
        !pending.Concat(running).Concat(failed).Any(o => o != resource && o.DependsOn.Contains(resource.LogicalId));

    private void End(LiveResource resource, string? failure)
    {
        running.Remove(resource);
        engine.Note(stack, resource, failure is null ? "DELETE_COMPLETE" : "DELETE_FAILED", failure);
        if (failure is null)
        {
            Forget(resource);
        }
        else
        {
            failed.Add(resource);
        }

        Start();
    }

    private void Forget(LiveResource resource)
    {
        if (stack.Resources.GetValueOrDefault(resource.LogicalId)?.PhysicalId == resource.PhysicalId)
        {
            stack.Resources.Remove(resource.LogicalId);
        }
    }
}
