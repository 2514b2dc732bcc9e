namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>What becomes of a task, by a test's script.</summary>
internal sealed record TaskFate
{
    public static readonly TaskFate Serves = new();

    // ECS developer guide, "Stopped tasks error messages" (C9).
    public static readonly TaskFate CannotPull = new()
    {
        StartFailure = "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref: not found",
    };

    public static readonly TaskFate NeverHealthy = new() { IsHealthy = false };

    /// <summary>137 and ECS's own words.</summary>
    public static readonly TaskFate OutOfMemory = new()
    {
        EndsAfter = TimeSpan.FromSeconds(4), ExitCode = 137, ContainerReason = "OutOfMemoryError: Container killed due to memory usage",
    };

    /// <summary>It is never RUNNING, for this reason.</summary>
    public string? StartFailure { get; init; }

    public bool IsHealthy { get; init; } = true;

    /// <summary>What it answers to the load balancer's check where it is not healthy.</summary>
    public int Answers { get; init; } = 500;

    /// <summary>Of time in RUNNING; null goes on until it is stopped.</summary>
    public TimeSpan? EndsAfter { get; init; }

    public int ExitCode { get; init; }

    public string? ContainerReason { get; init; }

    /// <summary>What it writes as soon as it runs.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    public static TaskFate Exits(int code, params IReadOnlyList<string> lines) =>
        new() { EndsAfter = TimeSpan.FromSeconds(2), ExitCode = code, Lines = lines };
}

/// <summary>A task as it is now.</summary>
internal sealed class LiveTask(string arn, LiveDefinition definition, string cluster)
{
    public string Arn => arn;

    public string Id => arn.Split('/')[^1];

    public LiveDefinition Definition => definition;

    public string Cluster => cluster;

    public required TaskFate Fate { get; init; }

    public string? Group { get; init; }

    public string? StartedBy { get; init; }

    public Dictionary<string, string> Tags { get; set; } = [];

    public string LastStatus { get; set; } = "PROVISIONING";

    public string DesiredStatus { get; set; } = "RUNNING";

    /// <summary>Its load balancer, or where it has none its own check, found it well.</summary>
    public DateTimeOffset? HealthyAt { get; set; }

    public bool IsUnhealthy { get; set; }

    public string? StopCode { get; set; }

    public string? StoppedReason { get; set; }

    public int? ExitCode { get; set; }

    public string? ContainerReason { get; set; }

    public double CreatedAt { get; init; }

    public double? StartedAt { get; set; }

    public double? StoppedAt { get; set; }

    public DateTimeOffset? Ended { get; set; }

    public string Address { get; init; } = "";

    public bool IsStopped => LastStatus == "STOPPED";

    public bool IsWanted => DesiredStatus == "RUNNING" && !IsStopped;
}

/// <summary>A revision of a task definition.</summary>
/// <param name="Request">As it was registered.</param>
internal sealed record LiveDefinition(string Arn, string Family, int Revision, System.Text.Json.Nodes.JsonObject Request)
{
    public bool IsActive { get; set; } = true;

    public string Name => $"{Family}:{Revision}";

    public IEnumerable<System.Text.Json.Nodes.JsonNode> Containers =>
        Request["containerDefinitions"]!.AsArray().Select(c => c!);
}
