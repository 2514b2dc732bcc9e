using System.Text.Json;
using Fairlead.Aws.Plan;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Records;

/// <summary>
/// The right to deploy an environment, held as long as its holder beats. One that beats no more is taken over; clocks are not compared.
/// What makes two deploys safe is the number that a release takes; this keeps them from getting that far.
/// </summary>
internal sealed class DeployLease : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Expiry = 3 * Interval;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>As long as anybody waits for somebody else's deploy.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ArtifactStore store;
    private readonly string key;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource end = new();
    private readonly LeaseHolder holder;
    private string etag;
    private Task beating = Task.CompletedTask;

    private DeployLease(ArtifactStore store, string key, LeaseHolder holder, string etag, TimeProvider clock) =>
        (this.store, this.key, this.holder, this.etag, this.clock) = (store, key, holder, etag, clock);

    /// <summary>Takes it, after whoever has it.</summary>
    /// <param name="who">A person or pipeline, its machine and process.</param>
    public static async Task<DeployLease> Take(ArtifactStore store, string environment, string who, EventStream events,
        CancellationToken cancel)
    {
        var path = $"{environment}/lease.json";
        var me = new LeaseHolder(who, events.Now, 0) { Id = Guid.NewGuid().ToString("N") };
        var (seen, since, end) = ((StoredText?)null, events.Now, events.Now + Longest);
        while (events.Now < end)
        {
            if (await store.Create(path, Render(me), cancel) is { } taken)
            {
                return Held(taken);
            }

            var there = await store.Find(path, cancel);
            if (there is not null && there.ETag != seen?.ETag)
            {
                if (seen is null)
                {
                    events.Started("deploy", Activity.Ready, $"waiting for {Read(there)}");
                }

                (seen, since) = (there, events.Now);
            }
            else if (there is not null && events.Now - since >= Expiry
                && await store.Replace(path, Render(me), there.ETag, cancel) is { } overtaken)
            {
                events.Warned("deploy", $"{Read(there)} has not been heard of for {Expiry.TotalSeconds:0} s; going on");
                return Held(overtaken);
            }

            await Task.Delay(Look, events.Clock, cancel);
        }

        throw new FailureException("another deploy is under way", $"waited for {Longest.TotalHours:0} hour: {Read(seen)}",
            "fairlead status");

        DeployLease Held(string tag) => new DeployLease(store, path, me, tag, events.Clock).Beating();
    }

    /// <summary>Asked before every step that would take requests from one version to another.</summary>
    /// <exception cref="FailureException">Another deploy has taken over.</exception>
    public async Task Need(CancellationToken cancel)
    {
        if (await store.Find(key, cancel) is not { } there || Parse(there.Text) is not { } now || now.Id != holder.Id)
        {
            throw new FailureException(new Failure("another deploy has taken over", "this one was not heard of for too long")
            {
                Outcome = "what that one does was not touched", Next = "fairlead status",
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await beating;
        end.Dispose();
        if (await store.Find(key, CancellationToken.None) is { } there && there.ETag == etag)
        {
            await store.Delete(key, CancellationToken.None);
        }
    }

    private DeployLease Beating()
    {
        beating = Beat();
        return this;
    }

    private async Task Beat()
    {
        var mine = holder;
        try
        {
            while (true)
            {
                await Task.Delay(Interval, clock, end.Token);
                mine = mine with { Beat = mine.Beat + 1 };
                if (await store.Replace(key, Render(mine), etag, end.Token) is not { } next)
                {
                    // Somebody took over: Need tells, before anything else is changed.
                    return;
                }

                etag = next;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Amazon.Runtime.AmazonClientException or HttpRequestException)
        {
            // A line that stays cut costs the lease, and Need tells.
        }
    }

    private static string Render(LeaseHolder holder) => JsonSerializer.Serialize(holder, RecordJson.Default.LeaseHolder);

    private static LeaseHolder? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RecordJson.Default.LeaseHolder);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Read(StoredText? there) => there is not null && Parse(there.Text) is { } holder
        ? $"{holder.Who}, since {holder.Since:HH:mm} UTC" : "another deploy";
}
