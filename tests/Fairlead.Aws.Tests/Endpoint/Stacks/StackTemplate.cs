using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>A template as CloudFormation reads it (user guide, "Template reference").</summary>
internal sealed class StackTemplate
{
    // CloudFormation user guide, "Understand quotas" (B1).
    private const int MostResources = 500;

    private readonly JsonObject root;

    private StackTemplate(JsonObject root, string text) => (this.root, Text) = (root, text);

    public string Text { get; }

    public string? Description => root[nameof(Description)]?.GetValue<string>();

    public JsonObject Resources => Part(nameof(Resources));

    public JsonObject Parameters => Part(nameof(Parameters));

    public JsonObject Conditions => Part(nameof(Conditions));

    public JsonObject Outputs => Part(nameof(Outputs));

    public static StackTemplate Read(string text)
    {
        try
        {
            var template = new StackTemplate(JsonNode.Parse(text)!.AsObject(), text);
            template.Check();
            return template;
        }
        catch (JsonException e)
        {
            throw Error($"Template format error: JSON not well-formed. {e.Message}");
        }
    }

    public string Type(string id) => Resources[id]!["Type"]!.GetValue<string>();

    public string? Policy(string id, string name) => Resources[id]![name]?.GetValue<string>();

    /// <summary>What a resource names, by <c>Ref</c>, <c>Fn::GetAtt</c>, <c>Fn::Sub</c> or <c>DependsOn</c>.</summary>
    public IReadOnlySet<string> Dependencies(string id)
    {
        var found = new HashSet<string>();
        Collect(Resources[id]!["Properties"], found);
        var said = Resources[id]!["DependsOn"];
        found.UnionWith(said is JsonArray many ? many.Select(m => m!.GetValue<string>()) : said is null ? [] : [said.GetValue<string>()]);
        found.IntersectWith(Resources.Select(r => r.Key));
        return found;
    }

    private static AwsRefusal Error(string message) => new("ValidationError", message);

    private JsonObject Part(string name) => root[name]?.AsObject() ?? [];

    private void Check()
    {
        if (Resources.Count is 0 or > MostResources)
        {
            throw Error(Resources.Count == 0 ? "Template format error: At least one Resources member must be defined."
                : $"Template format error: Number of resources, {Resources.Count}, is greater than maximum allowed, {MostResources}");
        }

        var named = new HashSet<string>();
        Collect(Resources, named);
        Collect(Outputs, named);
        foreach (var resource in Resources)
        {
            named.UnionWith(resource.Value!["DependsOn"] is JsonArray list ? list.Select(n => n!.GetValue<string>()) : []);
        }

        named.ExceptWith(Resources.Select(r => r.Key).Concat(Parameters.Select(p => p.Key)));
        named.RemoveWhere(n => n.StartsWith("AWS::", StringComparison.Ordinal));
        if (named.Count > 0)
        {
            throw Error($"Template format error: Unresolved resource dependencies [{string.Join(", ", named)}] "
                + "in the Resources block of the template");
        }
    }

    private static void Collect(JsonNode? value, HashSet<string> found)
    {
        switch (value)
        {
            case JsonObject { Count: 1 } call when call["Ref"] is JsonValue name:
                found.Add(name.GetValue<string>());
                break;
            case JsonObject { Count: 1 } call when call["Fn::GetAtt"] is { } path:
                found.Add(path is JsonArray parts ? parts[0]!.GetValue<string>() : path.GetValue<string>().Split('.')[0]);
                break;
            case JsonObject { Count: 1 } call when call["Fn::Sub"] is { } sub:
                CollectSub(sub, found);
                break;
            case JsonObject members:
                foreach (var member in members)
                {
                    Collect(member.Value, found);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Collect(item, found);
                }

                break;
        }
    }

    private static void CollectSub(JsonNode sub, HashSet<string> found)
    {
        var own = (sub as JsonArray)?[1]!.AsObject();
        Collect(own, found);
        found.UnionWith(TemplateValues.NamesIn(sub is JsonArray list ? list[0]!.GetValue<string>() : sub.GetValue<string>())
            .Where(n => own?.ContainsKey(n) != true).Select(n => n.Split('.')[0]));
    }
}
