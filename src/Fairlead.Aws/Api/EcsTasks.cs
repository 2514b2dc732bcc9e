namespace Fairlead.Aws.Api;

internal sealed record RunTaskRequest(string Cluster, string TaskDefinition, string ClientToken)
{
    public int? Count { get; init; }

    public string? LaunchType { get; init; }

    /// <summary>Stands in the place of a launch type.</summary>
    public IReadOnlyList<CapacityProviderStrategyItem>? CapacityProviderStrategy { get; init; }

    public string? StartedBy { get; init; }

    public string? Group { get; init; }

    public bool? EnableExecuteCommand { get; init; }

    public NetworkConfiguration? NetworkConfiguration { get; init; }

    public TaskOverride? Overrides { get; init; }

    public IReadOnlyList<EcsTag>? Tags { get; init; }
}

internal sealed record NetworkConfiguration(AwsVpcConfiguration AwsvpcConfiguration);

/// <param name="AssignPublicIp"><c>ENABLED</c> or <c>DISABLED</c>.</param>
internal sealed record AwsVpcConfiguration(IReadOnlyList<string> Subnets, IReadOnlyList<string> SecurityGroups, string AssignPublicIp);

internal sealed record TaskOverride(IReadOnlyList<ContainerOverride> ContainerOverrides);

internal sealed record ContainerOverride(string Name)
{
    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<EnvironmentPair>? Environment { get; init; }
}

internal sealed record EnvironmentPair(string Name, string Value);

internal sealed record RunTaskResponse(IReadOnlyList<EcsTask>? Tasks, IReadOnlyList<EcsFailure>? Failures);

/// <param name="LastStatus">Such as <c>PENDING</c>, <c>RUNNING</c> or <c>STOPPED</c>.</param>
internal sealed record EcsTask(string TaskArn, string LastStatus, string? DesiredStatus, string? TaskDefinitionArn)
{
    public string? StoppedReason { get; init; }

    public string? StopCode { get; init; }

    public string? HealthStatus { get; init; }

    public string? StartedBy { get; init; }

    public string? Group { get; init; }

    public double? StartedAt { get; init; }

    public double? StoppedAt { get; init; }

    /// <summary>In MiB.</summary>
    public string? Memory { get; init; }

    public IReadOnlyList<TaskContainer>? Containers { get; init; }

    /// <summary>In the network; null while it has none.</summary>
    public string? PrivateAddress => Containers?.SelectMany(c => c.NetworkInterfaces ?? [])
        .FirstOrDefault(i => i.PrivateIpv4Address is not null)?.PrivateIpv4Address;
}

internal sealed record TaskContainer(string Name, string? LastStatus, int? ExitCode, string? Reason, string? HealthStatus)
{
    public IReadOnlyList<ContainerInterface>? NetworkInterfaces { get; init; }
}

internal sealed record ContainerInterface(string? PrivateIpv4Address);

internal sealed record StopTaskRequest(string Cluster, string Task, string? Reason);

internal sealed record StopTaskResponse(EcsTask? Task);

internal sealed record DescribeTasksRequest(string Cluster, IReadOnlyList<string> Tasks);

internal sealed record DescribeTasksResponse(IReadOnlyList<EcsTask>? Tasks, IReadOnlyList<EcsFailure>? Failures);

internal sealed record ListTasksRequest(string Cluster)
{
    public string? ServiceName { get; init; }

    public string? Family { get; init; }

    public string? StartedBy { get; init; }

    public string? DesiredStatus { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record ListTasksResponse(IReadOnlyList<string>? TaskArns, string? NextToken);
