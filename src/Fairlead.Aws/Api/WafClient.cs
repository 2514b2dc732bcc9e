using System.Text.Json.Serialization;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>AWS WAF, the operations that Fairlead calls, under AWS's names. <c>WAFV2 API Reference, version 2019-07-29</c>.</summary>
internal sealed class WafClient(AwsTransport transport)
{
    private static readonly WafJson Types = WafJson.Default;

    public Task<GetRegexPatternSetResponse> GetRegexPatternSet(GetRegexPatternSetRequest request, CancellationToken cancel) =>
        JsonProtocol.Call(transport, AwsService.Waf, "GetRegexPatternSet",
            (request, Types.GetRegexPatternSetRequest, Types.GetRegexPatternSetResponse), cancel);

    /// <summary>Made again after an answer that was lost it is refused (<c>WAFOptimisticLockException</c>): the token is used up.</summary>
    public Task<UpdateRegexPatternSetResponse> UpdateRegexPatternSet(UpdateRegexPatternSetRequest request, CancellationToken cancel) =>
        JsonProtocol.Call(transport, AwsService.Waf, "UpdateRegexPatternSet",
            (request, Types.UpdateRegexPatternSetRequest, Types.UpdateRegexPatternSetResponse), cancel);
}

/// <param name="Scope"><c>REGIONAL</c>, or <c>CLOUDFRONT</c> in us-east-1.</param>
internal sealed record GetRegexPatternSetRequest(string Name, string Scope, string Id);

/// <param name="LockToken">Of the set as it is: whoever changes it has to have seen that.</param>
internal sealed record GetRegexPatternSetResponse(RegexPatternSet RegexPatternSet, string LockToken);

internal sealed record RegexPatternSet(string Name, string Id, string? Description, IReadOnlyList<WafRegex>? RegularExpressionList)
{
    [JsonPropertyName("ARN")]
    public string Arn { get; init; } = "";
}

internal sealed record WafRegex(string RegexString);

/// <param name="Description">Left out, it is none afterwards.</param>
internal sealed record UpdateRegexPatternSetRequest(string Name, string Scope, string Id, string? Description,
    IReadOnlyList<WafRegex> RegularExpressionList, string LockToken);

internal sealed record UpdateRegexPatternSetResponse(string? NextLockToken);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetRegexPatternSetRequest))]
[JsonSerializable(typeof(GetRegexPatternSetResponse))]
[JsonSerializable(typeof(UpdateRegexPatternSetRequest))]
[JsonSerializable(typeof(UpdateRegexPatternSetResponse))]
internal sealed partial class WafJson : JsonSerializerContext;
