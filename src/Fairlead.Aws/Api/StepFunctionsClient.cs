using System.Text.Json.Serialization;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>Step Functions, the operation that Fairlead calls, under AWS's name. <c>API Reference, version 2016-11-23</c>.</summary>
internal sealed class StepFunctionsClient(AwsTransport transport)
{
    private static readonly StatesJson Types = StatesJson.Default;

    /// <summary>A page, newest first.</summary>
    public Task<ListExecutionsResponse> ListExecutions(ListExecutionsRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.StepFunctions, "ListExecutions", (request, Types.ListExecutionsRequest, Types.ListExecutionsResponse), cancel);
}

internal sealed record ListExecutionsRequest(string StateMachineArn)
{
    public string? StatusFilter { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record ListExecutionsResponse(IReadOnlyList<ExecutionListItem>? Executions, string? NextToken);

/// <param name="Status"><c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c>, <c>TIMED_OUT</c> or <c>ABORTED</c>.</param>
internal sealed record ExecutionListItem(string ExecutionArn, string Name, string Status, double StartDate, double? StopDate);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListExecutionsRequest))]
[JsonSerializable(typeof(ListExecutionsResponse))]
internal sealed partial class StatesJson : JsonSerializerContext;
