using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>
/// Carries out a change set: all resources at once that wait for no other (CloudFormation user guide, "How CloudFormation works"), and what
/// follows where one fails: <see cref="StackUndo"/>.
/// </summary>
internal sealed class StackRun(StackEngine engine, LiveStack stack, LiveChangeSet set)
{
    private readonly Dictionary<string, LiveResource> before = new(stack.Resources);
    private readonly HashSet<string> started = [];
    private readonly HashSet<string> done = [];
    private readonly List<ResourceWork> running = [];
    private readonly List<LiveResource> replaced = [];
    private TemplateValues values = null!;
    private bool hasFailed;

    public bool IsCreation => set.Type == "CREATE";

    public LiveChangeSet Set => set;

    public IReadOnlyDictionary<string, LiveResource> Before => before;

    /// <summary>Set where something failed in an update.</summary>
    public StackUndo? Undo { get; private set; }

    private string Verb => set.Type;

    public void Start(string? token)
    {
        values = new TemplateValues(set.Template, new TemplateScope(stack, engine.World.Account, set.Parameters,
            stack.Resources.GetValueOrDefault));
        engine.Move(stack, $"{Verb}_IN_PROGRESS", "User Initiated", token);
        Go();
    }

    private void Go()
    {
        var wanted = set.Template.Resources.Select(r => r.Key).Where(values.IsThere).ToHashSet();
        while (!hasFailed && wanted.Except(started).FirstOrDefault(id => set.Template.Dependencies(id).All(d => done.Contains(d)
            || !wanted.Contains(d))) is { } next)
        {
            started.Add(next);
            Begin(next);
        }

        if (!hasFailed && running.Count == 0 && done.Count == wanted.Count)
        {
            hasFailed = true;
            engine.World.Clock.After(engine.Worker.Latencies.StackEnd, () => Finish(wanted));
        }
    }

    private void Begin(string id)
    {
        var draft = new LiveResource(stack.Name, stack.Id, id, set.Template.Type(id))
        {
            PhysicalId = "", Properties = values.Properties(id), DependsOn = set.Template.Dependencies(id),
            DeletionPolicy = set.Template.Policy(id, "DeletionPolicy"), UpdateReplacePolicy = set.Template.Policy(id,
                "UpdateReplacePolicy"),
        };
        if (before.GetValueOrDefault(id) is not { } old)
        {
            Create(draft);
            return;
        }

        var replacement = engine.Replacement(draft.Type, old.Properties, draft.Properties);
        if (replacement is null && !IsTaggedAnew(draft.Type))
        {
            stack.Resources[id] = draft with { PhysicalId = old.PhysicalId, Status = old.Status, Changed = old.Changed };
            done.Add(id);
        }
        else if (replacement == "True")
        {
            Replace(draft, old);
        }
        else
        {
            Do(WorkKind.Update, draft with { PhysicalId = old.PhysicalId }, "UPDATE", old.Properties);
        }
    }

    // What is told in aws-cloudformation/cloudformation-coverage-roadmap, issue 538: other tags of the stack are an update of a resource of
    // AWS WAF, and that is back to what the template says.
    private bool IsTaggedAnew(string type) => type == "AWS::WAFv2::RegexPatternSet" && (stack.Tags.Count != set.Tags.Count
        || stack.Tags.Any(t => set.Tags.GetValueOrDefault(t.Key) != t.Value));

    private void Create(LiveResource draft)
    {
        if (set.Imports.TryGetValue(draft.LogicalId, out var physical))
        {
            var taken = draft with { PhysicalId = physical };
            stack.Resources[draft.LogicalId] = taken;
            engine.Kept.RemoveAll(k => k.PhysicalId == physical);
            engine.Note(stack, taken, "IMPORT_COMPLETE");
            done.Add(draft.LogicalId);
            return;
        }

        Do(WorkKind.Create, Named(draft), "CREATE", null);
    }

    // B4: the new one is made before the old one goes, so a name of one's own is in the way.
    private void Replace(LiveResource draft, LiveResource old)
    {
        var made = Named(draft);
        if (made.PhysicalId == old.PhysicalId)
        {
            engine.Note(stack, made, "UPDATE_FAILED", $"{made.PhysicalId} already exists");
            Fail(made, $"{made.PhysicalId} already exists");
            return;
        }

        replaced.Add(old);
        engine.Note(stack, made, "UPDATE_IN_PROGRESS",
            "Requested update requires the creation of a new physical resource; hence creating one.");
        Do(WorkKind.Create, made, "UPDATE", null);
    }

    private LiveResource Named(LiveResource draft) => draft with
    {
        PhysicalId = ResourceNames.Make(stack, draft.LogicalId, draft, engine.World.Hex(17)),
    };

    private void Do(WorkKind kind, LiveResource resource, string verb, JsonObject? old)
    {
        stack.Resources[resource.LogicalId] = resource;
        engine.Note(stack, resource, $"{verb}_IN_PROGRESS");
        ResourceWork work = null!;
        work = new ResourceWork(kind, resource, failure =>
        {
            running.Remove(work);
            engine.Note(stack, resource, failure is null ? $"{verb}_COMPLETE" : $"{verb}_FAILED", failure);
            if (failure is not null)
            {
                Fail(resource, failure);
                return;
            }

            done.Add(resource.LogicalId);
            Go();
        }) { Before = old, IsExpress = set.IsExpress };
        running.Add(work);
        engine.Worker.Begin(work);
    }

    private void Fail(LiveResource? first, string reason)
    {
        if (hasFailed)
        {
            return;
        }

        hasFailed = true;
        foreach (var work in running)
        {
            work.Abandon();
            engine.Note(stack, work.Resource, $"{(IsCreation ? "CREATE" : "UPDATE")}_FAILED", "Resource creation cancelled");
        }

        var failed = running.Select(w => w.Resource.LogicalId).Prepend(first?.LogicalId).OfType<string>().Distinct();
        running.Clear();
        Undo = new StackUndo(engine, stack, this);
        Undo.Start(first is null ? reason
            : $"The following resource(s) failed to {(IsCreation ? "create" : "update")}: [{string.Join(", ", failed)}]. ");
    }

    private void Finish(HashSet<string> wanted)
    {
        (stack.Template, stack.Parameters, stack.Tags) = (set.Template, set.Parameters, set.Tags);
        (stack.Capabilities, stack.RoleArn) = (set.Capabilities, set.RoleArn ?? stack.RoleArn);
        stack.Outputs = values.Outputs();
        if (Verb != "UPDATE")
        {
            engine.Move(stack, $"{Verb}_COMPLETE");
            return;
        }

        // User guide, "Stack status codes": it can be used, and what is not needed any more is removed.
        engine.Move(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
        var removed = before.Values.Where(r => !wanted.Contains(r.LogicalId)).ToList();
        new StackDeletion(engine, stack, [.. removed, .. replaced], r => (replaced.Contains(r) ? r.UpdateReplacePolicy : r.DeletionPolicy)
            is "Retain" or "RetainExceptOnCreate", failed =>
        {
            // A7: what can not be deleted is dropped from the stack, and the stack is complete.
            failed.Where(f => !wanted.Contains(f.LogicalId)).ToList().ForEach(f => stack.Resources.Remove(f.LogicalId));
            engine.Move(stack, "UPDATE_COMPLETE");
        }).Start();
    }
}
