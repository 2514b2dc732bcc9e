using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>Makes answers, in which what is null does not stand.</summary>
internal static class Members
{
    public static JsonObject Make(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                made[name] = value.Parent is null ? value : value.DeepClone();
            }
        }

        return made;
    }

    public static JsonArray List(IEnumerable<JsonNode?> items) => new([.. items.Select(i => i?.Parent is null ? i : i.DeepClone())]);

    public static JsonArray Texts(IEnumerable<string> items) => new([.. items.Select(i => (JsonNode?)JsonValue.Create(i))]);

    public static JsonArray Pairs(IEnumerable<KeyValuePair<string, string>> pairs, string key, string value) =>
        List(pairs.Select(p => Make((key, p.Key), (value, p.Value))));
}
