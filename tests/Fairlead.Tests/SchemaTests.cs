using System.Diagnostics;
using System.Text.Json;
using Fairlead.Core.AppFile.Manual;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>What is generated from the declaration of the keys: the schema, judged by a stock validator, and the reference.</summary>
public class SchemaTests
{
    public static TheoryData<string, string> WrongOnes() => new()
    {
        { "app: shop\nservces: {}\n", "" },
        { "images: {web: .}\n", "" },
        { "app: shop\nservices: {web: {port: eighty}}\n", "services/web/port" },
        { "app: shop\nservices: {web: {helth: /}}\n", "services/web" },
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
        { "app: shop\nenvironments: {production: {regoin: eu-west-1}}\n", "environments/production" },
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

    [ValidatorFact]
    public void A_stock_validator_accepts_the_five_systems()
    {
        string[] files = [
            .. Directory.GetFiles(Repository.Path("examples"), "fairlead.yaml", SearchOption.AllDirectories),
            .. new[] { "every-key", "every-key-on-aws", "hera-full" }.Select(c => Repository.Path("tests", "cases", c, "fairlead.yaml"))
        ];
        foreach (var (file, places) in files.Zip(Validate([.. files.Select(File.ReadAllText)])))
        {
            places.ShouldBeEmpty(file);
        }
    }

    [ValidatorFact]
    public void A_stock_validator_refuses_wrong_files_at_the_right_place()
    {
        var wrong = WrongOnes().Select(w => (Text: (string)w[0], Place: (string)w[1])).ToList();
        foreach (var (file, places) in wrong.Zip(Validate([.. wrong.Select(w => w.Text)])))
        {
            places.ShouldContain(file.Place, file.Text);
        }
    }

    // The places of all errors of each file.
    private static string[][] Validate(string[] files)
    {
        const string Script = """
            import json, sys, yaml
            from jsonschema import Draft202012Validator
            schema, files = json.load(sys.stdin)
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema)
            print(
                json.dumps([["/".join(str(p) for p in e.absolute_path) for e in validator.iter_errors(yaml.safe_load(f))] for f in files]))
            """;
        var (code, output, error) = Python.Run(Script, $"[{JsonSchema.Render()}, {JsonSerializer.Serialize(files)}]");
        code.ShouldBe(0, error);
        return JsonSerializer.Deserialize<string[][]>(output)!;
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m.Name == "$ref" ? [m.Value.GetString()!] : References(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private sealed class ValidatorFactAttribute : FactAttribute
    {
        private static readonly bool IsHere = Python.Run("import yaml, jsonschema", "").Code == 0;

        public ValidatorFactAttribute() => Skip = IsHere ? null : "no JSON Schema validator: pip install jsonschema pyyaml";
    }

    private static class Python
    {
        public static (int Code, string Output, string Error) Run(string script, string input)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
                process.StandardInput.Write(input);
                process.StandardInput.Close();
                var error = process.StandardError.ReadToEndAsync();
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                return (process.ExitCode, output, error.Result);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return (127, "", "there is no python3");
            }
        }
    }
}
