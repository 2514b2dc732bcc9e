using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>A stack as it is now.</summary>
internal sealed class LiveStack(string id, string name, string region)
{
    public string Id => id;

    public string Name => name;

    public string Region => region;

    public string Account => id.Split(':')[4];

    public string Status { get; set; } = "REVIEW_IN_PROGRESS";

    public string? Reason { get; set; }

    public string Created { get; init; } = "";

    public string? Updated { get; set; }

    public StackTemplate? Template { get; set; }

    public Dictionary<string, string> Parameters { get; set; } = [];

    public Dictionary<string, string> Tags { get; set; } = [];

    public Dictionary<string, string> Outputs { get; set; } = [];

    public IReadOnlyList<string> Capabilities { get; set; } = [];

    public string? RoleArn { get; set; }

    public bool IsProtected { get; set; }

    public Dictionary<string, LiveResource> Resources { get; } = [];

    /// <summary>Oldest first.</summary>
    public List<LiveStackEvent> Events { get; } = [];

    public List<LiveChangeSet> ChangeSets { get; } = [];

    /// <summary>Tokens of operations that were begun: the same token begins nothing anew.</summary>
    public HashSet<string> Tokens { get; } = [];

    public StackRun? Run { get; set; }

    public bool IsBusy => Status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal) && Status != "REVIEW_IN_PROGRESS";

    public bool IsGone => Status == "DELETE_COMPLETE";
}

/// <summary>A resource of a stack as it is now.</summary>
internal sealed record LiveResource(string StackName, string StackId, string LogicalId, string Type)
{
    public required string PhysicalId { get; init; }

    /// <summary>With all functions carried out.</summary>
    public required JsonObject Properties { get; init; }

    public IReadOnlySet<string> DependsOn { get; init; } = new HashSet<string>();

    public string? DeletionPolicy { get; init; }

    public string? UpdateReplacePolicy { get; init; }

    public string Status { get; set; } = "";

    public string? Reason { get; set; }

    public string Changed { get; set; } = "";

    public string Region => StackId.Split(':')[3];

    public string Account => StackId.Split(':')[4];

    public string? Text(string property) => Properties[property] is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString() : null;
}

internal sealed record LiveStackEvent(string Id, string At, string LogicalId, string Type, string Status)
{
    public string? PhysicalId { get; init; }

    public string? Reason { get; init; }

    public string? Token { get; init; }
}

/// <summary>What CloudFormation's validation says of a change before it is made.</summary>
/// <param name="Name">Such as <c>NAME_CONFLICT_VALIDATION</c>.</param>
/// <param name="Stops">Or it is only a warning.</param>
internal sealed record LiveFinding(string LogicalId, string Name, string Reason, bool Stops = true)
{
    /// <summary>Below the resource: <c>/Properties/BucketName</c>.</summary>
    public string Path { get; init; } = "";
}

/// <summary>A change that was prepared and may be executed.</summary>
internal sealed class LiveChangeSet(string id, string name, string type)
{
    public string Id => id;

    public string Name => name;

    /// <summary><c>CREATE</c>, <c>UPDATE</c> or <c>IMPORT</c>.</summary>
    public string Type => type;

    public string Status { get; set; } = "CREATE_PENDING";

    public string? Reason { get; set; }

    public string Execution { get; set; } = "UNAVAILABLE";

    public string? Token { get; init; }

    public required StackTemplate Template { get; init; }

    public required Dictionary<string, string> Parameters { get; init; }

    public required Dictionary<string, string> Tags { get; init; }

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public string? RoleArn { get; init; }

    public string? OnStackFailure { get; init; }

    /// <summary>Resources are done once they are made.</summary>
    public bool IsExpress { get; init; }

    /// <summary>Physical names by logical ids.</summary>
    public IReadOnlyDictionary<string, string> Imports { get; init; } = new Dictionary<string, string>();

    public string Created { get; init; } = "";

    public JsonArray Changes { get; set; } = [];

    public List<LiveFinding> Findings { get; } = [];
}
