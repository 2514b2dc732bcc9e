using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Core.AppFile.Manual;
using Fairlead.Tests.Support;
using Json.Schema;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using JsonSchema = Fairlead.Core.AppFile.Manual.JsonSchema;

namespace Fairlead.Tests;

/// <summary>What is generated from the declaration of the keys: the schema, judged by a stock validator, and the reference.</summary>
public class SchemaTests
{
    private static readonly Lazy<Json.Schema.JsonSchema> Schema = new(() => Json.Schema.JsonSchema.FromText(JsonSchema.Render()));

    public static TheoryData<string, string> WrongOnes() => new()
    {
        { "app: shop\nservces: {}\n", "servces" },
        { "images: {web: .}\n", "" },
        { "app: shop\nservices: {web: {port: eighty}}\n", "services/web/port" },
        { "app: shop\nservices: {web: {helth: /}}\n", "services/web/helth" },
        { "app: shop\nservices: {web: {health: {interval: soon}}}\n", "services/web/health/interval" },
        { "app: shop\nservices: {web: {deploy: bluegreen}}\n", "services/web/deploy" },
        { "app: shop\nservices: {web: {scale: {max: 4, queue: {above: many}}}}\n", "services/web/scale/queue/above" },
        { "app: shop\njobs: {tidy: {when: never}}\n", "jobs/tidy/when" },
        { "app: shop\njobs: {tidy: {permissions: [{allow: SendMail}]}}\n", "jobs/tidy/permissions/0/allow" },
        { "app: shop\nresources: {db: mysql}\n", "resources/db" },
        { "app: shop\nresources: {db: {type: postgres, size: t3.micro}}\n", "resources/db/size" },
        { "app: shop\nresources: {q: {type: queue, protect: true}}\n", "resources/q" },
        { "app: shop\nimages: {web: {share: [team]}}\n", "images/web/share/0" },
        { "app: shop\nedge: {auth: basic}\n", "edge/auth" },
        { "app: shop\nnetwork: {endpoints: [s3, dynamo]}\n", "network/endpoints/1" },
        { "app: shop\nsecrets: {A: asked}\n", "secrets/A" },
        { "app: shop\nenvironments: {production: {regoin: eu-west-1}}\n", "environments/production/regoin" },
        { "app: shop\nenvironments: {production: {services: {web: {count: few}}}}\n", "environments/production/services/web/count" },
    };

    [Fact]
    public void The_reference_is_what_the_keys_say() => Golden.Check(Repository.Path("docs", "reference.md"), ReferencePage.Render());

    [Fact]
    public void The_schema_is_json_and_refers_only_to_itself()
    {
        var root = JsonDocument.Parse(JsonSchema.Render()).RootElement;
        root.GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        var definitions = root.GetProperty("$defs").EnumerateObject().Select(d => $"#/$defs/{d.Name}").ToList();
        References(root).Except(definitions).ShouldBeEmpty();
        definitions.Except(References(root)).ShouldBe(["#/$defs/workload", "#/$defs/resource"], "sections that others take over");
    }

    [Fact]
    public void A_stock_validator_accepts_the_five_systems()
    {
        string[] names = ["every-key", "every-key-on-aws", "hera-full"];
        var cases = names.Select(c => Repository.Path("tests", "cases", c, "fairlead.yaml"));
        var examples = Directory.GetFiles(Repository.Path("examples"), "fairlead.yaml", SearchOption.AllDirectories);
        foreach (var file in examples.Concat(cases))
        {
            Faults(File.ReadAllText(file)).ShouldBeEmpty(file);
        }
    }

    [Theory]
    [MemberData(nameof(WrongOnes))]
    public void A_stock_validator_refuses_wrong_files_at_the_right_place(string file, string place) => Faults(file).ShouldContain(place);

    // The places of all errors; none where the file is valid.
    private static IReadOnlyList<string> Faults(string file)
    {
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize(new MergingParser(new Parser(new StringReader(file))));
        var json = JsonSerializer.SerializeToElement(ToJson(document));
        var results = Schema.Value.Evaluate(json, new EvaluationOptions { OutputFormat = OutputFormat.List });
        var faults = results.IsValid ? [] : results.Details!.Where(d => d.Errors is not null);
        return [.. faults.Select(d => d.InstanceLocation.ToString().TrimStart('/'))];
    }

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        IDictionary<object, object?> map => new JsonObject(map.Select(e => KeyValuePair.Create(e.Key.ToString()!, ToJson(e.Value)))),
        IEnumerable<object?> list => new JsonArray([.. list.Select(ToJson)]),
        _ => JsonSerializer.SerializeToNode(value),
    };

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m.Name == "$ref" ? [m.Value.GetString()!] : References(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
