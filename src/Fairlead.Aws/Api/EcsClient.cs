using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>ECS, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2014-11-13</c>.</summary>
internal sealed class EcsClient(AwsTransport transport)
{
    private static readonly EcsJson Types = EcsJson.Default;

    public Task<DescribeServicesResponse> DescribeServices(DescribeServicesRequest request, CancellationToken cancel) =>
        Call("DescribeServices", request, Types.DescribeServicesRequest, Types.DescribeServicesResponse, cancel);

    /// <summary>Says what the service is to be: made twice it is no other deployment.</summary>
    public Task<UpdateServiceResponse> UpdateService(UpdateServiceRequest request, CancellationToken cancel) =>
        Call("UpdateService", request, Types.UpdateServiceRequest, Types.UpdateServiceResponse, cancel,
            isRepeatable: request.ForceNewDeployment != true);

    public Task<ListServiceDeploymentsResponse> ListServiceDeployments(ListServiceDeploymentsRequest request, CancellationToken cancel) =>
        Call("ListServiceDeployments", request, Types.ListServiceDeploymentsRequest, Types.ListServiceDeploymentsResponse, cancel);

    public Task<DescribeServiceDeploymentsResponse> DescribeServiceDeployments(DescribeServiceDeploymentsRequest request,
        CancellationToken cancel) => Call("DescribeServiceDeployments", request, Types.DescribeServiceDeploymentsRequest,
            Types.DescribeServiceDeploymentsResponse, cancel);

    public Task<StopServiceDeploymentResponse> StopServiceDeployment(StopServiceDeploymentRequest request, CancellationToken cancel) =>
        Call("StopServiceDeployment", request, Types.StopServiceDeploymentRequest, Types.StopServiceDeploymentResponse, cancel);

    /// <summary>Made twice, because an answer was lost, it leaves a revision that nothing runs and no release names.</summary>
    /// <param name="definition">A whole request, as a template's definition becomes one.</param>
    public Task<TaskDefinitionResponse> RegisterTaskDefinition(JsonElement definition, CancellationToken cancel) =>
        Call("RegisterTaskDefinition", definition, Types.JsonElement, Types.TaskDefinitionResponse, cancel);

    /// <summary>With the same token the same task is answered for a day: ECS API Reference, "Ensuring idempotency".</summary>
    public Task<RunTaskResponse> RunTask(RunTaskRequest request, CancellationToken cancel) =>
        Call("RunTask", request, Types.RunTaskRequest, Types.RunTaskResponse, cancel);

    public Task<StopTaskResponse> StopTask(StopTaskRequest request, CancellationToken cancel) =>
        Call("StopTask", request, Types.StopTaskRequest, Types.StopTaskResponse, cancel);

    public Task<DescribeTasksResponse> DescribeTasks(DescribeTasksRequest request, CancellationToken cancel) =>
        Call("DescribeTasks", request, Types.DescribeTasksRequest, Types.DescribeTasksResponse, cancel);

    public Task<ListTasksResponse> ListTasks(ListTasksRequest request, CancellationToken cancel) =>
        Call("ListTasks", request, Types.ListTasksRequest, Types.ListTasksResponse, cancel);

    private Task<TOut> Call<TIn, TOut>(string operation, TIn request, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output,
        CancellationToken cancel, bool isRepeatable = true) =>
        JsonProtocol.Call(transport, AwsService.Ecs, operation, (request, input, output), cancel, isRepeatable);
}

internal sealed record DescribeServicesRequest(string? Cluster, IReadOnlyList<string> Services)
{
    public IReadOnlyList<string>? Include { get; init; }
}

internal sealed record DescribeServicesResponse(IReadOnlyList<EcsService>? Services, IReadOnlyList<EcsFailure>? Failures);

/// <param name="Status"><c>ACTIVE</c>, <c>DRAINING</c> or <c>INACTIVE</c>.</param>
internal sealed record EcsService(string ServiceArn, string ServiceName, string Status, int DesiredCount, int RunningCount,
    int PendingCount)
{
    public string? TaskDefinition { get; init; }

    public IReadOnlyList<EcsDeployment>? Deployments { get; init; }

    public IReadOnlyList<ServiceEvent>? Events { get; init; }

    public IReadOnlyList<EcsTag>? Tags { get; init; }

    public IReadOnlyList<ServiceLoadBalancer>? LoadBalancers { get; init; }

    public IReadOnlyList<CapacityProviderStrategyItem>? CapacityProviderStrategy { get; init; }
}

/// <summary>Which container of a task gets requests, by which target group.</summary>
internal sealed record ServiceLoadBalancer(string? TargetGroupArn, string? ContainerName, int? ContainerPort)
{
    public AdvancedConfiguration? AdvancedConfiguration { get; init; }
}

/// <summary>Of a service with two target groups.</summary>
internal sealed record AdvancedConfiguration(string? AlternateTargetGroupArn, string? ProductionListenerRule, string? TestListenerRule,
    string? RoleArn);

/// <param name="CapacityProvider">Of Fargate: <c>FARGATE</c> or <c>FARGATE_SPOT</c>.</param>
internal sealed record CapacityProviderStrategyItem(string CapacityProvider, int? Weight, int? Base);

/// <param name="Status"><c>PRIMARY</c>, <c>ACTIVE</c> or <c>INACTIVE</c>.</param>
/// <param name="RolloutState"><c>COMPLETED</c>, <c>FAILED</c> or <c>IN_PROGRESS</c>.</param>
internal sealed record EcsDeployment(string Id, string Status, string TaskDefinition, int DesiredCount, int RunningCount, int PendingCount,
    int FailedTasks, string? RolloutState, string? RolloutStateReason);

internal sealed record ServiceEvent(string Id, double CreatedAt, string Message);

internal sealed record EcsFailure(string? Arn, string? Reason, string? Detail);

internal sealed record EcsTag(string Key, string Value);

/// <summary>What is null stays as it is.</summary>
internal sealed record UpdateServiceRequest(string Cluster, string Service)
{
    public string? TaskDefinition { get; init; }

    public int? DesiredCount { get; init; }

    public bool? ForceNewDeployment { get; init; }

    public IReadOnlyList<ServiceLoadBalancer>? LoadBalancers { get; init; }
}

internal sealed record UpdateServiceResponse(EcsService Service);

internal sealed record ListServiceDeploymentsRequest(string Cluster, string Service)
{
    public IReadOnlyList<string>? Status { get; init; }

    public int? MaxResults { get; init; }
}

internal sealed record ListServiceDeploymentsResponse(IReadOnlyList<ServiceDeploymentBrief>? ServiceDeployments);

internal sealed record ServiceDeploymentBrief(string ServiceDeploymentArn, string Status, double CreatedAt, string? StatusReason,
    string? TargetServiceRevisionArn);

internal sealed record DescribeServiceDeploymentsRequest(IReadOnlyList<string> ServiceDeploymentArns);

internal sealed record DescribeServiceDeploymentsResponse(IReadOnlyList<ServiceDeployment>? ServiceDeployments,
    IReadOnlyList<EcsFailure>? Failures);

/// <param name="Status">Such as <c>IN_PROGRESS</c>, <c>SUCCESSFUL</c> or <c>ROLLBACK_SUCCESSFUL</c>.</param>
internal sealed record ServiceDeployment(string ServiceDeploymentArn, string Status, string? StatusReason)
{
    public ServiceRevisionSummary? TargetServiceRevision { get; init; }

    public DeploymentRollback? Rollback { get; init; }

    public DeploymentCircuitBreakerState? DeploymentCircuitBreaker { get; init; }

    /// <summary>Where old and new tasks stand side by side: such as <c>SCALE_UP</c> or <c>BAKE_TIME</c>.</summary>
    public string? LifecycleStage { get; init; }
}

internal sealed record ServiceRevisionSummary(string Arn, int RequestedTaskCount, int RunningTaskCount, int PendingTaskCount)
{
    /// <summary>The part of all requests that it is to get, in percent.</summary>
    public double? RequestedProductionTrafficWeight { get; init; }
}

internal sealed record DeploymentRollback(string? Reason, double? StartedAt, string? ServiceRevisionArn);

internal sealed record DeploymentCircuitBreakerState(string Status, int FailureCount, int Threshold);

internal sealed record StopServiceDeploymentRequest(string ServiceDeploymentArn, string? StopType);

internal sealed record StopServiceDeploymentResponse(string? ServiceDeploymentArn);

internal sealed record TaskDefinitionResponse(EcsTaskDefinitionAnswer TaskDefinition);

internal sealed record EcsTaskDefinitionAnswer(string TaskDefinitionArn, string Family, int Revision, string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeServicesRequest))]
[JsonSerializable(typeof(DescribeServicesResponse))]
[JsonSerializable(typeof(UpdateServiceRequest))]
[JsonSerializable(typeof(UpdateServiceResponse))]
[JsonSerializable(typeof(ListServiceDeploymentsRequest))]
[JsonSerializable(typeof(ListServiceDeploymentsResponse))]
[JsonSerializable(typeof(DescribeServiceDeploymentsRequest))]
[JsonSerializable(typeof(DescribeServiceDeploymentsResponse))]
[JsonSerializable(typeof(StopServiceDeploymentRequest))]
[JsonSerializable(typeof(StopServiceDeploymentResponse))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(TaskDefinitionResponse))]
[JsonSerializable(typeof(RunTaskRequest))]
[JsonSerializable(typeof(RunTaskResponse))]
[JsonSerializable(typeof(StopTaskRequest))]
[JsonSerializable(typeof(StopTaskResponse))]
[JsonSerializable(typeof(DescribeTasksRequest))]
[JsonSerializable(typeof(DescribeTasksResponse))]
[JsonSerializable(typeof(ListTasksRequest))]
[JsonSerializable(typeof(ListTasksResponse))]
internal sealed partial class EcsJson : JsonSerializerContext;
