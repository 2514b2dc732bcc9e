using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>CloudFormation's operations. <c>API Reference, version 2010-05-15</c>.</summary>
internal sealed class StackCalls(StackEngine engine, ChangeSetMaker maker, Func<string, bool> hasRole) : IAwsPart
{
    private const int Page = 100;

    // User guide, "Stack status codes": what can be updated.
    private static readonly string[] Updatable =
    [
        "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE",
        "CREATE_FAILED", "UPDATE_FAILED",
    ];

    private readonly List<LiveStack> stacks = [];

    public StackEngine Engine => engine;

    public IReadOnlyList<LiveStack> All => stacks;

    public void Register(AwsRoutes routes) => routes
        .Add("cloudformation", "DescribeStacks", DescribeStacks)
        .Add("cloudformation", "CreateChangeSet", CreateChangeSet)
        .Add("cloudformation", "DescribeChangeSet", DescribeChangeSet)
        .Add("cloudformation", "ExecuteChangeSet", ExecuteChangeSet)
        .Add("cloudformation", "DeleteChangeSet", DeleteChangeSet)
        .Add("cloudformation", "DeleteStack", DeleteStack)
        .Add("cloudformation", "ContinueUpdateRollback", ContinueRollback)
        .Add("cloudformation", "RollbackStack", Rollback)
        .Add("cloudformation", "DescribeStackEvents", DescribeStackEvents)
        .Add("cloudformation", "DescribeEvents", DescribeEvents)
        .Add("cloudformation", "GetTemplate", call => Members.Make(("TemplateBody", Need(call).Template?.Text ?? "{}")))
        .Add("tagging", "GetResources", FindTagged);

    /// <summary>By name, of those that are not gone, or by id.</summary>
    public LiveStack? Find(string name) => stacks.FindLast(s => s.Id == name || s.Name == name && !s.IsGone);

    /// <summary>What stacks that are gone have left.</summary>
    public IReadOnlyList<LiveResource> Kept => engine.Kept;

    // Tagging API Reference, GetResources: whatever has all of these tags, in a stack or left by one.
    private AwsAnswer FindTagged(AwsCall call)
    {
        var services = call.Texts("ResourceTypeFilters");
        var wanted = call.List("TagFilters").Select(f => (Key: f["Key"]!.ToString(), Value: f["Values"]![0]!.ToString())).ToList();
        var found = engine.Kept.Concat(stacks.Where(s => !s.IsGone).SelectMany(s => s.Resources.Values))
            .Select(r => (Arn: ResourceNames.ArnOf(r), Tags: TagsOf(r)))
            .Where(r => (services.Count == 0 || services.Contains(r.Arn.Split(':')[2]))
                && wanted.TrueForAll(w => r.Tags.GetValueOrDefault(w.Key) == w.Value));
        return Members.Make(("PaginationToken", ""), ("ResourceTagMappingList", Members.List(found.Select(r => Members.Make(
            ("ResourceARN", r.Arn), ("Tags", Members.Pairs(r.Tags, "Key", "Value")))))));
    }

    private static Dictionary<string, string> TagsOf(LiveResource r) =>
        (r.Properties["Tags"] ?? r.Properties["UserPoolTags"] ?? r.Properties["FileSystemTags"]) switch
        {
            JsonArray list => list.ToDictionary(t => t!["Key"]!.ToString(), t => t!["Value"]!.ToString()),
            JsonObject map => map.ToDictionary(t => t.Key, t => t.Value!.ToString()),
            _ => [],
        };

    private AwsAnswer DescribeStacks(AwsCall call)
    {
        if (call.Text("StackName") is not null)
        {
            return Members.Make(("Stacks", Members.List([Show(Need(call))])));
        }

        var (page, next) = Cut(call, stacks.Where(s => !s.IsGone && s.Region == call.Request.Region).ToList());
        return Members.Make(("Stacks", Members.List(page.Select(Show))), ("NextToken", next));
    }

    private AwsAnswer CreateChangeSet(AwsCall call)
    {
        var (name, type, region) = (call.Need("StackName"), call.Text("ChangeSetType") ?? "UPDATE", call.Request.Region);
        var stack = stacks.FindLast(s => (s.Name == name || s.Id == name) && s.Region == region && !s.IsGone);
        if (stack?.ChangeSets.Find(c => c.Name == call.Need("ChangeSetName")) is { } same)
        {
            // D3: with the same token it is the same.
            return same.Token is not null && same.Token == call.Text("ClientToken") ? Ids(stack, same)
                : throw new AwsRefusal("AlreadyExistsException", $"ChangeSet {same.Name} already exists");
        }

        CheckRole(call.Text("RoleARN"));
        if (stack is null && type == "UPDATE")
        {
            throw Error($"Stack [{name}] does not exist");
        }

        if (stack is not null)
        {
            CheckState(stack, type);
        }

        var isNew = stack is null;
        stack ??= new LiveStack(engine.World.Arn("cloudformation", region, $"stack/{name}/{engine.World.Uuid()}"), name, region)
        {
            Created = engine.World.NowText,
        };
        var set = maker.Make(call, stack);
        if (isNew)
        {
            stacks.Add(stack);
            stack.Tags = set.Tags;
        }

        stack.ChangeSets.Add(set);
        engine.World.Clock.After(engine.Worker.Latencies.ChangeSet, () => maker.Compute(stack, set));
        return Ids(stack, set);
    }

    private static void CheckState(LiveStack stack, string type)
    {
        if (type == "CREATE" && stack.Status != "REVIEW_IN_PROGRESS")
        {
            throw new AwsRefusal("AlreadyExistsException",
                $"Stack [{stack.Name}] already exists and cannot be created again with the changeSet");
        }

        // A1, A3, A5: neither a failed creation nor a stack that is at work can be updated.
        if (type == "UPDATE" && !Updatable.Contains(stack.Status))
        {
            throw Error($"Stack:{stack.Id} is in {stack.Status} state and can not be updated.");
        }
    }

    private AwsAnswer DescribeChangeSet(AwsCall call)
    {
        var (stack, set) = NeedSet(call);
        var (page, next) = Cut(call, set.Changes.ToList());
        return Members.Make(("ChangeSetName", set.Name), ("ChangeSetId", set.Id), ("StackId", stack.Id), ("StackName", stack.Name),
            ("CreationTime", set.Created), ("ExecutionStatus", set.Execution), ("Status", set.Status), ("StatusReason", set.Reason),
            ("Parameters", Members.Pairs(set.Parameters, "ParameterKey", "ParameterValue")), ("Tags", Members.Pairs(set.Tags, "Key",
                "Value")),
            ("Changes", Members.List(page)), ("NextToken", next));
    }

    private AwsAnswer ExecuteChangeSet(AwsCall call)
    {
        var (stack, set) = NeedSet(call);
        if (call.Text("ClientRequestToken") is { } token && !stack.Tokens.Add($"execute {token}"))
        {
            return new JsonObject();
        }

        if (set.Execution != "AVAILABLE")
        {
            throw new AwsRefusal("InvalidChangeSetStatus", $"ChangeSet [{set.Id}] cannot be executed in its current execution status of "
                + $"[{set.Execution}]");
        }

        if (stack.IsBusy)
        {
            throw Error($"Stack:{stack.Id} is in {stack.Status} state and can not be updated.");
        }

        CheckRole(set.RoleArn ?? stack.RoleArn);
        set.Execution = "EXECUTE_COMPLETE";
        stack.ChangeSets.Where(o => o != set).ToList().ForEach(o => o.Execution = "OBSOLETE");
        stack.Run = new StackRun(engine, stack, set);
        stack.Run.Start(call.Text("ClientRequestToken"));
        return new JsonObject();
    }

    private AwsAnswer DeleteChangeSet(AwsCall call)
    {
        var (stack, set) = NeedSet(call);
        stack.ChangeSets.Remove(set);
        return new JsonObject();
    }

    private AwsAnswer DeleteStack(AwsCall call)
    {
        if (Find(call.Need("StackName")) is not { IsGone: false } stack)
        {
            return new JsonObject();
        }

        if (call.Text("ClientRequestToken") is { } token && !stack.Tokens.Add($"delete {token}"))
        {
            return new JsonObject();
        }

        if (stack.IsProtected)
        {
            throw Error($"Stack [{stack.Name}] cannot be deleted while TerminationProtection is enabled");
        }

        // API Reference, DeleteStack: what is kept may only be named once a deletion has failed.
        if (call.Texts("RetainResources").Count > 0 && stack.Status != "DELETE_FAILED")
        {
            throw Error("Invalid operation on stack. Specify which resources to retain only when the stack is in the DELETE_FAILED state.");
        }

        CheckRole(call.Text("RoleARN") ?? stack.RoleArn);
        if (!stack.IsBusy)
        {
            engine.Delete(stack, call.Texts("RetainResources"), call.Text("ClientRequestToken"));
        }

        return new JsonObject();
    }

    private AwsAnswer ContinueRollback(AwsCall call)
    {
        var stack = Need(call);
        if (stack.Status != "UPDATE_ROLLBACK_FAILED")
        {
            throw Error($"Stack {stack.Name} is not in UPDATE_ROLLBACK_FAILED state");
        }

        var skip = call.Texts("ResourcesToSkip");
        if (skip.Except(stack.Run!.Undo!.Failed).ToList() is { Count: > 0 } others)
        {
            throw Error($"Resources [{string.Join(", ", others)}] did not fail during the rollback and cannot be skipped");
        }

        stack.Run.Undo.Continue(skip, call.Text("ClientRequestToken"));
        return new JsonObject();
    }

    private AwsAnswer Rollback(AwsCall call)
    {
        var stack = Need(call);
        if (stack.Status is not ("CREATE_FAILED" or "UPDATE_FAILED"))
        {
            throw Error($"Stack:{stack.Id} is in {stack.Status} state and can not be rolled back.");
        }

        var undo = stack.Run!.Undo!;
        if (stack.Run.IsCreation)
        {
            undo.RemoveAll("");
        }
        else
        {
            undo.Continue([], call.Text("ClientRequestToken"));
        }

        return Members.Make(("StackId", stack.Id));
    }

    // API Reference, OperationEvent; of a change set that is named without its ARN there are none (cloudformation-cli, issue 1116).
    private AwsAnswer DescribeEvents(AwsCall call)
    {
        var (stack, set) = NeedSet(call);
        return Members.Make(("OperationEvents", Members.List(set.Findings.Select(f => Members.Make(
            ("EventId", engine.World.Uuid()), ("StackId", stack.Id), ("OperationType", "CREATE_CHANGESET"),
            ("OperationStatus", "FAILED"), ("EventType", "VALIDATION_ERROR"), ("LogicalResourceId", f.LogicalId),
            ("ResourceType", set.Template.Type(f.LogicalId)), ("Timestamp", engine.World.NowText),
            ("ValidationFailureMode", f.Stops ? "FAIL" : "WARN"), ("ValidationName", f.Name), ("ValidationStatus", "FAILED"),
            ("ValidationStatusReason", f.Reason), ("ValidationPath", $"/Resources/{f.LogicalId}{f.Path}"))))));
    }

    private AwsAnswer DescribeStackEvents(AwsCall call)
    {
        var stack = Need(call);
        var (page, next) = Cut(call, Enumerable.Reverse(stack.Events).ToList());
        return Members.Make(("StackEvents", Members.List(page.Select(e => Members.Make(("StackId", stack.Id), ("StackName", stack.Name),
            ("EventId", e.Id), ("Timestamp", e.At), ("LogicalResourceId", e.LogicalId), ("PhysicalResourceId", e.PhysicalId),
            ("ResourceType", e.Type), ("ResourceStatus", e.Status), ("ResourceStatusReason", e.Reason), ("ClientRequestToken", e.Token))))),
            ("NextToken", next));
    }

    private static (List<T> Page, string? Next) Cut<T>(AwsCall call, List<T> all)
    {
        var from = call.Text("NextToken") is { } token ? int.Parse(token) : 0;
        return (all.Skip(from).Take(Page).ToList(), all.Count > from + Page ? $"{from + Page}" : null);
    }

    private LiveStack Need(AwsCall call)
    {
        var name = call.Need("StackName");
        var found = stacks.FindLast(s => s.Id == name || s.Name == name && !s.IsGone && s.Region == call.Request.Region);
        return found is not null && engine.World.Sees($"stack/{found.Name}") ? found : throw Error($"Stack with id {name} does not exist");
    }

    private (LiveStack Stack, LiveChangeSet Set) NeedSet(AwsCall call)
    {
        var id = call.Need("ChangeSetName");
        var found = stacks.SelectMany(s => s.ChangeSets.Select(c => (Stack: s, Set: c))).FirstOrDefault(f => f.Set.Id == id
            || f.Set.Name == id && f.Stack.Name == call.Text("StackName"));
        return found.Set is not null ? found : throw new AwsRefusal("ChangeSetNotFound", $"ChangeSet [{id}] does not exist", 404);
    }

    // A10: without its role a stack can be neither changed nor deleted.
    private void CheckRole(string? arn)
    {
        if (arn is not null && !hasRole(arn))
        {
            throw Error($"Role {arn} is invalid or cannot be assumed");
        }
    }

    private static JsonObject Ids(LiveStack stack, LiveChangeSet set) => Members.Make(("Id", set.Id), ("StackId", stack.Id));

    private static JsonObject Show(LiveStack s) => Members.Make(("StackId", s.Id), ("StackName", s.Name), ("StackStatus", s.Status),
        ("StackStatusReason", s.Reason), ("CreationTime", s.Created), ("LastUpdatedTime", s.Updated), ("RoleARN", s.RoleArn),
        ("Description", s.Template?.Description), ("EnableTerminationProtection", s.IsProtected),
        ("Capabilities", Members.Texts(s.Capabilities)), ("Parameters", Members.Pairs(s.Parameters, "ParameterKey", "ParameterValue")),
        ("Outputs", Members.Pairs(s.Outputs, "OutputKey", "OutputValue")), ("Tags", Members.Pairs(s.Tags, "Key", "Value")));

    private static AwsRefusal Error(string message) => new("ValidationError", message);
}
