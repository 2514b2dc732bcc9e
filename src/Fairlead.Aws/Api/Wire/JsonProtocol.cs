using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Aws.Api.Wire;

/// <summary>Calls as JSON: by the name in a header (AWS JSON 1.0 and 1.1), or by path and method (REST-JSON).</summary>
internal static class JsonProtocol
{
    public static async Task<TOut> Call<TIn, TOut>(AwsTransport transport, AwsService service, string operation,
        (TIn Request, JsonTypeInfo<TIn> In, JsonTypeInfo<TOut> Out) call, CancellationToken cancel, bool isRepeatable = true)
    {
        var body = await transport.Send(new AwsRequest(service, operation, HttpMethod.Post)
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = $"application/x-amz-json-{service.JsonVersion}",
                ["X-Amz-Target"] = $"{service.TargetPrefix}.{operation}",
            },
            Body = JsonSerializer.SerializeToUtf8Bytes(call.Request, call.In),
            IsRepeatable = isRepeatable,
        }, cancel);
        return Read(body, call.Out);
    }

    /// <summary>An empty answer is one without members.</summary>
    public static T Read<T>(byte[] body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body, type) ?? throw new JsonException("AWS answered null");
}
