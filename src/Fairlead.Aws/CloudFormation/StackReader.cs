using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Fairlead.Aws.CloudFormation;

/// <summary>Reads templates that were rendered earlier. Functions stay as they stand there; nothing of them is worked out.</summary>
internal static class StackReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <summary>The stack of a template, or null and what is wrong with it.</summary>
    public static Stack? Read(string name, ReadOnlyMemory<byte> json, out string? fault)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            fault = null;
            return Read(name, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            fault = $"{name} is not a CloudFormation template in JSON: {e.Message}";
            return null;
        }
    }

    public static Value ReadValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => TextValue.Trusted(element.GetString()!),
        JsonValueKind.Number => new NumberValue(element.GetDouble()),
        JsonValueKind.True => FlagValue.True,
        JsonValueKind.False => FlagValue.False,
        JsonValueKind.Array => new ListValue([.. element.EnumerateArray().Select(ReadValue)]),
        JsonValueKind.Object => ReadObject(element),
        _ => throw new JsonException("null is no value of a template"),
    };

    private static Value ReadObject(JsonElement element)
    {
        var pairs = new List<Pair>();
        foreach (var property in element.EnumerateObject())
        {
            var value = ReadValue(property.Value);
            if (CallValue.IsFunction(property.Name) && element.GetPropertyCount() == 1)
            {
                return CallValue.Create(property.Name,
                    property.NameEquals("Fn::GetAtt"u8) && value is TextValue dotted ? SplitAttribute(dotted.Text) : value);
            }

            pairs.Add(new Pair(property.Name, value));
        }

        return MapValue.Read(pairs);
    }

    // "Database.Endpoint.Address" is written by some; the id has no dots.
    private static ListValue SplitAttribute(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? Value.List(text) : Value.List(text[..dot], text[(dot + 1)..]);
    }

    private static Stack Read(string name, JsonElement root)
    {
        var stack = new Stack(name) { Description = TextOf(root, "Description") };
        foreach (var parameter in Members(root, "Parameters"))
        {
            stack.Add(
                new StackParameter(parameter.Name, TextOf(parameter.Value, "Type")
                    ?? "String") { Default = TextOf(parameter.Value, "Default"), Pattern = TextOf(parameter.Value, "AllowedPattern") });
        }

        foreach (var condition in Members(root, "Conditions"))
        {
            stack.AddCondition(condition.Name, ReadValue(condition.Value) as CallValue
                ?? throw new JsonException($"{condition.Name} is no condition"));
        }

        foreach (var resource in Members(root, "Resources"))
        {
            stack.Add(ReadResource(resource.Name, resource.Value));
        }

        foreach (var output in Members(root, "Outputs"))
        {
            stack.Add(
                new StackOutput(output.Name,
                    ReadValue(output.Value.GetProperty("Value"))) { Description = TextOf(output.Value, "Description") });
        }

        return stack;
    }

    private static StackResource ReadResource(string id, JsonElement element)
    {
        var type = TextOf(element, "Type") ?? throw new JsonException($"{id} has no Type");
        var properties = element.TryGetProperty("Properties", out var found) ? MapOf(found) : MapValue.Empty;
        var (deletion, replacement) = (TextOf(element, "DeletionPolicy"), TextOf(element, "UpdateReplacePolicy"));
        return new StackResource(id, type, properties)
        {
            Condition = TextOf(element, "Condition"),
            DeletionPolicy = deletion is null && replacement is null ? null
                : new DeletionPolicy(deletion ?? "Delete", replacement ?? "Delete"),
            Metadata = element.TryGetProperty("Metadata", out var metadata) ? MapOf(metadata) : null,
            UpdatePolicy = element.TryGetProperty("UpdatePolicy", out var update) ? MapOf(update) : null,
            DependsOn = !element.TryGetProperty("DependsOn", out var first) ? []
                : first.ValueKind == JsonValueKind.String ? [first.GetString()!]
                : [.. first.EnumerateArray().Select(f => f.GetString()!)],
        };
    }

    private static MapValue MapOf(JsonElement element) => ReadValue(element) as MapValue ?? throw new JsonException("a map was expected");

    [SuppressMessage("Performance", "CA1859", Justification = "nothing is a list too")]
    private static IEnumerable<JsonProperty> Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var found) ? found.EnumerateObject() : [];

    private static string? TextOf(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var found) ? null
        : found.ValueKind == JsonValueKind.String ? found.GetString()
        : found.GetRawText();
}
