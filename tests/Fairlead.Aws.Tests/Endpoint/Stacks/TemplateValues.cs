using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>Where a template's names lead to.</summary>
/// <param name="Parameters">Each with its value, defaults too.</param>
/// <param name="Find">A resource that is there already, by its logical id.</param>
internal sealed record TemplateScope(LiveStack Stack, string Account, IReadOnlyDictionary<string, string> Parameters,
    Func<string, LiveResource?> Find);

/// <summary>Carries out a template's functions (CloudFormation user guide, "Intrinsic function reference").</summary>
internal sealed partial class TemplateValues(StackTemplate template, TemplateScope scope)
{
    public static IEnumerable<string> NamesIn(string text) => SubName().Matches(text).Select(m => m.Groups[1].Value);

    public bool Holds(string condition) => Test(template.Conditions[condition] ?? throw new InvalidOperationException(condition));

    public bool IsThere(string id) => template.Resources[id]!["Condition"] is not { } condition || Holds(condition.GetValue<string>());

    public JsonObject Properties(string id) => Resolve(template.Resources[id]!["Properties"])?.AsObject() ?? [];

    public Dictionary<string, string> Outputs()
    {
        var made = new Dictionary<string, string>();
        foreach (var (name, output) in template.Outputs)
        {
            if (output!["Condition"] is not { } condition || Holds(condition.GetValue<string>()))
            {
                made[name] = Text(output["Value"]);
            }
        }

        return made;
    }

    /// <summary>Null is AWS::NoValue: it does not stand there.</summary>
    public JsonNode? Resolve(JsonNode? value)
    {
        switch (value)
        {
            case null:
                return null;
            case JsonObject { Count: 1 } call when call.Single() is var (name, argument) && (name == "Ref" || name.StartsWith("Fn::")):
                return Call(name, argument!);
            case JsonObject members:
                return new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Resolve(m.Value))).Where(m => m.Value is not null));
            case JsonArray items:
                return new JsonArray([.. items.Select(Resolve).Where(i => i is not null)]);
            default:
                return value.DeepClone();
        }
    }

    private string Text(JsonNode? value) => Resolve(value) is { } made
        ? made is JsonValue one && one.TryGetValue<string>(out var text) ? text : made.ToJsonString() : "";

    private JsonNode? Call(string name, JsonNode argument) => name switch
    {
        "Ref" => Ref(argument.GetValue<string>()),
        "Fn::GetAtt" => Attribute(argument),
        "Fn::Join" => string.Join(argument[0]!.GetValue<string>(), Items(argument[1]!)),
        "Fn::If" => Resolve(Holds(argument[0]!.GetValue<string>()) ? argument[1] : argument[2]),
        "Fn::Select" => Items(argument[1]!).ElementAt(int.Parse(Text(argument[0]))),
        "Fn::Split" => new JsonArray([.. Text(argument[1]).Split(argument[0]!.GetValue<string>()).Select(p => (JsonNode?)p)]),
        "Fn::Sub" => Sub(argument),
        "Fn::Base64" => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Text(argument))),
        "Fn::GetAZs" => new JsonArray([.. "abc".Select(c => (JsonNode?)$"{scope.Stack.Region}{c}")]),
        _ => throw new InvalidOperationException($"the endpoint knows no {name}"),
    };

    // An attribute that is a list (name servers) comes as one text.
    private IEnumerable<string> Items(JsonNode list) => Resolve(list) is JsonArray items ? items.Select(Text) : Text(list).Split(',');

    private string Sub(JsonNode argument)
    {
        var own = (argument as JsonArray)?[1]!.AsObject();
        var text = argument is JsonArray list ? list[0]!.GetValue<string>() : argument.GetValue<string>();
        return SubName().Replace(text, m => m.Groups[1].Value switch
        {
            var n when own?[n] is { } value => Text(value),
            var n when n.Contains('.') => Text(new JsonObject { ["Fn::GetAtt"] = n }),
            var n => Text(new JsonObject { ["Ref"] = n }),
        });
    }

    private JsonNode? Ref(string name) => name switch
    {
        "AWS::NoValue" => null,
        "AWS::Partition" => "aws",
        "AWS::Region" => scope.Stack.Region,
        "AWS::AccountId" => scope.Account,
        "AWS::URLSuffix" => "amazonaws.com",
        "AWS::StackName" => scope.Stack.Name,
        "AWS::StackId" => scope.Stack.Id,
        _ when template.Parameters[name] is { } parameter => parameter["Type"]!.GetValue<string>() is var type
            && (type.StartsWith("List<") || type == "CommaDelimitedList")
            ? new JsonArray([.. scope.Parameters[name].Split(',').Select(p => (JsonNode?)p.Trim())]) : scope.Parameters[name],
        _ => scope.Find(name)?.PhysicalId ?? $"({name})",
    };

    private string Attribute(JsonNode argument)
    {
        var (id, attribute) = argument is JsonArray path ? (path[0]!.GetValue<string>(), Text(path[1]))
            : (argument.GetValue<string>().Split('.', 2)[0], argument.GetValue<string>().Split('.', 2)[1]);
        return scope.Find(id) is { } resource ? ResourceNames.Attribute(resource, attribute) : $"({id}.{attribute})";
    }

    private bool Test(JsonNode condition)
    {
        var (name, argument) = condition.AsObject().Single();
        return name switch
        {
            "Fn::Equals" => Text(argument![0]) == Text(argument[1]),
            "Fn::Not" => !Test(argument![0]!),
            "Fn::And" => argument!.AsArray().All(a => Test(a!)),
            "Fn::Or" => argument!.AsArray().Any(a => Test(a!)),
            "Condition" => Holds(argument!.GetValue<string>()),
            _ => throw new InvalidOperationException($"the endpoint knows no condition {name}"),
        };
    }

    [GeneratedRegex(@"\$\{([^!}][^}]*)\}")]
    private static partial Regex SubName();
}
