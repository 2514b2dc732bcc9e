using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Core.Targets;

/// <summary>
/// A plan in a file, to be carried out later exactly as it was shown, or not at all. It holds what the plan was made from and its steps,
/// no secret values; carrying it out makes the plan anew and holds it against this.
/// </summary>
public sealed record KeptPlan
{
    private const int Present = 1;

    /// <summary>Of the file's shape.</summary>
    public int Version { get; init; } = Present;

    public required string App { get; init; }

    public required string Environment { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    /// <summary>Only these names; empty means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Images to use instead, by image name.</summary>
    public IReadOnlyDictionary<string, string> References { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public ImageSource Images { get; init; }

    public bool Pull { get; init; }

    public IReadOnlyList<string> AllowReplace { get; init; } = [];

    public required Observation Base { get; init; }

    public required IReadOnlyList<string> Steps { get; init; }

    public static KeptPlan From(Plan plan, Goal goal, DateTimeOffset at) => new()
    {
        App = plan.Id.App,
        Environment = plan.Id.Environment,
        At = at,
        By = goal.Identity.By,
        Only = goal.Only,
        References = goal.References,
        Images = goal.Images,
        Pull = goal.Pull,
        AllowReplace = goal.AllowReplace,
        Base = plan.Base,
        Steps = plan.Details,
    };

    /// <exception cref="FormatException">It is no plan, or one of another version.</exception>
    public static KeptPlan Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, KeptPlanJson.Default.KeptPlan) is { Version: Present } plan
                ? plan
                : throw new FormatException("it is a plan of another version of fairlead");
        }
        catch (JsonException e)
        {
            throw new FormatException("it is no plan that 'fairlead plan --out' wrote", e);
        }
    }

    public string Render() => JsonSerializer.Serialize(this, KeptPlanJson.Default.KeptPlan) + "\n";

    /// <summary>The goal that the plan was made for.</summary>
    public Goal Complete(Goal deploy) => deploy with
    {
        Only = Only,
        References = References,
        Images = Images,
        Pull = Pull,
        AllowReplace = AllowReplace,
    };

    /// <summary>What differs from a plan that was made now, a line each; empty where that one does exactly what this one says.</summary>
    public IReadOnlyList<string> DifferencesTo(Plan now)
    {
        if (Base.DifferencesTo(now.Base) is { Count: > 0 } different)
        {
            return different;
        }

        return
        [
            .. now.Details.Except(Steps, StringComparer.Ordinal).Select(s => $"it would also: {s}"),
            .. Steps.Except(now.Details, StringComparer.Ordinal).Select(s => $"it would no longer: {s}"),
        ];
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeptPlan))]
internal sealed partial class KeptPlanJson : JsonSerializerContext;
