using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>Batch, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2016-08-10</c>.</summary>
internal sealed class BatchClient(AwsTransport transport)
{
    private static readonly BatchJson Types = BatchJson.Default;

    /// <param name="definition">A whole request, as a template's definition becomes one.</param>
    public Task<RegisterJobDefinitionResponse> RegisterJobDefinition(JsonElement definition, CancellationToken cancel) =>
        Call("RegisterJobDefinition", "/v1/registerjobdefinition", (definition, Types.JsonElement, Types.RegisterJobDefinitionResponse),
            cancel);

    public Task<SubmitJobResponse> SubmitJob(SubmitJobRequest request, CancellationToken cancel) =>
        Call("SubmitJob", "/v1/submitjob", (request, Types.SubmitJobRequest, Types.SubmitJobResponse), cancel);

    public Task<DescribeJobsResponse> DescribeJobs(DescribeJobsRequest request, CancellationToken cancel) =>
        Call("DescribeJobs", "/v1/describejobs", (request, Types.DescribeJobsRequest, Types.DescribeJobsResponse), cancel,
            isRepeatable: true);

    public Task<TerminateJobResponse> TerminateJob(TerminateJobRequest request, CancellationToken cancel) =>
        Call("TerminateJob", "/v1/terminatejob", (request, Types.TerminateJobRequest, Types.TerminateJobResponse), cancel,
            isRepeatable: true);

    private async Task<TOut> Call<TIn, TOut>(string operation, string path, (TIn Request, JsonTypeInfo<TIn> In,
        JsonTypeInfo<TOut> Out) call,
        CancellationToken cancel, bool isRepeatable = false) => JsonProtocol.Read(await transport.Send(
        new AwsRequest(AwsService.Batch, operation, HttpMethod.Post)
        {
            Path = path,
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Body = JsonSerializer.SerializeToUtf8Bytes(call.Request, call.In),
            IsRepeatable = isRepeatable,
        }, cancel), call.Out);
}

internal sealed record RegisterJobDefinitionResponse(string JobDefinitionArn, string JobDefinitionName, int Revision);

internal sealed record SubmitJobRequest(string JobName, string JobQueue, string JobDefinition)
{
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public bool? PropagateTags { get; init; }
}

internal sealed record SubmitJobResponse(string JobArn, string JobId);

internal sealed record DescribeJobsRequest(IReadOnlyList<string> Jobs);

internal sealed record DescribeJobsResponse(IReadOnlyList<JobDetail>? Jobs);

/// <param name="Status">Such as <c>RUNNABLE</c>, <c>RUNNING</c> or <c>SUCCEEDED</c>.</param>
internal sealed record JobDetail(string JobId, string JobName, string Status, string? StatusReason);

internal sealed record TerminateJobRequest(string JobId, string Reason);

internal sealed record TerminateJobResponse;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(RegisterJobDefinitionResponse))]
[JsonSerializable(typeof(SubmitJobRequest))]
[JsonSerializable(typeof(SubmitJobResponse))]
[JsonSerializable(typeof(DescribeJobsRequest))]
[JsonSerializable(typeof(DescribeJobsResponse))]
[JsonSerializable(typeof(TerminateJobRequest))]
[JsonSerializable(typeof(TerminateJobResponse))]
internal sealed partial class BatchJson : JsonSerializerContext;
