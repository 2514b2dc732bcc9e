using System.Text.Json.Serialization;
using System.Xml.Linq;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>Route 53, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2013-04-01</c>.</summary>
internal sealed class Route53Client(AwsTransport transport)
{
    /// <summary>Public and private zones of exactly this name.</summary>
    /// <param name="dnsName">With or without the last dot.</param>
    public async Task<IReadOnlyList<HostedZone>> ListHostedZonesByName(string dnsName, CancellationToken cancel)
    {
        var answer = await Get("ListHostedZonesByName", "hostedzonesbyname", [new("dnsname", dnsName), new("maxitems", "100")], cancel);
        return [.. answer.Find("HostedZones")?.Elements().Select(HostedZone.Read)
            .Where(z => z.Name.TrimEnd('.') == dnsName.TrimEnd('.')) ?? []];
    }

    /// <summary>A zone with the name servers that a registrar has to know.</summary>
    public async Task<ServedZone> GetHostedZone(string id, CancellationToken cancel)
    {
        var answer = await Get("GetHostedZone", $"hostedzone/{Uri.EscapeDataString(id.Split('/')[^1])}", [], cancel);
        return new ServedZone(answer.Find("HostedZone")?.Text("Name") ?? "",
            [.. answer.Find("DelegationSet")?.Find("NameServers")?.Elements().Select(e => e.Value) ?? []]);
    }

    private async Task<XElement> Get(string operation, string path, IReadOnlyList<KeyValuePair<string, string>> query,
        CancellationToken cancel)
    {
        var request = new AwsRequest(AwsService.Route53, operation, HttpMethod.Get) { Path = $"/2013-04-01/{path}", Query = query };
        return XDocument.Load(new MemoryStream(await transport.Send(request, cancel))).Root!;
    }
}

/// <param name="Name">With the last dot.</param>
internal sealed record ServedZone(string Name, IReadOnlyList<string> NameServers);

/// <param name="Id"><c>/hostedzone/Z…</c>.</param>
internal sealed record HostedZone(string Id, string Name, bool IsPrivate)
{
    public static HostedZone Read(XElement zone) =>
        new(zone.Need("Id"), zone.Need("Name"), zone.Find("Config")?.Flag("PrivateZone") == true);
}

/// <summary>Service Quotas, the operation that Fairlead calls, under AWS's name. <c>API Reference, version 2019-06-24</c>.</summary>
internal sealed class QuotasClient(AwsTransport transport)
{
    public Task<GetServiceQuotaResponse> GetServiceQuota(GetServiceQuotaRequest request,
        CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Quotas, "GetServiceQuota",
        (request, AccountJson.Default.GetServiceQuotaRequest, AccountJson.Default.GetServiceQuotaResponse), cancel);
}

internal sealed record GetServiceQuotaRequest(string ServiceCode, string QuotaCode);

internal sealed record GetServiceQuotaResponse(ServiceQuota? Quota);

internal sealed record ServiceQuota(string QuotaCode, double Value);

/// <summary>The tagging API, the operation that Fairlead calls, under AWS's name. <c>API Reference, version 2017-01-26</c>.</summary>
internal sealed class TaggingClient(AwsTransport transport)
{
    /// <summary>A page of what carries these tags.</summary>
    public Task<GetResourcesResponse> GetResources(GetResourcesRequest request, CancellationToken cancel) => JsonProtocol.Call(transport,
        AwsService.Tagging, "GetResources", (request, AccountJson.Default.GetResourcesRequest, AccountJson.Default.GetResourcesResponse),
            cancel);
}

internal sealed record GetResourcesRequest(IReadOnlyList<TagFilter> TagFilters)
{
    /// <summary>Such as <c>s3:bucket</c>.</summary>
    public IReadOnlyList<string>? ResourceTypeFilters { get; init; }

    public string? PaginationToken { get; init; }
}

internal sealed record TagFilter(string Key, IReadOnlyList<string> Values);

internal sealed record GetResourcesResponse(IReadOnlyList<TaggedResource>? ResourceTagMappingList, string? PaginationToken);

internal sealed record TaggedResource(string ResourceArn, IReadOnlyList<TaggedPair>? Tags)
{
    [JsonPropertyName("ResourceARN")]
    public string ResourceArn { get; init; } = ResourceArn;
}

internal sealed record TaggedPair(string Key, string Value);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetServiceQuotaRequest))]
[JsonSerializable(typeof(GetServiceQuotaResponse))]
[JsonSerializable(typeof(GetResourcesRequest))]
[JsonSerializable(typeof(GetResourcesResponse))]
internal sealed partial class AccountJson : JsonSerializerContext;
