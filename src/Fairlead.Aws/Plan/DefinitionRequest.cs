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
/// <param name="Name">Of the workload in the file, or of the database that something is done in.</param>
/// <param name="Config">Tells definitions apart, whichever image they run and whichever number their release has.</param>
internal sealed record DefinitionRequest(string Name, JsonObject Body, string Config)
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
    public static DefinitionRequest? Find(Workload workload, TaskDefinition definition, ParameterValues values,
        IReadOnlySet<string> unset) => Find(definition, values, unset.Count == 0 ? [] : workload.Env
            .Where(v => v.Value.Parts.Any(p => p is SecretPart s && unset.Contains(s.Name))).Select(v => v.Name)
            .ToHashSet(StringComparer.Ordinal));

    /// <param name="left">Variables that are left out.</param>
    /// <returns>Null where a value is not known, or not yet.</returns>
    public static DefinitionRequest? Find(TaskDefinition definition, ParameterValues values, HashSet<string> left)
    {
        var isWhole = true;
        var body = Make(definition, left, name => Value(definition, values, name) ?? Missing());
        var config = Make(definition, left, name => IsOfImageOrNumber(name) ? "" : Value(definition, values, name) ?? "");
        return isWhole ? new DefinitionRequest(definition.Name, body, HashOf(config)) : null;

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

    private static JsonObject Make(TaskDefinition definition, HashSet<string> left, Func<string, string> reference)
    {
        var properties = new ValueResolver(reference).Resolve(definition.Properties)!.AsObject();
        var body = Renamed(properties).AsObject();
        if (left.Count > 0)
        {
            Leave(body["containerProperties"] as JsonObject, left);
            (body["containerDefinitions"] as JsonArray)?.ToList().ForEach(c => Leave(c as JsonObject, left));
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
