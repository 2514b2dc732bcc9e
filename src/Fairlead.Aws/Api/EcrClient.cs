using System.Text;
using System.Text.Json.Serialization;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>ECR, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2015-09-21</c>.</summary>
internal sealed class EcrClient(AwsTransport transport)
{
    private static readonly EcrJson Types = EcrJson.Default;

    public Task<GetAuthorizationTokenResponse> GetAuthorizationToken(CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Ecr,
        "GetAuthorizationToken", (new GetAuthorizationTokenRequest(), Types.GetAuthorizationTokenRequest,
            Types.GetAuthorizationTokenResponse),
        cancel);

    /// <summary>Manifests, by tag or digest; what is not there is among the failures.</summary>
    public Task<BatchGetImageResponse> BatchGetImage(BatchGetImageRequest request, CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Ecr, "BatchGetImage", (request, Types.BatchGetImageRequest, Types.BatchGetImageResponse), cancel);

    /// <summary>Gives a manifest that is there another tag. A tag that can not be moved, and is there already, is an error.</summary>
    public Task<PutImageResponse> PutImage(PutImageRequest request, CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Ecr,
        "PutImage", (request, Types.PutImageRequest, Types.PutImageResponse), cancel);

    public Task<DescribeImagesResponse> DescribeImages(DescribeImagesRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Ecr, "DescribeImages", (request, Types.DescribeImagesRequest, Types.DescribeImagesResponse), cancel);
}

internal sealed record GetAuthorizationTokenRequest;

internal sealed record GetAuthorizationTokenResponse(IReadOnlyList<EcrAuthorization> AuthorizationData);

/// <param name="AuthorizationToken"><c>AWS:password</c> in base 64; good for twelve hours.</param>
internal sealed record EcrAuthorization(string AuthorizationToken, string ProxyEndpoint)
{
    public string Password => Encoding.UTF8.GetString(Convert.FromBase64String(AuthorizationToken)).Split(':', 2)[^1];
}

internal sealed record BatchGetImageRequest(string RepositoryName, IReadOnlyList<ImageIdentifier> ImageIds)
{
    public IReadOnlyList<string>? AcceptedMediaTypes { get; init; }
}

internal sealed record ImageIdentifier
{
    public string? ImageDigest { get; init; }

    public string? ImageTag { get; init; }
}

internal sealed record BatchGetImageResponse(IReadOnlyList<EcrImage>? Images, IReadOnlyList<EcrFailure>? Failures);

internal sealed record EcrImage(string RepositoryName, ImageIdentifier ImageId, string? ImageManifest, string? ImageManifestMediaType);

internal sealed record EcrFailure(ImageIdentifier? ImageId, string? FailureCode, string? FailureReason);

internal sealed record PutImageRequest(string RepositoryName, string ImageManifest)
{
    public string? ImageManifestMediaType { get; init; }

    public string? ImageTag { get; init; }

    public string? ImageDigest { get; init; }
}

internal sealed record PutImageResponse(EcrImage? Image);

internal sealed record DescribeImagesRequest(string RepositoryName)
{
    public IReadOnlyList<ImageIdentifier>? ImageIds { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record DescribeImagesResponse(IReadOnlyList<EcrImageDetail>? ImageDetails, string? NextToken);

internal sealed record EcrImageDetail(string ImageDigest, IReadOnlyList<string>? ImageTags, double? ImagePushedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetAuthorizationTokenRequest))]
[JsonSerializable(typeof(GetAuthorizationTokenResponse))]
[JsonSerializable(typeof(BatchGetImageRequest))]
[JsonSerializable(typeof(BatchGetImageResponse))]
[JsonSerializable(typeof(PutImageRequest))]
[JsonSerializable(typeof(PutImageResponse))]
[JsonSerializable(typeof(DescribeImagesRequest))]
[JsonSerializable(typeof(DescribeImagesResponse))]
internal sealed partial class EcrJson : JsonSerializerContext;
