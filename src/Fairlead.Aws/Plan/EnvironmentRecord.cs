using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>
/// What an environment is, as the last deploy left it: <c>ENVIRONMENT/latest.json</c> in the artifact bucket. With it, nothing has to be
/// asked of what did not change; where it says that a deploy is under way, all is asked.
/// </summary>
internal sealed record EnvironmentRecord
{
    private const int Present = 1;

    /// <summary>Of the document's shape.</summary>
    public int Version { get; init; } = Present;

    /// <summary>The release that serves; null before the first.</summary>
    public Release? Live { get; init; }

    /// <summary>The last number that a release took, whether it succeeded or not.</summary>
    public int LastRelease { get; init; }

    /// <summary>The release whose deploy has begun and not ended: what stands here may be older than what is there.</summary>
    public int? InProgress { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, RecordedStack> Stacks { get; init; } = Empty<RecordedStack>();

    /// <summary>What was looked up once and stays, by the parameter's key: zones, versions, hosted zones.</summary>
    public IReadOnlyDictionary<string, string> LookedUp { get; init; } = Empty<string>();

    /// <summary>Versions of the secret values that are set, by name.</summary>
    public IReadOnlyDictionary<string, long> Secrets { get; init; } = Empty<long>();

    /// <summary>What documents of values were written from, by their name: a hash, no value.</summary>
    public IReadOnlyDictionary<string, string> Documents { get; init; } = Empty<string>();

    // A record from before has none of the four.

    /// <summary>Passwords of visitors that a firewall holds, by whose they are: what tells one from another, no value.</summary>
    public IReadOnlyDictionary<string, string> Passwords { get; init => field = value ?? Empty<string>(); } = Empty<string>();

    /// <summary>Subscriptions of secret addresses of alerts: their ARNs, by what tells one address from another.</summary>
    public IReadOnlyDictionary<string, string> Subscriptions { get; init => field = value ?? Empty<string>(); } = Empty<string>();

    /// <summary>What was made inside of databases, by their name: a hash of the statements, and of which database it was.</summary>
    public IReadOnlyDictionary<string, string> Databases { get; init => field = value ?? Empty<string>(); } = Empty<string>();

    /// <summary>Databases that are about to get a new password, each with the version of its document that was before.</summary>
    public IReadOnlyDictionary<string, string> Rotating { get; init => field = value ?? Empty<string>(); } = Empty<string>();

    /// <summary>Jobs of <c>when: create</c> that are done.</summary>
    public IReadOnlyList<string> Created { get; init; } = [];

    /// <summary>When schedules by rate were first switched on, by job: their starts are counted from it.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> ScheduledSince { get; init; } = Empty<DateTimeOffset>();

    /// <summary>Numbers of listener rules, by host and path.</summary>
    public IReadOnlyDictionary<string, int> Rules { get; init; } = Empty<int>();

    public static string PathIn(string environment) => $"{environment}/latest.json";

    /// <exception cref="FailureException">It is none, or of a later version.</exception>
    public static EnvironmentRecord Parse(string text, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RecordJson.Default.EnvironmentRecord) is { Version: Present } record ? record
                : throw new FailureException($"{path} was written by another version of Fairlead", "its shape is not known here",
                    "use the newest version of fairlead");
        }
        catch (JsonException e)
        {
            throw new FailureException(new Failure($"{path} can not be read", e.Message)
            {
                Next = $"aws s3 rm {path} (it is written anew, from what is there)",
            }, e);
        }
    }

    public string Render() => JsonSerializer.Serialize(this, RecordJson.Default.EnvironmentRecord) + "\n";

    public RecordedStack? FindStack(string name) => Stacks.GetValueOrDefault(name);

    private static Dictionary<string, T> Empty<T>() => new(StringComparer.Ordinal);
}

/// <summary>A stack as a deploy left it, or as CloudFormation says it is.</summary>
/// <param name="Hash">Of its template.</param>
internal sealed record RecordedStack(string Hash, IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Outputs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EnvironmentRecord))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(LeaseHolder))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class RecordJson : JsonSerializerContext;

/// <summary>Who deploys an environment at this moment: <c>ENVIRONMENT/lease.json</c>.</summary>
/// <param name="Who">A person or pipeline, its machine and process.</param>
/// <param name="Since">When it began.</param>
/// <param name="Beat">Counts up while the holder lives: whoever waits looks at nothing else, since clocks may differ.</param>
internal sealed record LeaseHolder(string Who, DateTimeOffset Since, int Beat)
{
    /// <summary>Of this one deploy: one person may begin two at the same moment.</summary>
    public string Id { get; init; } = "";
}
