using System.Text.Json;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>Says what about a value is not as AWS's model has its shape; of a request and of an answer alike.</summary>
internal static class ShapeJudge
{
    public static void Judge(ApiShape shape, JsonElement value, string path, List<string> faults)
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
            case "string" when value.ValueKind != JsonValueKind.String || shape.Enum is { Count: > 0 } e && !e.Contains(value.GetString()!)
                && !Newer.KnowsValue(shape.Name, value.GetString()!):
            case "integer" or "long" or "double" or "float" when value.ValueKind != JsonValueKind.Number:
            case "boolean" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                faults.Add($"{path} is no {shape.Name}: {value.GetRawText()}");
                break;
        }
    }

    private static void JudgeMembers(ApiShape shape, JsonElement value, string path, List<string> faults)
    {
        var members = shape.InBody;
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

    // CloudFormation user guide, "Stack status codes" and "Monitor stack progress": events of the stack itself carry its status, for which
    // the model's list is too short.
    private static readonly HashSet<(string Shape, string Value)> Values =
    [
        ("ResourceStatus", "REVIEW_IN_PROGRESS"), ("ResourceStatus", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("ResourceStatus", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"), ("ResourceStatus", "UPDATE_ROLLBACK_FAILED"),
        ("ResourceStatus", "ROLLBACK_FAILED"),
    ];

    public static bool KnowsValue(string shape, string value) => Values.Contains((shape, value));

    public static bool Knows(string shape, string member) => Members.Contains((shape, member));
}
