using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>Batch, the operation that Fairlead calls, under AWS's name. <c>API Reference, version 2016-08-10</c>.</summary>
internal sealed class BatchClient(AwsTransport transport)
{
    private static readonly BatchJson Types = BatchJson.Default;

    /// <param name="definition">A whole request, as a template's definition becomes one.</param>
    public async Task<RegisterJobDefinitionResponse> RegisterJobDefinition(JsonElement definition, CancellationToken cancel) =>
        JsonProtocol.Read(await transport.Send(new AwsRequest(AwsService.Batch, "RegisterJobDefinition", HttpMethod.Post)
        {
            Path = "/v1/registerjobdefinition",
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Body = JsonSerializer.SerializeToUtf8Bytes(definition, Types.JsonElement),
            IsRepeatable = false,
        }, cancel), Types.RegisterJobDefinitionResponse);
}

internal sealed record RegisterJobDefinitionResponse(string JobDefinitionArn, string JobDefinitionName, int Revision);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(RegisterJobDefinitionResponse))]
internal sealed partial class BatchJson : JsonSerializerContext;
