using System.Globalization;
using System.Net;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;

namespace Fairlead.Docker.Run;

/// <summary>
/// One deploy of an app at a time, whoever it is, from whatever shell, user or machine: a container whose name only one can have, and
/// which lives as long as the holder's connection to it. The engine ends it when the holder is gone, however it went.
/// </summary>
/// <param name="owner">Who holds it, for whoever waits.</param>
internal sealed class DeployLocks(Engine engine, string owner, EventStream events)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(1);

    // A holder that died between making and starting it left a container that nothing ends.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(15);

    /// <summary>Null where somebody else has it.</summary>
    public async Task<DeployLock?> TryTake(string name, Scope scope, CancellationToken cancel)
    {
        try
        {
            return await Hold(await Create(Spec(name, scope), cancel), cancel);
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <param name="name">Of the container.</param>
    /// <param name="what">What is held.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<DeployLock> Take(string name, string what, CancellationToken cancel)
    {
        var spec = Spec(name, null);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var told = false;
        while (true)
        {
            try
            {
                return await Hold(await Create(spec, cancel), cancel);
            }
            catch (EngineException e) when (e.Status == HttpStatusCode.Conflict)
            {
                var holder = await engine.Find(name, cancel);
                if (holder is not null && IsLeft(holder))
                {
                    await engine.Remove(holder.Id, cancel);
                    continue;
                }

                if (clock.Elapsed > Patience)
                {
                    throw new FailureException(new Failure("another deploy does not end",
                        $"{Owner(holder)} holds {what} for more than {Patience.TotalMinutes:0} minutes")
                    {
                        Outcome = "nothing was changed",
                        Next = $"end it, or: docker rm -f {name}",
                    }, e);
                }

                // One that has just ended is gone in a moment.
                if (!told && holder is not null && clock.Elapsed > Told)
                {
                    events.Warned("turn", $"another deploy runs ({Owner(holder)}, for {Age(holder)}); waiting for it");
                    told = true;
                }
            }

            await Task.Delay(Beat, cancel);
        }
    }

    // The image is there but on a machine's very first deploy.
    private async Task<string> Create(ContainerSpec spec, CancellationToken cancel)
    {
        try
        {
            return await ContainerRequest.Create(engine, spec, cancel);
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.NotFound)
        {
            await new EngineImages(engine).Need(spec.Image, cancel);
            return await ContainerRequest.Create(engine, spec, cancel);
        }
    }

    // Without a scope it is none of the app's containers, and in nobody's way for the moment that it takes to go.
    private ContainerSpec Spec(string name, Scope? scope) => new(name, Role.Lock, "lock", HaproxyConfig.Image)
    {
        Entrypoint = ["cat"],
        Input = true,
        Passing = true,
        Network = "none",
        Labels = new Dictionary<string, string>(scope?.BaseLabels ?? [], StringComparer.Ordinal) { [Labels.Owner] = owner },
    };

    private async Task<DeployLock> Hold(string id, CancellationToken cancel)
    {
        try
        {
            var connection = await engine.Attach(id, cancel);
            await engine.Start(id, cancel);
            return new DeployLock(connection);
        }
        catch
        {
            await engine.Remove(id, CancellationToken.None);
            throw;
        }
    }

    private bool IsLeft(ContainerDetails holder) => holder.State.Status switch
    {
        "exited" or "dead" => true,
        "created" => events.Now - Made(holder) > LongestStart,
        _ => false,
    };

    private string Age(ContainerDetails holder) => $"{Math.Max(0, (events.Now - Made(holder)).TotalSeconds):0} s";

    private DateTimeOffset Made(ContainerDetails holder) =>
        DateTimeOffset.TryParse(holder.Created, CultureInfo.InvariantCulture, out var made) ? made : events.Now;

    private static string Owner(ContainerDetails? holder) => holder?.Config.Labels?.GetValueOrDefault(Labels.Owner) ?? "somebody";
}

/// <summary>Held until it is freed, or this process ends.</summary>
internal sealed class DeployLock(Hijacked connection) : IAsyncDisposable
{
    private int isFree;

    /// <summary>The engine ends and removes the container when nobody is connected any more.</summary>
    public void Free()
    {
        if (Interlocked.Exchange(ref isFree, 1) == 0)
        {
            try
            {
                connection.EndInput();
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The engine has gone, and with it whom the lock kept waiting.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Free();
        await connection.DisposeAsync();
    }
}
