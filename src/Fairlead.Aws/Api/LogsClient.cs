using System.Text.Json.Serialization;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>CloudWatch Logs, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2014-03-28</c>.</summary>
internal sealed class LogsClient(AwsTransport transport)
{
    private static readonly LogsJson Types = LogsJson.Default;

    /// <summary>A page of lines of all streams of a group, oldest first; a page may be empty and not the last.</summary>
    public Task<FilterLogEventsResponse> FilterLogEvents(FilterLogEventsRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Logs, "FilterLogEvents", (request, Types.FilterLogEventsRequest, Types.FilterLogEventsResponse), cancel);

    /// <summary>A page of lines of one stream.</summary>
    public Task<GetLogEventsResponse> GetLogEvents(GetLogEventsRequest request, CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Logs, "GetLogEvents", (request, Types.GetLogEventsRequest, Types.GetLogEventsResponse), cancel);
}

/// <param name="LogGroupName">Its name.</param>
internal sealed record FilterLogEventsRequest(string LogGroupName)
{
    public IReadOnlyList<string>? LogStreamNames { get; init; }

    public string? LogStreamNamePrefix { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? StartTime { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? EndTime { get; init; }

    public string? FilterPattern { get; init; }

    public int? Limit { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record FilterLogEventsResponse(IReadOnlyList<FilteredLogEvent>? Events, string? NextToken);

/// <param name="Timestamp">Milliseconds since 1970.</param>
internal sealed record FilteredLogEvent(string LogStreamName, long Timestamp, string Message, string? EventId);

internal sealed record GetLogEventsRequest(string LogGroupName, string LogStreamName)
{
    public bool? StartFromHead { get; init; }

    public int? Limit { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record GetLogEventsResponse(IReadOnlyList<OutputLogEvent>? Events, string? NextForwardToken, string? NextBackwardToken);

internal sealed record OutputLogEvent(long Timestamp, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FilterLogEventsRequest))]
[JsonSerializable(typeof(FilterLogEventsResponse))]
[JsonSerializable(typeof(GetLogEventsRequest))]
[JsonSerializable(typeof(GetLogEventsResponse))]
internal sealed partial class LogsJson : JsonSerializerContext;
