using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Sections;

namespace Fairlead.Core.AppFile.Manual;

/// <summary>The app file as a JSON Schema (2020-12), for editors. It knows forms, not meanings: <c>check</c> knows both.</summary>
public static class JsonSchema
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    // A text with a reference may be anything once it is filled in.
    private const string HasReference = @"\$\{";

    private static readonly string[] ScalarTypes = ["string", "number", "boolean"];

    public static string Render()
    {
        var root = Map(FileKeys.Section, FileKeys.Section.Keys);
        root["required"] = new JsonArray("app");
        root["type"] = "object";
        var definitions = new JsonObject();
        foreach (var section in Catalogue.Sections.Where(s => s != FileKeys.Section))
        {
            definitions[section.Id] = section == EnvironmentKeys.Section
                ? Map(section, [.. section.Keys, .. FileKeys.Section.Keys.Where(k => k != FileKeys.App && k != FileKeys.Environments)])
                : Map(section, section.Keys);
        }

        definitions["any-resource"] = Map(ResourceKeys.Section, [.. ResourceReader.Types.SelectMany(t => t.Section().Keys).Distinct()]);
        var schema = new JsonObject
        {
            ["$schema"] = Draft,
            ["title"] = "fairlead.yaml",
            ["description"] = "An app, its resources and its environments.",
        };
        foreach (var (name, value) in root.ToList())
        {
            root.Remove(name);
            schema[name] = value;
        }

        schema["$defs"] = definitions;
        return Write(schema);
    }

    // Anything may be null: it removes what another layer says. Where several keys have one name, its value may be anything.
    private static JsonObject Map(Section section, IReadOnlyList<Key> keys)
    {
        var properties = new JsonObject();
        foreach (var named in keys.GroupBy(k => k.Name, StringComparer.Ordinal))
        {
            var property = named.Skip(1).Any() ? new JsonObject() : SchemaOf(named.First().Form);
            property["description"] = Description(named.First());
            properties[named.Key] = property;
        }

        return new JsonObject
        {
            ["type"] = Types("object"),
            ["description"] = $"The keys of {section.Name}.",
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject { ["^x-"] = new JsonObject() },
            ["additionalProperties"] = false,
        };
    }

    private static string Description(Key key)
    {
        var text = new StringBuilder(key.Help);
        text.Append(key.Default is { } written ? $" Default: {written}." : "").Append($" Example: {key.Example}");
        return text.Append(key.Only is { } only ? $" ({only} only)" : "").ToString();
    }

    private static JsonObject SchemaOf(Form form) => form switch
    {
        SectionForm section => new JsonObject { ["$ref"] = $"#/$defs/{section.Section().Id}" },
        NamesForm names => new JsonObject { ["type"] = Types("object"), ["additionalProperties"] = SchemaOf(names.Value) },
        ListForm list => new JsonObject { ["type"] = Types("array"), ["items"] = SchemaOf(list.Item) },
        EitherForm either => Either(either.Forms),
        ChoiceForm choice => new JsonObject { ["enum"] = new JsonArray([.. choice.Words.Select(w => JsonValue.Create(w)), null]) },
        FlagForm => new JsonObject { ["type"] = Types("boolean", "string"), ["pattern"] = "^(true|false)$" },
        NumberForm number => NumberSchema(number),
        TextForm { Pattern: { } pattern } => new JsonObject { ["type"] = Types(ScalarTypes), ["pattern"] = $"({pattern})|{HasReference}" },
        _ => new JsonObject { ["type"] = Types(ScalarTypes) },
    };

    private static JsonObject NumberSchema(NumberForm number) => new()
    {
        ["type"] = Types(number.Whole ? "integer" : "number", "string"),
        ["minimum"] = number.Min,
        ["maximum"] = number.Max,
        ["pattern"] = number.Whole ? "^[0-9]+$" : "^[0-9.]+$",
    };

    // By the kind of value, so that an error stands where it is and not at the choice.
    private static JsonObject Either(IReadOnlyList<Form> alternatives)
    {
        var forms = alternatives.SelectMany(f => f is EitherForm inner ? inner.Forms : [f]).ToList();
        var maps = forms.Where(f => f is SectionForm or NamesForm).ToList();
        var lists = forms.Where(f => f is ListForm).ToList();
        var scalars = forms.Except(maps).Except(lists).ToList();
        var rules = new List<JsonNode>();
        if (scalars.Count > 0)
        {
            rules.Add(When(new JsonObject { ["type"] = Types(ScalarTypes) }, Any(scalars)));
        }

        if (lists.Count > 0)
        {
            rules.Add(When(new JsonObject { ["type"] = "array" }, Any(lists)));
        }

        if (maps.Count == 1)
        {
            rules.Add(When(new JsonObject { ["type"] = "object" }, SchemaOf(maps[0])));
        }
        else if (maps.Count > 1)
        {
            AddTypes(rules);
        }

        string[] types =
        [
            .. scalars.Count > 0 ? ScalarTypes : [],
            .. lists.Count > 0 ? ["array"] : (string[])[],
            .. maps.Count > 0 ? ["object"] : (string[])[],
        ];
        return new JsonObject { ["type"] = Types(types), ["allOf"] = new JsonArray([.. rules]) };
    }

    // The type of a resource says which keys it has; in an environment it may stand in another layer.
    private static void AddTypes(List<JsonNode> rules)
    {
        foreach (var type in ResourceReader.Types)
        {
            var typed = new JsonObject { ["type"] = new JsonObject { ["const"] = type.Word } };
            var condition = new JsonObject { ["type"] = "object", ["properties"] = typed, ["required"] = new JsonArray("type") };
            rules.Add(When(condition, SchemaOf(type.Section().Form)));
        }

        var words = new JsonArray([.. ResourceReader.Types.Select(t => JsonValue.Create(t.Word))]);
        var known = new JsonObject
        {
            ["properties"] = new JsonObject { ["type"] = new JsonObject { ["enum"] = words } },
            ["required"] = new JsonArray("type"),
        };
        rules.Add(When(
            new JsonObject { ["type"] = "object", ["not"] = known },
            new JsonObject { ["$ref"] = "#/$defs/any-resource" }));
    }

    private static JsonObject Any(List<Form> forms) =>
        forms.Count == 1 ? SchemaOf(forms[0]) : new JsonObject { ["anyOf"] = new JsonArray([.. forms.Select(SchemaOf)]) };

    private static JsonObject When(JsonObject condition, JsonObject then) => new() { ["if"] = condition, ["then"] = then };

    private static JsonArray Types(params string[] types) => new([.. types.Select(t => (JsonNode?)t), "null"]);

    private static string Write(JsonObject schema)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            schema.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
