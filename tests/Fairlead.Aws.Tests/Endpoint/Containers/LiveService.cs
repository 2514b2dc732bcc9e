using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>A service as it is now.</summary>
internal sealed class LiveService(string arn, string cluster)
{
    public string Arn => arn;

    public string Name => arn.Split('/')[^1];

    public string Cluster => cluster;

    public int Desired { get; set; }

    public required ServiceTerms Terms { get; set; }

    /// <summary>What is to be; null before there ever was a definition.</summary>
    public required LiveRevision Primary { get; set; }

    /// <summary>Newest first.</summary>
    public List<LiveRevision> Revisions { get; } = [];

    /// <summary>Newest first.</summary>
    public List<LiveDeployment> Deployments { get; } = [];

    /// <summary>Newest first.</summary>
    public List<(string Id, double At, string Message)> Events { get; } = [];

    public Dictionary<string, string> Tags { get; set; } = [];

    /// <summary>As DescribeServices shows them, and UpdateService replaces them.</summary>
    public JsonArray LoadBalancers { get; set; } = [];

    public JsonArray CapacityProviders { get; set; } = [];

    public bool IsActive { get; set; } = true;

    public bool IsTicking { get; set; }

    /// <summary>Who waits until it is steady, or has failed.</summary>
    public List<Action<string?>> Waiting { get; } = [];

    /// <summary>The target group that the tasks of a revision are in; null where it has none.</summary>
    public string? GroupOf(LiveRevision revision) => revision.IsSecond
        ? LoadBalancers.FirstOrDefault()?["advancedConfiguration"]?["alternateTargetGroupArn"]?.ToString()
        : Terms.TargetGroups is [var first, ..] ? first : null;

    public LiveDeployment? Running => Deployments.Find(d => !d.IsOver);
}

/// <summary>What of a service's settings its scheduler obeys.</summary>
internal sealed record ServiceTerms
{
    public int MinimumPercent { get; init; } = 100;

    public int MaximumPercent { get; init; } = 200;

    /// <summary>Null is no circuit breaker.</summary>
    public int? Threshold { get; init; }

    public bool IsResetByHealthy { get; init; } = true;

    public bool RollsBack { get; init; }

    public bool IsEarly { get; init; }

    /// <summary>Old and new tasks stand side by side until all requests go over.</summary>
    public bool IsBlueGreen { get; init; }

    public TimeSpan Bake { get; init; }

    public TimeSpan Grace { get; init; }

    public IReadOnlyList<string> TargetGroups { get; init; } = [];
}

/// <summary>A definition as a service runs it: one of ECS's "deployments" in DescribeServices.</summary>
internal sealed class LiveRevision(string id, string arn, LiveDefinition definition)
{
    /// <summary><c>ecs-svc/…</c>, which is also what its tasks are started by.</summary>
    public string Id => id;

    public string Arn => arn;

    public LiveDefinition Definition => definition;

    public double CreatedAt { get; init; }

    public string RolloutState { get; set; } = "IN_PROGRESS";

    public string? RolloutReason { get; set; }

    public int Failed { get; set; }

    /// <summary>It was COMPLETED once, and may be gone back to: with no task at all too.</summary>
    public bool HasCompleted { get; set; }

    /// <summary>Its tasks are in the alternate target group.</summary>
    public bool IsSecond { get; set; }
}

/// <summary>The way from one revision to another.</summary>
internal sealed class LiveDeployment(string arn, LiveRevision target, LiveRevision? source)
{
    public string Arn => arn;

    public LiveRevision Target => target;

    public LiveRevision? Source => source;

    public string Status { get; set; } = "PENDING";

    public string? Reason { get; set; }

    public double CreatedAt { get; init; }

    public double? FinishedAt { get; set; }

    public double? RolledBackAt { get; set; }

    public string? RollbackReason { get; set; }

    /// <summary>Of blue-green only.</summary>
    public string? Stage { get; set; }

    public DateTimeOffset StageSince { get; set; }

    public bool IsOver => Status is "SUCCESSFUL" or "STOPPED" or "ROLLBACK_SUCCESSFUL" or "ROLLBACK_FAILED";
}
