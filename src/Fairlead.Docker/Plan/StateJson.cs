using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>The documents on the state volume.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class StateJson : JsonSerializerContext
{
    public static string ReleasePath(int number) => $"releases/{number}.json";

    /// <summary>A ring: the file of a run 20 runs ago is written over.</summary>
    public static string RunPath(string job, int sequence) => $"runs/{job}/{sequence % 20}.json";

    public static IReadOnlyList<Release> Releases(IReadOnlyDictionary<string, string> files) =>
        [.. Read(files, "releases/", Default.Release).OrderByDescending(r => r.Number)];

    public static IReadOnlyList<RunRecord> Runs(IReadOnlyDictionary<string, string> files) =>
        [.. Read(files, "runs/", Default.RunRecord).OrderByDescending(r => r.Run.Started)];

    private static IEnumerable<T> Read<T>(
        IReadOnlyDictionary<string, string> files, string folder, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        foreach (var (path, text) in files)
        {
            if (path.StartsWith(folder, StringComparison.Ordinal) && TryRead(text, type) is { } value)
            {
                yield return value;
            }
        }
    }

    // A file that a crash of the host cut short is passed over; the rest of the history is worth more than a complaint.
    private static T? TryRead<T>(string text, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
