using Amazon;

namespace Fairlead.Aws.Api.Wire;

/// <summary>
/// Where services answer. What the variables say stands above all: <c>AWS_ENDPOINT_URL_&lt;SERVICE&gt;</c>, then <c>AWS_ENDPOINT_URL</c>
/// (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
/// </summary>
internal sealed class Endpoints(string region, Func<string, string?> variable)
{
    private const string FirstRegion = "us-east-1";

    public string Region => region;

    public Uri Find(AwsService service) => FindOverride(service.Id) is { } other ? new Uri(other)
        : service.IsGlobal ? new Uri($"https://{service.EndpointPrefix}.{Suffix}")
        : new Uri($"https://{service.EndpointPrefix}.{region}.{Suffix}");

    /// <summary>What the variables say of a service; null where they say nothing.</summary>
    /// <param name="id">Its <c>serviceId</c>.</param>
    public string? FindOverride(string id) =>
        variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") is "true" ? null
        : variable($"AWS_ENDPOINT_URL_{id.Replace(' ', '_').ToUpperInvariant()}") ?? variable("AWS_ENDPOINT_URL");

    /// <summary>The region that its signatures name.</summary>
    public string SigningRegion(AwsService service) => service.IsGlobal && RegionEndpoint.GetBySystemName(region).PartitionName == "aws"
        ? FirstRegion : region;

    private string Suffix => RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
}
