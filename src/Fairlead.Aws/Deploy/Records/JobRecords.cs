using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Records;

/// <summary>Runs of jobs that Fairlead started itself; those of schedules are Step Functions' to tell.</summary>
internal sealed class JobRecords(ArtifactStore store, string environment)
{
    private const int Most = 50;

    public Task Write(JobRun run, CancellationToken cancel) => store.Put(
        $"{environment}/runs/{run.Started.UtcDateTime:yyyyMMddHHmmssfff}-{run.Job}.json",
        JsonSerializer.Serialize(run, JobJson.Default.JobRun), cancel);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<JobRun>> List(CancellationToken cancel)
    {
        var keys = (await store.List($"{environment}/runs/", cancel)).OrderDescending(StringComparer.Ordinal).Take(Most);
        var texts = await Task.WhenAll(keys.Select(k => store.Find(k, cancel)));
        return [.. texts.OfType<StoredText>().Select(t => JsonSerializer.Deserialize(t.Text, JobJson.Default.JobRun)).OfType<JobRun>()];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobRun))]
internal sealed partial class JobJson : JsonSerializerContext;
