using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Plan;

/// <summary>Written beside rendered templates: whose they are, and what no template says but a plan compares.</summary>
internal sealed record Manifest(string App, string Environment, string Region, string? Account, IReadOnlyList<StackLabel> Templates)
{
    public const int Version = 1;

    public string Render()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("app", App);
            json.WriteString("environment", Environment);
            json.WriteString("region", Region);
            json.WriteString("account", Account);
            Write(json, "stacks", Templates.Where(t => !t.IsTaskDefinition));
            Write(json, "task_definitions", Templates.Where(t => t.IsTaskDefinition));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Null where the text is none, with what is wrong.</summary>
    public static Manifest? Read(string text, out string? fault)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            fault = root.GetProperty("version").GetInt32() is var version and not Version
                ? $"it was written by another version of Fairlead ({version})" : null;
            return fault is not null ? null : new Manifest(
                TextOf(root, "app"), TextOf(root, "environment"), TextOf(root, "region"), root.GetProperty("account").GetString(),
                [
                    .. ReadAll(root, "stacks"),
                    .. ReadAll(root, "task_definitions").Select(l => l with { IsTaskDefinition = true }),
                ]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>In another account or region, or under another name, everything would be made anew.</summary>
    public bool IsOf(App app) =>
        App == app.Name && Environment == app.Environment.Name && Region == app.Environment.Region
        && (Account is null || app.Environment.Account is null || Account == app.Environment.Account);

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<StackLabel> labels)
    {
        json.WriteStartArray(name);
        foreach (var label in labels)
        {
            Write(json, label);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, StackLabel label)
    {
        json.WriteStartObject();
        json.WriteString("stack", label.Stack);
        json.WriteString("name", label.Name);
        json.WriteString("kind", label.Kind);
        if (label.Count is { } count)
        {
            json.WriteNumber("count", count);
        }

        if (label.Runs is { } runs)
        {
            json.WriteNumber("runs", runs);
        }

        Write(json, "imports", label.Imports);
        Write(json, "revisions", label.Revisions);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (parameter, from) in parameters)
        {
            json.WriteString(parameter, from);
        }

        json.WriteEndObject();
    }

    private static IEnumerable<StackLabel> ReadAll(JsonElement root, string name) =>
        root.TryGetProperty(name, out var found) ? found.EnumerateArray().Select(Read) : [];

    private static StackLabel Read(JsonElement element) => new(TextOf(element, "stack"), TextOf(element, "name"), TextOf(element, "kind"))
    {
        Count = NumberOf(element, "count"),
        Runs = NumberOf(element, "runs"),
        Imports = ParametersOf(element, "imports"),
        Revisions = ParametersOf(element, "revisions"),
    };

    private static IReadOnlyList<KeyValuePair<string, string>> ParametersOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var found)
            ? [.. found.EnumerateObject().Select(t => KeyValuePair.Create(t.Name, t.Value.GetString() ?? ""))] : [];

    /// <summary>The label with what its stack takes of others.</summary>
    public static StackLabel Complete(StackLabel label, Stack stack)
    {
        var (imports, revisions) = (new List<KeyValuePair<string, string>>(), new List<KeyValuePair<string, string>>());
        foreach (var parameter in stack.Parameters)
        {
            if (parameter.Source is ImportedOutput output)
            {
                imports.Add(KeyValuePair.Create(parameter.Name, $"{output.Stack}.{output.Output}"));
            }
            else if (parameter.Source is LiveValue { Definition: { } definition })
            {
                revisions.Add(KeyValuePair.Create(parameter.Name, definition));
            }
        }

        return imports.Count + revisions.Count == 0 ? label : label with { Imports = imports, Revisions = revisions };
    }

    private static string TextOf(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is missing");

    private static int? NumberOf(JsonElement element, string name) => element.TryGetProperty(name, out var found) ? found.GetInt32() : null;
}
