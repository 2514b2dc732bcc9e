using System.Text.Json.Serialization;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>Step Functions, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2016-11-23</c>.</summary>
internal sealed class StepFunctionsClient(AwsTransport transport)
{
    private static readonly StatesJson Types = StatesJson.Default;

    /// <summary>With the same name and input the same execution is answered.</summary>
    public Task<StartExecutionResponse> StartExecution(StartExecutionRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.StepFunctions, "StartExecution", (request, Types.StartExecutionRequest, Types.StartExecutionResponse), cancel);

    /// <summary>A page, newest first.</summary>
    public Task<ListExecutionsResponse> ListExecutions(ListExecutionsRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.StepFunctions, "ListExecutions", (request, Types.ListExecutionsRequest, Types.ListExecutionsResponse), cancel);

    public Task<DescribeExecutionResponse> DescribeExecution(DescribeExecutionRequest request,
        CancellationToken cancel) => JsonProtocol.Call(
        transport, AwsService.StepFunctions, "DescribeExecution", (request, Types.DescribeExecutionRequest,
            Types.DescribeExecutionResponse),
        cancel);

    public Task<StopExecutionResponse> StopExecution(StopExecutionRequest request, CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.StepFunctions, "StopExecution", (request, Types.StopExecutionRequest, Types.StopExecutionResponse), cancel);
}

internal sealed record StartExecutionRequest(string StateMachineArn, string Name, string? Input);

internal sealed record StartExecutionResponse(string ExecutionArn, double StartDate);

internal sealed record ListExecutionsRequest(string StateMachineArn)
{
    public string? StatusFilter { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record ListExecutionsResponse(IReadOnlyList<ExecutionListItem>? Executions, string? NextToken);

/// <param name="Status"><c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c>, <c>TIMED_OUT</c> or <c>ABORTED</c>.</param>
internal sealed record ExecutionListItem(string ExecutionArn, string Name, string Status, double StartDate, double? StopDate);

internal sealed record DescribeExecutionRequest(string ExecutionArn);

internal sealed record DescribeExecutionResponse(string ExecutionArn, string? Name, string Status, double StartDate, double? StopDate,
    string? Input,
    string? Output, string? Error, string? Cause);

internal sealed record StopExecutionRequest(string ExecutionArn, string? Cause);

internal sealed record StopExecutionResponse(double StopDate);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartExecutionRequest))]
[JsonSerializable(typeof(StartExecutionResponse))]
[JsonSerializable(typeof(ListExecutionsRequest))]
[JsonSerializable(typeof(ListExecutionsResponse))]
[JsonSerializable(typeof(DescribeExecutionRequest))]
[JsonSerializable(typeof(DescribeExecutionResponse))]
[JsonSerializable(typeof(StopExecutionRequest))]
[JsonSerializable(typeof(StopExecutionResponse))]
internal sealed partial class StatesJson : JsonSerializerContext;
