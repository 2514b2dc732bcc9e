using System.Text;
using System.Text.Json;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>Says which operation a request is, and what about it is not as AWS's model has it.</summary>
internal static class RequestJudge
{
    public static (ApiOperation Operation, IReadOnlyList<string> Faults) Judge(WireRequest request)
    {
        var operation = Find(request);
        var faults = new List<string>();
        switch (operation.Model.Protocol)
        {
            case "query":
                JudgeForm(operation, Encoding.UTF8.GetString(request.Body), faults);
                break;
            case "rest-xml":
                JudgePath(operation, request, faults);
                break;
            default:
                JudgeJson(operation, request.Body, faults);
                break;
        }

        return (operation, faults);
    }

    private static ApiOperation Find(WireRequest request)
    {
        var model = ApiModel.Signed(request.SigningName)
            ?? throw new InvalidOperationException($"AWS has no service {request.SigningName} here");
        string? name = model.Protocol switch
        {
            "json" => request.Header("X-Amz-Target") is { } target && target.StartsWith(model.TargetPrefix + ".")
                ? target[(model.TargetPrefix.Length + 1)..] : null,
            "query" => WireRequest.Form(Encoding.UTF8.GetString(request.Body)).Single(f => f.Name == "Action").Value,
            _ => model.Operations.SingleOrDefault(o => o.Method == request.Method
                && o.HasPath(request.Uri.AbsolutePath))?.Name,
        };
        return model.Operation(name)
            ?? throw new InvalidOperationException(
                $"AWS's model of {model.ServiceId} has no operation for {request.Method} {request.Uri} ({name})");
    }

    private static void JudgePath(ApiOperation operation, WireRequest request, List<string> faults)
    {
        var known = operation.Input?.Members.Where(m => m.Location == "querystring").Select(m => m.WireName).ToHashSet() ?? [];
        faults.AddRange(request.Query.Where(q => !known.Contains(q.Name)).Select(q => $"unknown query {q.Name}"));
    }

    private static void JudgeJson(ApiOperation operation, byte[] body, List<string> faults)
    {
        using var json = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
        if (operation.Input is { } input)
        {
            ShapeJudge.Judge(input, json.RootElement, operation.Name, faults);
        }
    }

    private static void JudgeForm(ApiOperation operation, string text, List<string> faults)
    {
        var sent = WireRequest.Form(text).Where(f => f.Name is not ("Action" or "Version")).ToList();
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
}
