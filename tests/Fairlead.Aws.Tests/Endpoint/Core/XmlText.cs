using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>Writes members as XML: by the model's shape, or where there is none, lists by one name for their items.</summary>
internal static class XmlText
{
    public static IEnumerable<object> Write(ApiShape shape, JsonNode? value) => (shape.Type, value) switch
    {
        (_, null) => [],
        ("structure", JsonObject members) => shape.Members.Where(m => members[m.Name] is not null)
            .Select(m => (object)new XElement(m.WireName, Write(m.Shape, members[m.Name]))),
        ("list", JsonArray items) => items.Select(i => (object)new XElement(shape.Item.WireName, Write(shape.Item.Shape, i))),
        ("map", JsonObject pairs) => pairs.Select(p => (object)new XElement("entry", new XElement("key", p.Key),
            new XElement("value", Write(shape.Value, p.Value)))),
        _ => [Scalar(value)],
    };

    /// <param name="item"><c>member</c> in Query services, <c>item</c> in EC2.</param>
    public static IEnumerable<object> Write(JsonNode? value, string item) => value switch
    {
        null => [],
        JsonObject members => members.Select(m => (object)new XElement(m.Key, Write(m.Value, item))),
        JsonArray items => items.Select(i => (object)new XElement(item, Write(i, item))),
        _ => [Scalar(value)],
    };

    private static string Scalar(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
        : value.ToJsonString();
}
