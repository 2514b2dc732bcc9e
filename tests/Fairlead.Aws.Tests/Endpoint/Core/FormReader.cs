using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>Makes the members of a Query call of its form: <c>Tags.member.1.Key</c> (AWS Query protocol).</summary>
internal static class FormReader
{
    public static JsonObject Read(ApiShape? shape, IReadOnlyList<(string Name, string Value)> form)
    {
        var leaves = form.Where(f => f.Name is not ("Action" or "Version")).Select(f => (Path: f.Name.Split('.'), f.Value)).ToList();
        return shape is null ? new JsonObject(leaves.Select(l => Pair(string.Join('.', l.Path), JsonValue.Create(l.Value))))
            : Structure(shape, leaves);
    }

    private static JsonObject Structure(ApiShape shape, List<(string[] Path, string Value)> leaves) =>
        new(leaves.GroupBy(l => l.Path[0]).Select(g => Pair(g.Key, Value(shape.Members.First(m => m.Name == g.Key).Shape, Tail(g, 1)))));

    private static JsonNode? Value(ApiShape shape, List<(string[] Path, string Value)> leaves) => shape.Type switch
    {
        "structure" => Structure(shape, leaves),
        "list" => new JsonArray([.. Numbered(leaves).Select(g => Value(shape.Item.Shape, Tail(g, 2)))]),
        "map" => new JsonObject(Numbered(leaves).Select(g => Pair(g.First(l => l.Path[2] == "key").Value,
            Value(shape.Value, Tail(g.Where(l => l.Path[2] == "value"), 3))))),
        "boolean" => JsonValue.Create(leaves[0].Value == "true"),
        "integer" or "long" => JsonValue.Create(int.Parse(leaves[0].Value)),
        _ => JsonValue.Create(leaves[0].Value),
    };

    private static IEnumerable<IGrouping<int, (string[] Path, string Value)>> Numbered(List<(string[] Path, string Value)> leaves) =>
        leaves.GroupBy(l => int.Parse(l.Path[1])).OrderBy(g => g.Key);

    private static List<(string[] Path, string Value)> Tail(IEnumerable<(string[] Path, string Value)> leaves, int skip) =>
        [.. leaves.Select(l => (l.Path[skip..], l.Value))];

    private static KeyValuePair<string, JsonNode?> Pair(string name, JsonNode? value) => new(name, value);
}
