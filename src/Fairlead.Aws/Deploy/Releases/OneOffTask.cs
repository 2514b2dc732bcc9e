using Fairlead.Aws.Api;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>One task that is run to its end: a job, or a command with a service's surroundings.</summary>
/// <param name="Subject">What it is told as.</param>
/// <param name="TaskDefinition">The ARN of the revision.</param>
/// <param name="ClientToken">The same for the same run, for as long as anybody may try it: ECS then starts it once.</param>
internal sealed record OneOffTask(string Subject, string Cluster, string TaskDefinition, string ClientToken)
{
    /// <summary>The container's name in the definition, which is the workload's.</summary>
    public string Container { get; init; } = Subject;

    public required IReadOnlyList<string> Subnets { get; init; }

    public required IReadOnlyList<string> SecurityGroups { get; init; }

    public bool HasPublicIp { get; init; }

    /// <summary>In the place of the definition's.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Added to the definition's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Such as <c>FARGATE_SPOT</c>; null launches on Fargate, which a cluster need know nothing of.</summary>
    public string? CapacityProvider { get; init; }

    /// <summary>The log group's name.</summary>
    public required string LogGroup { get; init; }

    /// <summary>How long it may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whose it is: what still runs is found by it when the token is forgotten, which is after a day.</summary>
    public string? StartedBy { get; init; }

    public IReadOnlyList<EcsTag> Tags { get; init; } = [];

    /// <summary>Its line.</summary>
    public Span? Place { get; init; }

    /// <summary>How long it took last time.</summary>
    public TimeSpan? LastTime { get; init; }

    public bool IsOnSpot => CapacityProvider == "FARGATE_SPOT";
}

/// <summary>What became of it.</summary>
/// <param name="ExitCode">The container's; null where it never ran.</param>
/// <param name="Reason">Why it did not end well; null where it did.</param>
/// <param name="Took">Of its time in RUNNING.</param>
internal sealed record TaskOutcome(int? ExitCode, string? Reason, IReadOnlyList<string> LastLines, TimeSpan Took, string TaskArn)
{
    /// <summary>It ran longer than it may, and was stopped.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>One step to take; null where it ended well.</summary>
    public string? Next { get; init; }

    public bool IsGood => ExitCode == 0 && Reason is null;
}
