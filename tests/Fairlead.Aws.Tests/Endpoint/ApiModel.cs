using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>
/// What AWS publishes of a service's operations and shapes, from <c>Models/*.json</c>: the judge of every request and every answer. All is
/// read once, when it is first asked for.
/// </summary>
internal sealed class ApiModel
{
    private static readonly string[] Files = [.. typeof(ApiModel).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".json"))];

    private static readonly Lazy<Dictionary<string, ApiModel>> BySigning = new(static () => All!.ToDictionary(m => m.SigningName));

    private readonly JsonElement metadata;
    private readonly JsonElement shapes;
    private readonly Dictionary<string, ApiOperation> operations;
    private readonly ConcurrentDictionary<string, ApiShape> read = [];

    private ApiModel(JsonElement root)
    {
        (metadata, shapes) = (root.GetProperty("metadata"), root.GetProperty("shapes"));
        (ServiceId, EndpointPrefix) = (Metadata("serviceId"), Metadata("endpointPrefix"));
        SigningName = Metadata("signingName") is { Length: > 0 } name ? name : EndpointPrefix;
        (Protocol, TargetPrefix) = (Metadata("protocol"), Metadata("targetPrefix"));
        operations = root.GetProperty("operations").EnumerateObject().Select(o => new ApiOperation(this, o.Name, o.Value))
            .ToDictionary(o => o.Name);
    }

    public static IReadOnlyList<ApiModel> All { get; } = [.. Files.Order().Select(Load)];

    public string ServiceId { get; }

    public string SigningName { get; }

    public string EndpointPrefix { get; }

    public string ApiVersion => Metadata("apiVersion");

    public string JsonVersion => Metadata("jsonVersion");

    /// <summary><c>json</c>, <c>query</c>, <c>rest-json</c> or <c>rest-xml</c>.</summary>
    public string Protocol { get; }

    public string TargetPrefix { get; }

    public IEnumerable<ApiOperation> Operations => operations.Values;

    /// <summary>Null for a service that has no model here.</summary>
    public static ApiModel? Signed(string name) => BySigning.Value.GetValueOrDefault(name);

    public ApiOperation? Operation(string? name) => name is null ? null : operations.GetValueOrDefault(name);

    public ApiShape Shape(string name) =>
        read.GetOrAdd(name, static (n, model) => new ApiShape(model, n, model.shapes.GetProperty(n)), this);

    private static ApiModel Load(string file)
    {
        using var stream = typeof(ApiModel).Assembly.GetManifestResourceStream(file)!;
        return new ApiModel(JsonDocument.Parse(stream).RootElement);
    }

    private string Metadata(string name) => metadata.TryGetProperty(name, out var value) ? value.GetString()! : "";
}

internal sealed class ApiOperation(ApiModel model, string name, JsonElement json)
{
    private readonly Lazy<Regex> path = new(() =>
        new Regex($"^{Regex.Replace(json.GetProperty("http").GetProperty("requestUri").GetString()!, @"\{[^}]+\}", "[^/]+")}$"));

    private readonly Lazy<ApiShape?> input = new(() => ShapeAt(model, json, "input"));
    private readonly Lazy<ApiShape?> output = new(() => ShapeAt(model, json, "output"));

    public ApiModel Model => model;

    public string Name => name;

    public string Method { get; } = json.GetProperty("http").GetProperty("method").GetString()!;

    /// <summary><c>/schedules/{Name}</c>.</summary>
    public string Path => json.GetProperty("http").GetProperty("requestUri").GetString()!;

    public ApiShape? Input => input.Value;

    public ApiShape? Output => output.Value;

    public string? ResultWrapper =>
        json.TryGetProperty("output", out var answer) && answer.TryGetProperty("resultWrapper", out var found) ? found.GetString() : null;

    public bool HasPath(string asked) => path.Value.IsMatch(asked);

    public override string ToString() => $"{model.ServiceId}: {name}";

    private static ApiShape? ShapeAt(ApiModel model, JsonElement json, string place) =>
        json.TryGetProperty(place, out var found) ? model.Shape(found.GetProperty("shape").GetString()!) : null;
}

internal sealed class ApiShape(ApiModel model, string name, JsonElement json)
{
    private readonly Lazy<IReadOnlyList<ApiMember>> members = new(() => AllMembers(model, json));

    private readonly Lazy<Dictionary<string, ApiMember>> inBody = new(() =>
        AllMembers(model, json).Where(m => m.Location is null).ToDictionary(m => m.WireName));

    private readonly Lazy<ApiMember> item = new(() => new ApiMember(model, "member", json.GetProperty("member")));
    private readonly Lazy<IReadOnlyList<string>> required = new(() => Texts(json, "required"));
    private readonly Lazy<IReadOnlyList<string>> values = new(() => Texts(json, "enum"));

    public string Name => name;

    public string Type { get; } = json.GetProperty("type").GetString()!;

    public IReadOnlyList<ApiMember> Members => members.Value;

    /// <summary>Those of a body, by the name that stands there.</summary>
    public IReadOnlyDictionary<string, ApiMember> InBody => inBody.Value;

    public IReadOnlyList<string> Required => required.Value;

    /// <summary>Of a list.</summary>
    public ApiMember Item => item.Value;

    public ApiShape Key => model.Shape(json.GetProperty("key").GetProperty("shape").GetString()!);

    public ApiShape Value => model.Shape(json.GetProperty("value").GetProperty("shape").GetString()!);

    public IReadOnlyList<string> Enum => values.Value;

    public int? Max => json.TryGetProperty("max", out var max) && max.TryGetInt32(out var number) ? number : null;

    private static IReadOnlyList<ApiMember> AllMembers(ApiModel model, JsonElement json) => json.TryGetProperty("members", out var found)
        ? [.. found.EnumerateObject().Select(m => new ApiMember(model, m.Name, m.Value))] : [];

    private static IReadOnlyList<string> Texts(JsonElement json, string place) =>
        json.TryGetProperty(place, out var found) ? [.. found.EnumerateArray().Select(v => v.GetString()!)] : [];
}

internal sealed class ApiMember(ApiModel model, string name, JsonElement json)
{
    private readonly Lazy<ApiShape> shape = new(() => model.Shape(json.GetProperty("shape").GetString()!));

    public string Name => name;

    public ApiShape Shape => shape.Value;

    /// <summary><c>uri</c>, <c>querystring</c> or <c>header</c>; null is in the body.</summary>
    public string? Location { get; } = json.TryGetProperty("location", out var location) ? location.GetString() : null;

    public string WireName { get; } = json.TryGetProperty("locationName", out var found) ? found.GetString()! : name;
}
