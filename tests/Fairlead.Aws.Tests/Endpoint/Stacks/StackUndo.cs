using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>
/// Puts back what a failed change did (CloudFormation user guide, "Stack failure options", "Continue rolling back an update").
/// </summary>
internal sealed class StackUndo(StackEngine engine, LiveStack stack, StackRun run)
{
    private readonly HashSet<string> failed = [];
    private int running;

    /// <summary>Only what failed in the roll-back may be skipped (A3).</summary>
    public IReadOnlyCollection<string> Failed => failed;

    public void Start(string reason)
    {
        if (!run.IsCreation)
        {
            engine.Move(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
            PutBack([]);
            return;
        }

        switch (run.Set.OnStackFailure)
        {
            case "DELETE":
                engine.Delete(stack, [], null);
                break;
            case "DO_NOTHING":
                engine.Move(stack, "CREATE_FAILED", reason);
                break;
            default:
                RemoveAll(reason);
                break;
        }
    }

    // Template reference, "DeletionPolicy": RetainExceptOnCreate keeps nothing of a creation that failed.
    public void RemoveAll(string reason)
    {
        engine.Move(stack, "ROLLBACK_IN_PROGRESS", reason + "Rollback requested by user.");
        new StackDeletion(engine, stack, [.. stack.Resources.Values], r => r.DeletionPolicy is "Retain", left =>
            engine.Move(stack, left.Count == 0 ? "ROLLBACK_COMPLETE" : "ROLLBACK_FAILED", left.Count == 0 ? null
                : $"The following resource(s) failed to delete: [{string.Join(", ", left.Select(l => l.LogicalId))}]. ")).Start();
    }

    public void Continue(IReadOnlyCollection<string> skip, string? token)
    {
        engine.Move(stack, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated", token);
        PutBack(skip);
    }

    private void PutBack(IReadOnlyCollection<string> skip)
    {
        failed.Clear();
        running = 1;
        foreach (var old in run.Before.Values.Where(o => stack.Resources.GetValueOrDefault(o.LogicalId) is { } now
            && now.PhysicalId == o.PhysicalId && !JsonNode.DeepEquals(now.Properties, o.Properties)))
        {
            if (skip.Contains(old.LogicalId))
            {
                stack.Resources[old.LogicalId] = old;
                engine.Note(stack, old, "UPDATE_COMPLETE");
                continue;
            }

            running++;
            engine.Note(stack, old, "UPDATE_IN_PROGRESS");
            engine.Worker.Begin(new ResourceWork(WorkKind.Update, old, failure => End(old, failure))
            {
                Before = stack.Resources[old.LogicalId].Properties,
            });
        }

        EndOne();
    }

    private void End(LiveResource old, string? failure)
    {
        engine.Note(stack, old, failure is null ? "UPDATE_COMPLETE" : "UPDATE_FAILED", failure);
        if (failure is null)
        {
            stack.Resources[old.LogicalId] = old;
        }
        else
        {
            failed.Add(old.LogicalId);
        }

        EndOne();
    }

    private void EndOne()
    {
        if (--running > 0)
        {
            return;
        }

        engine.World.Clock.After(engine.Worker.Latencies.StackEnd, failed.Count > 0
            ? () => engine.Move(stack, "UPDATE_ROLLBACK_FAILED",
                $"The following resource(s) failed to update: [{string.Join(", ", failed)}]. ")
            : CleanUp);
    }

    private void CleanUp()
    {
        engine.Move(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
        var made = stack.Resources.Values.Where(r => run.Before.GetValueOrDefault(r.LogicalId)?.PhysicalId != r.PhysicalId).ToList();
        new StackDeletion(engine, stack, made, static r => r.DeletionPolicy is "Retain", _ =>
        {
            stack.Resources.Clear();
            foreach (var (id, old) in run.Before)
            {
                stack.Resources[id] = old;
            }

            engine.Move(stack, "UPDATE_ROLLBACK_COMPLETE");
        }).Start();
    }
}
