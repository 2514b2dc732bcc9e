using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>Says which operation a request is, and what about it is not as AWS's model has it.</summary>
internal static class RequestJudge
{
    public static (ApiOperation Operation, IReadOnlyList<string> Faults) Judge(HttpRequestMessage request, byte[] body)
    {
        var operation = Find(request, body);
        var faults = new List<string>();
        switch (operation.Model.Protocol)
        {
            case "query":
                JudgeForm(operation, Encoding.UTF8.GetString(body), faults);
                break;
            case "rest-xml":
                JudgePath(operation, request.RequestUri!, faults);
                break;
            default:
                JudgeJson(operation, body, faults);
                break;
        }

        return (operation, faults);
    }

    private static ApiOperation Find(HttpRequestMessage request, byte[] body)
    {
        var service = Regex.Match(request.Headers.GetValues("Authorization").Single(),
            "Credential=[^/]+/[0-9]{8}/[^/]+/([^/]+)/").Groups[1].Value;
        var model = ApiModel.All.Single(m => m.SigningName == service);
        string? name = model.Protocol switch
        {
            "json" => request.Headers.GetValues("X-Amz-Target").Single() is var target && target.StartsWith(model.TargetPrefix + ".")
                ? target[(model.TargetPrefix.Length + 1)..] : null,
            "query" => Form(Encoding.UTF8.GetString(body)).Single(f => f.Name == "Action").Value,
            _ => model.Operations.SingleOrDefault(o => o.Method == request.Method.Method && Fits(o.Path,
                request.RequestUri!.AbsolutePath))?.Name,
        };
        return model.Operations.SingleOrDefault(o => o.Name == name)
            ?? throw new InvalidOperationException(
                $"AWS's model of {model.ServiceId} has no operation for {request.Method} {request.RequestUri} ({name})");
    }

    private static bool Fits(string pattern, string path) =>
        Regex.IsMatch(path, $"^{Regex.Replace(pattern, @"\{[^}]+\}", "[^/]+")}$");

    private static void JudgePath(ApiOperation operation, Uri uri, List<string> faults)
    {
        var known = operation.Input?.Members.Where(m => m.Location == "querystring").Select(m => m.WireName).ToHashSet() ?? [];
        faults.AddRange(Form(uri.Query.TrimStart('?')).Where(q => !known.Contains(q.Name)).Select(q => $"unknown query {q.Name}"));
    }

    private static void JudgeJson(ApiOperation operation, byte[] body, List<string> faults)
    {
        using var json = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
        if (operation.Input is { } input)
        {
            Judge(input, json.RootElement, operation.Name, faults);
        }
    }

    private static void Judge(ApiShape shape, JsonElement value, string path, List<string> faults)
    {
        switch (shape.Type)
        {
            case "structure":
                JudgeMembers(shape, value, path, faults);
                break;
            case "list":
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    Judge(shape.Item.Shape, item, $"{path}[{i}]", faults);
                }

                break;
            case "map":
                foreach (var pair in value.EnumerateObject())
                {
                    Judge(shape.Value, pair.Value, $"{path}.{pair.Name}", faults);
                }

                break;
            case "string" when value.ValueKind != JsonValueKind.String || shape.Enum is { Count: > 0 } e && !e.Contains(value.GetString()!):
            case "integer" or "long" or "double" or "float" when value.ValueKind != JsonValueKind.Number:
            case "boolean" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                faults.Add($"{path} is no {shape.Name}: {value.GetRawText()}");
                break;
        }
    }

    private static void JudgeMembers(ApiShape shape, JsonElement value, string path, List<string> faults)
    {
        var members = shape.Members.Where(m => m.Location is null).ToDictionary(m => m.WireName);
        foreach (var pair in value.EnumerateObject())
        {
            if (members.TryGetValue(pair.Name, out var member))
            {
                Judge(member.Shape, pair.Value, $"{path}.{pair.Name}", faults);
            }
            else if (!Newer.Knows(shape.Name, pair.Name))
            {
                faults.Add($"{path} has no {pair.Name}");
            }
        }

        faults.AddRange(shape.Required.Where(r => members.Values.FirstOrDefault(m =>
            m.Name == r) is { } m && !value.TryGetProperty(m.WireName, out _))
            .Select(r => $"{path} needs {r}"));
    }

    private static void JudgeForm(ApiOperation operation, string text, List<string> faults)
    {
        var sent = Form(text).Where(f => f.Name is not ("Action" or "Version")).ToList();
        foreach (var (name, value) in sent)
        {
            if (Walk(operation.Input!, name.Split('.')) is not { } shape)
            {
                faults.Add($"{operation.Name} has no {name}");
            }
            else if (shape.Type is "boolean" && value is not ("true" or "false") || shape.Enum is { Count: > 0 } e && !e.Contains(value))
            {
                faults.Add($"{name} is no {shape.Name}: {value}");
            }
        }

        faults.AddRange(operation.Input?.Required.Where(r => !sent.Exists(s => s.Name == r || s.Name.StartsWith(r + ".")))
            .Select(r => $"{operation.Name} needs {r}") ?? []);
    }

    // The shape of "Parameters.member.1.ParameterKey"; null where there is none.
    private static ApiShape? Walk(ApiShape shape, string[] path)
    {
        while (path.Length > 0)
        {
            switch (shape.Type)
            {
                case "structure" when Member(shape, path[0]) is { } member:
                    (shape, path) = (member.Shape, path[1..]);
                    break;
                case "list" when path.Length > 1 && path[0] == "member" && int.TryParse(path[1], out _):
                    (shape, path) = (shape.Item.Shape, path[2..]);
                    break;
                case "map" when path.Length > 2 && path[0] == "entry" && path[2] is ("key" or "value"):
                    (shape, path) = (path[2] == "key" ? shape.Key : shape.Value, path[3..]);
                    break;
                default:
                    return null;
            }
        }

        return shape.Type is "structure" or "list" or "map" ? null : shape;
    }

    private static ApiMember? Member(ApiShape shape, string name) => shape.Members.FirstOrDefault(m => m.Name == name);

    private static IEnumerable<(string Name, string Value)> Form(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2)).Select(p => (Uri.UnescapeDataString(p[0]), Uri.UnescapeDataString(p.Length > 1 ? p[1] : "")));
}

/// <summary>What AWS has and the installed model has not, each with AWS's page.</summary>
internal static class Newer
{
    private static readonly HashSet<(string Shape, string Member)> Members =
    [
        // ECS API Reference, DeploymentCircuitBreaker: the threshold, and whether a healthy task resets the count.
        ("DeploymentCircuitBreaker", "thresholdConfiguration"), ("DeploymentCircuitBreaker", "resetOnHealthyTask"),
        // ECS API Reference, DeploymentConfiguration: early success criteria (rolling updates).
        ("DeploymentConfiguration", "earlySuccessCriteria"),
    ];

    public static bool Knows(string shape, string member) => Members.Contains((shape, member));
}
