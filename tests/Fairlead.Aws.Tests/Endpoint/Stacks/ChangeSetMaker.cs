using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>What CloudFormation refuses of a change set at once, and what it finds would change.</summary>
/// <param name="findText">The text behind a template's address.</param>
internal sealed class ChangeSetMaker(StackEngine engine, Func<Uri, string?> findText)
{
    // User guide, "Understand CloudFormation quotas" (B1).
    private const int MostInline = 51_200;
    private const int MostStored = 1_048_576;
    private const int MostParameterBytes = 4096;

    public LiveChangeSet Make(AwsCall call, LiveStack stack)
    {
        var template = call.Flag("UsePreviousTemplate") == true && stack.Template is { } present ? present
            : StackTemplate.Read(ReadText(call));
        CheckCapabilities(template, call.Texts("Capabilities"));
        var id = engine.World.Arn("cloudformation", stack.Region, $"changeSet/{call.Need("ChangeSetName")}/{engine.World.Uuid()}");
        return new LiveChangeSet(id, call.Need("ChangeSetName"), call.Text("ChangeSetType") ?? "UPDATE")
        {
            Token = call.Text("ClientToken"), Template = template, Parameters = Parameters(call, template, stack),
            Tags = call.Pairs("Tags", "Key", "Value"), Capabilities = call.Texts("Capabilities"), RoleArn = call.Text("RoleARN"),
            OnStackFailure = FailureMode(call), IsExpress = Express(call),
            Created = engine.World.NowText, Imports = Imports(call, template),
        };
    }

    private static bool Express(AwsCall call) => call.Input["DeploymentConfig"]?["Mode"]?.ToString() == "EXPRESS";

    // User guide, "Rollback behavior with express mode": what fails stays as it is, unless it is asked for.
    private static string? FailureMode(AwsCall call) => call.Text("OnStackFailure")
        ?? (Express(call) && call.Input["DeploymentConfig"]?["DisableRollback"]?.GetValue<bool>() != false ? "DO_NOTHING" : null);

    /// <summary>Some time later: what would change, or that nothing would.</summary>
    public void Compute(LiveStack stack, LiveChangeSet set)
    {
        var values = new TemplateValues(set.Template, new TemplateScope(stack, engine.World.Account, set.Parameters,
            stack.Resources.GetValueOrDefault));
        var wanted = set.Template.Resources.Select(r => r.Key).Where(values.IsThere).ToList();
        foreach (var id in wanted)
        {
            Add(stack, set, id, values.Properties(id));
        }

        foreach (var gone in stack.Resources.Values.Where(r => !wanted.Contains(r.LogicalId)))
        {
            set.Changes.Add(Change("Remove", gone.LogicalId, gone.Type, gone.PhysicalId, null));
        }

        if (set.Findings.Exists(f => f.Stops))
        {
            // A12: the words of DescribeChangeSet (aws-cdk-cli, issue 1000); what it is stands in DescribeEvents alone.
            (set.Status, set.Execution, set.Reason) = ("FAILED", "UNAVAILABLE", "The following hook(s)/validation failed: "
                + "[AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for "
                + "detailed failure information.");
            return;
        }

        // A11: outputs, policies and conditions alone are no changes; tags are.
        var isEmpty = set.Changes.Count == 0 && set.Type == "UPDATE" && set.Tags.OrderBy(t => t.Key).SequenceEqual(stack.Tags.OrderBy(t =>
            t.Key));
        (set.Status, set.Execution, set.Reason) = isEmpty
            ? ("FAILED", "UNAVAILABLE",
                "The submitted information didn't contain changes. Submit different information to create a change set.")
            : ("CREATE_COMPLETE", "AVAILABLE", null);
    }

    private void Add(LiveStack stack, LiveChangeSet set, string id, JsonObject properties)
    {
        var type = set.Template.Type(id);
        set.Findings.AddRange(engine.Worker.FindingsOf(stack, id, type, set.Imports.ContainsKey(id) ? null : properties));
        if (stack.Resources.GetValueOrDefault(id) is not { } old)
        {
            set.Changes.Add(Change(set.Imports.ContainsKey(id) ? "Import" : "Add", id, type, set.Imports.GetValueOrDefault(id), null));
        }
        else if (engine.Replacement(type, old.Properties, properties) is { } replacement)
        {
            set.Changes.Add(Change("Modify", id, type, old.PhysicalId, replacement));
        }
    }

    private static JsonObject Change(string action, string id, string type, string? physical, string? replacement) => Members.Make(
        ("Type", "Resource"), ("ResourceChange", Members.Make(("Action", action), ("LogicalResourceId", id), ("ResourceType", type),
            ("PhysicalResourceId", physical), ("Replacement", replacement))));

    private string ReadText(AwsCall call)
    {
        if (call.Text("TemplateBody") is { } inline)
        {
            return Encoding.UTF8.GetByteCount(inline) <= MostInline ? inline
                : throw Error($"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
                    + $"Member must have length less than or equal to {MostInline}");
        }

        var url = call.Text("TemplateURL") ?? throw Error("Either Template URL or Template Body must be specified.");
        var text = findText(new Uri(url)) ?? throw Error("S3 error: The specified key does not exist.");
        return Encoding.UTF8.GetByteCount(text) <= MostStored ? text
            : throw Error("Template may not exceed 1000000 bytes in size.");
    }

    private static Dictionary<string, string> Parameters(AwsCall call, StackTemplate template, LiveStack stack)
    {
        var given = new Dictionary<string, string>();
        foreach (var parameter in call.List("Parameters"))
        {
            var name = parameter["ParameterKey"]!.GetValue<string>();
            given[name] = parameter["UsePreviousValue"]?.GetValue<bool>() == true ? stack.Parameters[name]
                : parameter["ParameterValue"]?.GetValue<string>() ?? "";
        }

        var unknown = given.Keys.Where(k => !template.Parameters.ContainsKey(k)).ToList();
        if (unknown.Count > 0)
        {
            throw Error($"Parameters: [{string.Join(", ", unknown)}] do not exist in the template");
        }

        var missing = template.Parameters.Where(p => !given.ContainsKey(p.Key) && p.Value!["Default"] is null).Select(p => p.Key).ToList();
        if (missing.Count > 0)
        {
            throw Error($"Parameters: [{string.Join(", ", missing)}] must have values");
        }

        var all = template.Parameters.ToDictionary(p => p.Key, p => given.GetValueOrDefault(p.Key) ?? p.Value!["Default"]!.ToString());
        foreach (var (name, value) in all)
        {
            CheckValue(name, value, template.Parameters[name]!);
        }

        return all;
    }

    private static void CheckValue(string name, string value, JsonNode parameter)
    {
        if (parameter["AllowedPattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(value, $"^(?:{pattern})$"))
        {
            throw Error($"Parameter '{name}' must match pattern {pattern}");
        }

        if (parameter["AllowedValues"] is JsonArray allowed && !allowed.Select(a => a!.ToString()).Contains(value))
        {
            throw Error($"Parameter '{name}' must be one of AllowedValues");
        }

        if (Encoding.UTF8.GetByteCount(value) > MostParameterBytes)
        {
            throw Error($"Parameter '{name}' must be no longer than {MostParameterBytes} bytes");
        }
    }

    // CreateChangeSet, Capabilities: roles and policies have to be acknowledged, those with names of their own by another word.
    private static void CheckCapabilities(StackTemplate template, IReadOnlyList<string> said)
    {
        var roles = template.Resources.Where(r => r.Value!["Type"]!.GetValue<string>().StartsWith("AWS::IAM::")).ToList();
        var isNamed = roles.Exists(r => r.Value!["Properties"] is { } p && (p["RoleName"] ?? p["ManagedPolicyName"]
            ?? p["UserName"]) is not null);
        if (roles.Count > 0 && !said.Contains("CAPABILITY_NAMED_IAM") && (isNamed || !said.Contains("CAPABILITY_IAM")))
        {
            throw new AwsRefusal("InsufficientCapabilitiesException",
                $"Requires capabilities : [{(isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM")}]");
        }
    }

    // User guide, "Import AWS resources": each needs a DeletionPolicy.
    private static Dictionary<string, string> Imports(AwsCall call, StackTemplate template)
    {
        var imports = new Dictionary<string, string>();
        foreach (var one in call.List("ResourcesToImport"))
        {
            var id = one["LogicalResourceId"]!.GetValue<string>();
            if (!template.Resources.ContainsKey(id) || template.Policy(id, "DeletionPolicy") is null)
            {
                throw Error($"Resource [{id}] to import is missing in the template, or has no DeletionPolicy attribute specified");
            }

            imports[id] = one["ResourceIdentifier"]!.AsObject().First().Value!.GetValue<string>();
        }

        return imports;
    }

    private static AwsRefusal Error(string message) => new("ValidationError", message);
}
