using System.Globalization;
using System.Text.Json;
using Fairlead.Aws.Plan;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Records;

/// <summary>What is on record of one environment: its releases, and what the last of them left.</summary>
internal sealed class ReleaseRecords(ArtifactStore store, string environment)
{
    // Whoever asks for the history is shown so many.
    private const int Most = 100;
    private const int TriesToWrite = 5;

    public ArtifactStore Store => store;

    /// <summary>Null before the first deploy.</summary>
    public async Task<EnvironmentRecord?> FindEnvironment(CancellationToken cancel)
    {
        var path = EnvironmentRecord.PathIn(environment);
        return await store.Find(path, cancel) is { } found ? EnvironmentRecord.Parse(found.Text, $"s3://{store.Bucket}/{path}") : null;
    }

    /// <summary>By whoever holds the lease.</summary>
    public Task Write(EnvironmentRecord record, CancellationToken cancel) =>
        store.Put(EnvironmentRecord.PathIn(environment), record.Render(), cancel);

    /// <summary>By whoever does not: on what is there at that moment, beside a deploy.</summary>
    public async Task Change(Func<EnvironmentRecord, EnvironmentRecord> change, CancellationToken cancel)
    {
        var path = EnvironmentRecord.PathIn(environment);
        for (var attempt = 0; attempt < TriesToWrite && await store.Find(path, cancel) is { } found; attempt++)
        {
            var changed = change(EnvironmentRecord.Parse(found.Text, path)).Render();
            if (await store.Replace(path, changed, found.ETag, cancel) is not null)
            {
                return;
            }
        }
    }

    /// <summary>Takes a number for a release that begins; false where another deploy has it.</summary>
    public async Task<bool> Begin(Release release, CancellationToken cancel) =>
        await store.Create(PathOf(release.Number), Render(release), cancel) is not null;

    public Task Write(Release release, CancellationToken cancel) => store.Put(PathOf(release.Number), Render(release), cancel);

    /// <summary>Null where there is none of that number.</summary>
    public async Task<Release?> Find(int number, CancellationToken cancel) => await store.Find(PathOf(number), cancel) is { } found
        ? JsonSerializer.Deserialize(found.Text, RecordJson.Default.Release) : null;

    /// <summary>Newest first, at most a hundred.</summary>
    public async Task<IReadOnlyList<Release>> List(CancellationToken cancel)
    {
        var keys = (await store.List($"{environment}/releases/", cancel)).OrderDescending(StringComparer.Ordinal).Take(Most);
        var texts = await Task.WhenAll(keys.Select(k => store.Find(k, cancel)));
        return [.. texts.OfType<StoredText>().Select(t => JsonSerializer.Deserialize(t.Text, RecordJson.Default.Release))
            .OfType<Release>()];
    }

    private string PathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{environment}/releases/{number:D6}.json");

    private static string Render(Release release) => JsonSerializer.Serialize(release, RecordJson.Default.Release) + "\n";
}
