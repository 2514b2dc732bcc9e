using Fairlead.Core.Model;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>A service that is to run another task definition.</summary>
/// <param name="Subject">Its name in the file, which is its container's name too.</param>
/// <param name="Service">ECS's name of it, or its ARN.</param>
/// <param name="TaskDefinition">The ARN of the revision that it is to run.</param>
internal sealed record ServiceMove(string Subject, string Cluster, string Service, string TaskDefinition)
{
    /// <summary>Null leaves it as it is: it is scaled, and whoever scales it knows better.</summary>
    public int? Count { get; init; }

    /// <summary>It has served nothing yet: no task of its placeholder ever ran.</summary>
    public bool IsFirst { get; init; }

    /// <summary>As the stack has it: a service without requests has none to move.</summary>
    public Strategy Strategy { get; init; } = Strategy.Rolling;

    /// <summary>The ARN; null where no requests come.</summary>
    public string? TargetGroup { get; init; }

    public int? ContainerPort { get; init; }

    /// <summary>What the load balancer asks its tasks for, to be told where they do not answer as they should.</summary>
    public string? HealthPath { get; init; }

    /// <summary>Its container has a check of its own: until it was good once ECS says UNKNOWN, as it does where there is none.</summary>
    public bool HasOwnCheck { get; init; }

    /// <summary>The log group's name.</summary>
    public required string LogGroup { get; init; }

    /// <summary>The definition may be the same: what it reads when it starts is not.</summary>
    public bool ForcesNewTasks { get; init; }

    /// <summary>What the last good release ran, for the case that the service itself does not say it any more.</summary>
    public string? Before { get; init; }

    /// <summary>The service's line.</summary>
    public Span? Place { get; init; }

    /// <summary>How long it took last time.</summary>
    public TimeSpan? LastTime { get; init; }

    /// <summary>Where it answers.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];
}

/// <summary>A service that runs what it is to run, with what is needed to take it back.</summary>
/// <param name="Before">The definition that it ran; null where it ran none, or nobody knows.</param>
/// <param name="HealthyAfter">How long it took until all tasks were healthy; zero where nothing was to be done.</param>
internal sealed record ServiceMoved(ServiceMove Move, string? Before, int CountBefore, TimeSpan HealthyAfter)
{
    public int? PortBefore { get; init; }
}
