using System.Text.Json.Serialization;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>Secrets Manager, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2017-10-17</c>.</summary>
internal sealed class SecretsManagerClient(AwsTransport transport)
{
    private static readonly SecretsJson Types = SecretsJson.Default;

    public Task<DescribeSecretResponse> DescribeSecret(DescribeSecretRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.SecretsManager, "DescribeSecret", (request, Types.DescribeSecretRequest, Types.DescribeSecretResponse), cancel);

    public Task<GetSecretValueResponse> GetSecretValue(GetSecretValueRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.SecretsManager, "GetSecretValue", (request, Types.GetSecretValueRequest, Types.GetSecretValueResponse), cancel);

    /// <summary>With the same token the same version is written once.</summary>
    public Task<PutSecretValueResponse> PutSecretValue(PutSecretValueRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.SecretsManager, "PutSecretValue", (request, Types.PutSecretValueRequest, Types.PutSecretValueResponse), cancel);
}

internal sealed record DescribeSecretRequest(string SecretId);

/// <param name="VersionIdsToStages">By version's id; none where no value was ever set.</param>
internal sealed record DescribeSecretResponse(string Arn, string Name, string? KmsKeyId,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? VersionIdsToStages)
{
    [JsonPropertyName("ARN")]
    public string Arn { get; init; } = Arn;

    /// <summary>When it was marked for deletion, in seconds; null where nobody did.</summary>
    public double? DeletedDate { get; init; }

    public IReadOnlyList<SecretTag>? Tags { get; init; }
}

internal sealed record SecretTag(string Key, string Value);

internal sealed record GetSecretValueRequest(string SecretId)
{
    public string? VersionId { get; init; }

    public string? VersionStage { get; init; }
}

internal sealed record GetSecretValueResponse(string Name, string? VersionId, string? SecretString);

/// <param name="ClientRequestToken">A UUID, which becomes the version's id.</param>
internal sealed record PutSecretValueRequest(string SecretId, string ClientRequestToken, string SecretString)
{
    // Records show their members, and this one must not.
    public override string ToString() => $"a value of {SecretId}";
}

internal sealed record PutSecretValueResponse(string Name, string? VersionId);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeSecretRequest))]
[JsonSerializable(typeof(DescribeSecretResponse))]
[JsonSerializable(typeof(GetSecretValueRequest))]
[JsonSerializable(typeof(GetSecretValueResponse))]
[JsonSerializable(typeof(PutSecretValueRequest))]
[JsonSerializable(typeof(PutSecretValueResponse))]
internal sealed partial class SecretsJson : JsonSerializerContext;
