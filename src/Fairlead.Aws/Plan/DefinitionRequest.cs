using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Plan;

/// <summary>A definition as ECS or AWS Batch registers it, with every value in its place.</summary>
/// <param name="Workload">The name in the file.</param>
/// <param name="Config">Tells definitions apart, whichever image they run and whichever number their release has.</param>
internal sealed record DefinitionRequest(string Workload, JsonObject Body, string Config)
{
    // What the two services spell otherwise than CloudFormation, besides a small first letter (ECS API Reference, "Volume").
    private static readonly Dictionary<string, string> Spelled = new(StringComparer.Ordinal)
    {
        ["EFSVolumeConfiguration"] = "efsVolumeConfiguration", ["FilesystemId"] = "fileSystemId", ["IAM"] = "iam",
    };

    // Keys of these are people's, or a driver's.
    private static readonly string[] Maps = ["Options", "DockerLabels", "Tags"];

    public bool IsOfBatch => Body.ContainsKey("jobDefinitionName");

    public JsonElement Json => JsonSerializer.SerializeToElement(Body, DefinitionJson.Default.JsonObject);

    /// <param name="unset">Optional secrets that have no value: their variables are left out.</param>
    /// <returns>Null where a value is not known, or not yet.</returns>
    public static DefinitionRequest? Find(Workload workload, TaskDefinition definition, ParameterValues values, IReadOnlySet<string> unset)
    {
        var isWhole = true;
        var body = Make(workload, definition, unset, name => Value(definition, values, name) ?? Missing());
        var config = Make(workload, definition, unset, name => IsOfImageOrNumber(name) ? "" : Value(definition, values, name) ?? "");
        return isWhole ? new DefinitionRequest(workload.Name, body, HashOf(config)) : null;

        string Missing()
        {
            isWhole = false;
            return "";
        }
    }

    /// <summary>Parameters that have no value yet.</summary>
    public static IEnumerable<string> Unknown(TaskDefinition definition, ParameterValues values) =>
        definition.Template.Parameters.Where(p => values.Find(p, null) is null).Select(p => p.Name);

    private static string? Value(TaskDefinition definition, ParameterValues values, string name) => values.FindPseudo(name)
        ?? (definition.Template.FindParameter(name) is { } parameter ? values.Find(parameter, null) : null);

    private static bool IsOfImageOrNumber(string parameter) =>
        parameter == "ReleaseId" || parameter.StartsWith(LogicalIdPrefix.ImageDigest, StringComparison.Ordinal);

    private static JsonObject Make(Workload workload, TaskDefinition definition, IReadOnlySet<string> unset,
        Func<string, string> reference)
    {
        var properties = new ValueResolver(reference).Resolve(definition.Properties)!.AsObject();
        var body = Renamed(properties).AsObject();
        if (unset.Count > 0)
        {
            var gone = workload.Env.Where(v => v.Value.Parts.Any(p => p is SecretPart s && unset.Contains(s.Name))).Select(v => v.Name)
                .ToHashSet(StringComparer.Ordinal);
            Leave(body["containerProperties"] as JsonObject, gone);
            (body["containerDefinitions"] as JsonArray)?.ToList().ForEach(c => Leave(c as JsonObject, gone));
        }

        return body;
    }

    private static void Leave(JsonObject? container, HashSet<string> names)
    {
        if (container?["secrets"] is JsonArray secrets)
        {
            container["secrets"] = new JsonArray(
                [.. secrets.Where(s => !names.Contains(s!["name"]!.ToString())).Select(s => s!.DeepClone())]);
        }
    }

    private static JsonNode Renamed(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(NameOf(p.Key),
            p.Value is JsonObject inner && Maps.Contains(p.Key) ? inner.DeepClone() : p.Value is null ? null : Renamed(p.Value)))),
        JsonArray items => new JsonArray([.. items.Select(i => i is null ? null : Renamed(i))]),
        _ => node.DeepClone(),
    };

    private static string NameOf(string key) => Spelled.TryGetValue(key, out var spelled) ? spelled
        : char.ToLowerInvariant(key[0]) + key[1..];

    private static string HashOf(JsonObject body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())))[..32];
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class DefinitionJson : System.Text.Json.Serialization.JsonSerializerContext;
