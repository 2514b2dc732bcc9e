using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>An answer with every member that AWS's model knows, each with some value: who reads it misses nothing that it asks
/// for.</summary>
internal static class SampleAnswer
{
    private const int Deepest = 8;

    public static byte[] Make(ApiOperation operation) => operation.Model.Protocol switch
    {
        "query" => Encoding.UTF8.GetBytes(new XElement(operation.Name + "Response", operation.Output is { } output
            ? new XElement(operation.ResultWrapper!, Xml(output, 0)) : null).ToString()),
        "rest-xml" => Encoding.UTF8.GetBytes(new XElement(operation.Name + "Response", Xml(operation.Output!, 0)).ToString()),
        _ => Encoding.UTF8.GetBytes(operation.Output is { } output ? Json(output, 0)!.ToJsonString() : "{}"),
    };

    private static JsonNode? Json(ApiShape shape, int depth) => depth > Deepest ? null : shape.Type switch
    {
        "structure" => new JsonObject(shape.Members.Select(m => KeyValuePair.Create(m.WireName, Json(m.Shape, depth + 1)))),
        "list" => new JsonArray(Json(shape.Item.Shape, depth + 1)),
        "map" => new JsonObject { [Text(shape.Key)] = Json(shape.Value, depth + 1) },
        "integer" or "long" => JsonValue.Create(7),
        "double" or "float" or "timestamp" => JsonValue.Create(1_790_000_000.5),
        "boolean" => JsonValue.Create(true),
        _ => JsonValue.Create(Text(shape)),
    };

    private static IEnumerable<object> Xml(ApiShape shape, int depth)
    {
        if (depth > Deepest)
        {
            return [];
        }

        return shape.Type switch
        {
            "structure" => shape.Members.Select(m => (object)new XElement(m.WireName, Xml(m.Shape, depth + 1))),
            "list" => [new XElement(shape.Item.WireName, Xml(shape.Item.Shape, depth + 1))],
            "map" => [new XElement("entry", new XElement("key", Text(shape.Key)), new XElement("value", Xml(shape.Value, depth + 1)))],
            "integer" or "long" => ["7"],
            "timestamp" => ["2026-11-26T12:00:00Z"],
            "boolean" => ["true"],
            _ => [Text(shape)],
        };
    }

    private static string Text(ApiShape shape) => shape.Enum is [var first, ..] ? first : shape.Name switch
    {
        "Base64" => Convert.ToBase64String("AWS:password"u8),
        _ => $"some {shape.Name}",
    };
}
