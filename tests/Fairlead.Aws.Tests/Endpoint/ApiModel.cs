using System.Text.Json;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>
/// What AWS publishes of a service's operations and shapes, from <c>Models/*.json</c>: the judge of every request and every answer.
/// </summary>
internal sealed class ApiModel
{
    private static readonly string[] Files = [.. typeof(ApiModel).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".json"))];

    private readonly JsonElement root;

    private ApiModel(JsonElement root) => this.root = root;

    public static IReadOnlyList<ApiModel> All { get; } = [.. Files.Order().Select(Load)];

    public string ServiceId => Metadata("serviceId");

    public string SigningName => Metadata("signingName") is { Length: > 0 } name ? name : Metadata("endpointPrefix");

    public string EndpointPrefix => Metadata("endpointPrefix");

    public string ApiVersion => Metadata("apiVersion");

    public string JsonVersion => Metadata("jsonVersion");

    /// <summary><c>json</c>, <c>query</c>, <c>rest-json</c> or <c>rest-xml</c>.</summary>
    public string Protocol => Metadata("protocol");

    public string TargetPrefix => Metadata("targetPrefix");

    public IEnumerable<ApiOperation> Operations =>
        root.GetProperty("operations").EnumerateObject().Select(o => new ApiOperation(this, o.Name, o.Value));

    public ApiShape Shape(string name) => new(this, name, root.GetProperty("shapes").GetProperty(name));

    private static ApiModel Load(string file)
    {
        using var stream = typeof(ApiModel).Assembly.GetManifestResourceStream(file)!;
        return new ApiModel(JsonDocument.Parse(stream).RootElement);
    }

    private string Metadata(string name) => root.GetProperty("metadata").TryGetProperty(name, out var value) ? value.GetString()! : "";
}

internal sealed record ApiOperation(ApiModel Model, string Name, JsonElement Json)
{
    public string Method => Json.GetProperty("http").GetProperty("method").GetString()!;

    /// <summary><c>/schedules/{Name}</c>.</summary>
    public string Path => Json.GetProperty("http").GetProperty("requestUri").GetString()!;

    public ApiShape? Input => Json.TryGetProperty("input", out var input) ? Model.Shape(input.GetProperty("shape").GetString()!) : null;

    public ApiShape? Output => Json.TryGetProperty("output", out var output) ? Model.Shape(output.GetProperty("shape").GetString()!) : null;

    public string? ResultWrapper =>
        Json.TryGetProperty("output", out var output) && output.TryGetProperty("resultWrapper", out var name) ? name.GetString() : null;

    public override string ToString() => $"{Model.ServiceId}: {Name}";
}

internal sealed record ApiShape(ApiModel Model, string Name, JsonElement Json)
{
    public string Type => Json.GetProperty("type").GetString()!;

    public IEnumerable<ApiMember> Members => Json.TryGetProperty("members", out var members)
        ? members.EnumerateObject().Select(m => new ApiMember(Model, m.Name, m.Value)) : [];

    public IEnumerable<string> Required =>
        Json.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!) : [];

    /// <summary>Of a list.</summary>
    public ApiMember Item => new(Model, "member", Json.GetProperty("member"));

    public ApiShape Key => Model.Shape(Json.GetProperty("key").GetProperty("shape").GetString()!);

    public ApiShape Value => Model.Shape(Json.GetProperty("value").GetProperty("shape").GetString()!);

    public IReadOnlyList<string> Enum =>
        Json.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Select(v => v.GetString()!)] : [];

    public int? Max => Json.TryGetProperty("max", out var max) && max.TryGetInt32(out var number) ? number : null;
}

internal sealed record ApiMember(ApiModel Model, string Name, JsonElement Json)
{
    public ApiShape Shape => Model.Shape(Json.GetProperty("shape").GetString()!);

    /// <summary><c>uri</c>, <c>querystring</c> or <c>header</c>; null is in the body.</summary>
    public string? Location => Json.TryGetProperty("location", out var location) ? location.GetString() : null;

    public string WireName => Json.TryGetProperty("locationName", out var name) ? name.GetString()! : Name;
}
