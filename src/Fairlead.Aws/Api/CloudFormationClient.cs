using System.Xml.Linq;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>CloudFormation, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2010-05-15</c>.</summary>
internal sealed class CloudFormationClient(AwsTransport transport)
{
    /// <summary>Null where there is none of that name.</summary>
    /// <param name="stackName">A name, or the id of one that may be deleted.</param>
    public async Task<StackDescription?> DescribeStack(string stackName, CancellationToken cancel)
    {
        try
        {
            var (stacks, _) = await DescribeStacks(stackName, null, cancel);
            return stacks is [var stack] ? stack : null;
        }
        catch (Amazon.Runtime.AmazonServiceException e) when (IsMissing(e))
        {
            return null;
        }
    }

    /// <summary>A page of all stacks of the account and region, or the one of a name.</summary>
    public async Task<(IReadOnlyList<StackDescription> Stacks, string? NextToken)> DescribeStacks(string? stackName, string? nextToken,
        CancellationToken cancel)
    {
        var result = await Call("DescribeStacks", new QueryForm().Add("StackName", stackName).Add("NextToken", nextToken), cancel);
        return ([.. result.Members("Stacks").Select(StackDescription.Read)], result.Text("NextToken"));
    }

    /// <summary>Answers the id of the change set.</summary>
    public async Task<ChangeSetIds> CreateChangeSet(NewChangeSet set, CancellationToken cancel)
    {
        var form = new QueryForm().Add("StackName", set.StackName).Add("ChangeSetName", set.ChangeSetName)
            .Add("ChangeSetType", set.ChangeSetType).Add("ClientToken", set.ClientToken).Add("TemplateBody", set.TemplateBody)
            .Add("TemplateURL", set.TemplateUrl).Add("RoleARN", set.RoleArn).Add("IncludeNestedStacks", false)
            .Add("UsePreviousTemplate", set.UsesPreviousTemplate)
            .Add("DeploymentConfig.Mode", set.IsExpress ? "EXPRESS" : null)
            .Add("DeploymentConfig.DisableRollback", set.IsExpress ? false : null)
            .Add("OnStackFailure", set.OnStackFailure).AddList("Capabilities", set.Capabilities)
            .AddList("Parameters", set.Parameters, static (f, path, p) => f.Add($"{path}.ParameterKey", p.Key)
                .Add($"{path}.ParameterValue", p.Value))
            .AddList("Tags", set.Tags, static (f, path, t) => f.Add($"{path}.Key", t.Key).Add($"{path}.Value", t.Value))
            .AddList("ResourcesToImport", set.ResourcesToImport, static (f, path, r) => f
                .Add($"{path}.ResourceType", r.ResourceType).Add($"{path}.LogicalResourceId", r.LogicalResourceId)
                .Add($"{path}.ResourceIdentifier.entry.1.key", r.Identifier).Add($"{path}.ResourceIdentifier.entry.1.value", r.Value));
        var result = await Call("CreateChangeSet", form, cancel);
        return new ChangeSetIds(result.Need("Id"), result.Need("StackId"));
    }

    /// <summary>A page of a change set.</summary>
    public async Task<ChangeSetDescription> DescribeChangeSet(string id, string? nextToken, CancellationToken cancel) =>
        ChangeSetDescription.Read(await Call("DescribeChangeSet", new QueryForm().Add("ChangeSetName", id).Add("NextToken", nextToken),
            cancel));

    public Task ExecuteChangeSet(string id, string clientRequestToken, CancellationToken cancel) => Call("ExecuteChangeSet",
        new QueryForm().Add("ChangeSetName", id).Add("ClientRequestToken", clientRequestToken).Add("DisableRollback", false), cancel);

    public Task DeleteChangeSet(string id, CancellationToken cancel) =>
        Call("DeleteChangeSet", new QueryForm().Add("ChangeSetName", id), cancel);

    /// <param name="retainResources">Logical ids of what stays; only of a stack whose deletion has failed.</param>
    public Task DeleteStack(string stackName, string? roleArn, string clientRequestToken, IReadOnlyList<string> retainResources,
        CancellationToken cancel) => Call("DeleteStack", new QueryForm().Add("StackName", stackName).Add("RoleARN", roleArn)
            .Add("ClientRequestToken", clientRequestToken).AddList("RetainResources", retainResources), cancel);

    public Task ContinueUpdateRollback(string stackName, string? roleArn, string clientRequestToken,
        IReadOnlyList<string> resourcesToSkip, CancellationToken cancel) => Call("ContinueUpdateRollback", new QueryForm()
            .Add("StackName", stackName).Add("RoleARN", roleArn).Add("ClientRequestToken", clientRequestToken)
            .AddList("ResourcesToSkip", resourcesToSkip), cancel);

    public Task RollbackStack(string stackName, string? roleArn, string clientRequestToken, CancellationToken cancel) =>
        Call("RollbackStack", new QueryForm().Add("StackName", stackName).Add("RoleARN", roleArn)
            .Add("ClientRequestToken", clientRequestToken), cancel);

    /// <summary>A page of events, newest first.</summary>
    public async Task<(IReadOnlyList<StackEvent> Events, string? NextToken)> DescribeStackEvents(string stackName, string? nextToken,
        CancellationToken cancel)
    {
        var result = await Call("DescribeStackEvents", new QueryForm().Add("StackName", stackName).Add("NextToken", nextToken), cancel);
        return ([.. result.Members("StackEvents").Select(StackEvent.Read)], result.Text("NextToken"));
    }

    /// <summary>A page of what failed while a change set was made: what CloudFormation's own validation found stands nowhere else (API
    /// Reference, DescribeEvents).</summary>
    /// <param name="changeSetId">Its ARN: of its name alone the operation says that it is missing.</param>
    public async Task<(IReadOnlyList<OperationEvent> Events, string? NextToken)> DescribeEvents(string changeSetId, string? nextToken,
        CancellationToken cancel)
    {
        var result = await Call("DescribeEvents", new QueryForm().Add("ChangeSetName", changeSetId).Add("Filters.FailedEvents", true)
            .Add("NextToken", nextToken), cancel);
        return ([.. result.Members("OperationEvents").Select(OperationEvent.Read)], result.Text("NextToken"));
    }

    public async Task<string> GetTemplate(string stackName, CancellationToken cancel) => (await Call("GetTemplate",
        new QueryForm().Add("StackName", stackName).Add("TemplateStage", "Original"), cancel)).Need("TemplateBody");

    /// <summary>CloudFormation has no error of its own for it, only a text.</summary>
    private static bool IsMissing(Amazon.Runtime.AmazonServiceException error) =>
        error.ErrorCode == "ValidationError" && error.Message.Contains("does not exist", StringComparison.Ordinal);

    // What changes something carries a token, or says what is to be.
    private Task<XElement> Call(string operation, QueryForm form, CancellationToken cancel) =>
        QueryProtocol.Call(transport, AwsService.CloudFormation, operation, form, cancel);
}

/// <summary>A change set that is to be made.</summary>
/// <param name="ChangeSetType"><c>CREATE</c>, <c>UPDATE</c> or <c>IMPORT</c>.</param>
/// <param name="ClientToken">With the same, the same change set is made once.</param>
internal sealed record NewChangeSet(string StackName, string ChangeSetName, string ChangeSetType, string ClientToken)
{
    /// <summary>At most 51,200 bytes; else <see cref="TemplateUrl"/>.</summary>
    public string? TemplateBody { get; init; }

    public string? TemplateUrl { get; init; }

    /// <summary>The template stays as it is; only what goes into it changes.</summary>
    public bool? UsesPreviousTemplate { get; init; }

    public string? RoleArn { get; init; }

    /// <summary><c>DELETE</c> removes what a failed creation leaves; <c>ROLLBACK</c> keeps its events.</summary>
    public string? OnStackFailure { get; init; }

    /// <summary>
    /// A resource is done once it is made, and not when it is ready (CloudFormation User Guide, "Deploy AWS CloudFormation stacks faster
    /// with express mode", of June 2026). What fails is rolled back all the same, which there has to be said.
    /// </summary>
    public bool IsExpress { get; init; }

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public IReadOnlyList<ResourceToImport> ResourcesToImport { get; init; } = [];
}

/// <param name="Identifier">The property that names it: <c>BucketName</c>.</param>
internal sealed record ResourceToImport(string ResourceType, string LogicalResourceId, string Identifier, string Value);

internal sealed record ChangeSetIds(string Id, string StackId);

/// <param name="StackStatus">Such as <c>CREATE_COMPLETE</c>: CloudFormation user guide, "Stack status codes".</param>
internal sealed record StackDescription(string StackId, string StackName, string StackStatus)
{
    public string? StackStatusReason { get; init; }

    public bool EnableTerminationProtection { get; init; }

    public string? RoleArn { get; init; }

    public DateTimeOffset? LastUpdatedTime { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public static StackDescription Read(XElement stack) => new(stack.Need("StackId"), stack.Need("StackName"), stack.Need("StackStatus"))
    {
        StackStatusReason = stack.Text("StackStatusReason"),
        EnableTerminationProtection = stack.Flag("EnableTerminationProtection"),
        RoleArn = stack.Text("RoleARN"),
        LastUpdatedTime = stack.Time("LastUpdatedTime") ?? stack.Time("CreationTime"),
        Parameters = Pairs(stack, "Parameters", "ParameterKey", "ParameterValue"),
        Outputs = Pairs(stack, "Outputs", "OutputKey", "OutputValue"),
        Tags = Pairs(stack, "Tags", "Key", "Value"),
    };

    private static Dictionary<string, string> Pairs(XElement stack, string list, string key, string value)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in stack.Members(list))
        {
            pairs[member.Need(key)] = member.Text(value) ?? "";
        }

        return pairs;
    }
}

/// <param name="Status">Such as <c>CREATE_COMPLETE</c> or <c>FAILED</c>.</param>
/// <param name="ExecutionStatus">Such as <c>AVAILABLE</c> or <c>OBSOLETE</c>.</param>
internal sealed record ChangeSetDescription(string Status, string? StatusReason, string? ExecutionStatus)
{
    public IReadOnlyList<StackResourceChange> Changes { get; init; } = [];

    public string? NextToken { get; init; }

    /// <summary>CloudFormation says with a text that nothing would change.</summary>
    public bool IsEmpty => Status == "FAILED" && StatusReason is { } reason
        && (reason.Contains("didn't contain changes", StringComparison.Ordinal) || reason.Contains("No updates", StringComparison.Ordinal));

    public static ChangeSetDescription Read(XElement set) => new(set.Need("Status"), set.Text("StatusReason"), set.Text("ExecutionStatus"))
    {
        Changes = [.. set.Members("Changes").Select(c => c.Find("ResourceChange")).OfType<XElement>().Select(StackResourceChange.Read)],
        NextToken = set.Text("NextToken"),
    };
}

/// <param name="Action"><c>Add</c>, <c>Modify</c>, <c>Remove</c>, <c>Import</c> or <c>Dynamic</c>.</param>
/// <param name="Replacement"><c>True</c>, <c>False</c> or <c>Conditional</c>; null where it is new or goes.</param>
internal sealed record StackResourceChange(string Action, string LogicalResourceId, string ResourceType, string? Replacement,
    string? PhysicalResourceId)
{
    public static StackResourceChange Read(XElement change) => new(change.Need("Action"), change.Need("LogicalResourceId"),
        change.Need("ResourceType"), change.Text("Replacement"), change.Text("PhysicalResourceId"));
}

internal sealed record StackEvent(string EventId, DateTimeOffset Timestamp, string LogicalResourceId, string ResourceType,
    string ResourceStatus)
{
    public string? PhysicalResourceId { get; init; }

    public string? ResourceStatusReason { get; init; }

    public string? ClientRequestToken { get; init; }

    public static StackEvent Read(XElement e) => new(e.Need("EventId"), e.Time("Timestamp") ?? default, e.Text("LogicalResourceId") ?? "",
        e.Text("ResourceType") ?? "", e.Text("ResourceStatus") ?? "")
    {
        PhysicalResourceId = e.Text("PhysicalResourceId"),
        ResourceStatusReason = e.Text("ResourceStatusReason"),
        ClientRequestToken = e.Text("ClientRequestToken"),
    };
}

/// <param name="EventType">Such as <c>VALIDATION_ERROR</c> or <c>HOOK_INVOCATION_ERROR</c>.</param>
internal sealed record OperationEvent(string? EventType, string? LogicalResourceId, string? ResourceType)
{
    /// <summary>Such as <c>NAME_CONFLICT_VALIDATION</c>.</summary>
    public string? ValidationName { get; init; }

    /// <summary><c>FAIL</c>, or <c>WARN</c> of what stops nothing.</summary>
    public string? ValidationFailureMode { get; init; }

    public string? ValidationStatusReason { get; init; }

    /// <summary>Where in the template: <c>/Resources/Bucket/Properties/BucketName</c>.</summary>
    public string? ValidationPath { get; init; }

    /// <summary>Of a hook of the account's own.</summary>
    public string? HookStatusReason { get; init; }

    public string? ResourceStatusReason { get; init; }

    public static OperationEvent Read(XElement e) => new(e.Text("EventType"), e.Text("LogicalResourceId"), e.Text("ResourceType"))
    {
        ValidationName = e.Text("ValidationName"), ValidationFailureMode = e.Text("ValidationFailureMode"),
        ValidationStatusReason = e.Text("ValidationStatusReason"), ValidationPath = e.Text("ValidationPath"),
        HookStatusReason = e.Text("HookStatusReason"), ResourceStatusReason = e.Text("ResourceStatusReason"),
    };
}
