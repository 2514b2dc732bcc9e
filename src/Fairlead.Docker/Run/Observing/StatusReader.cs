using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;

namespace Fairlead.Docker.Run.Observing;

/// <summary>What runs, with what only a look at each container tells.</summary>
internal sealed class StatusReader(Engine engine, TimeProvider clock)
{
    /// <param name="id">The app.</param>
    /// <param name="observed">What there is of it.</param>
    /// <param name="app">As the release that serves has it.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Status> Read(AppId id, Observed observed, App? app, CancellationToken cancel)
    {
        var looked = await Task.WhenAll(observed.Containers
            .Where(c => c.Role is Role.Task or Role.Resource or Role.Proxy && !Scope.IsFormer(c.Handle))
            .Select(async c => (c.Id, Detail: await Inspect(c, app, cancel))));
        var details = looked.Where(l => l.Detail is not null).ToDictionary(l => l.Id, l => l.Detail!, StringComparer.Ordinal);
        return new StatusView(new Scope(id), observed, app, details, clock.GetUtcNow()).Read();
    }

    private async Task<ContainerDetail?> Inspect(Container container, App? app, CancellationToken cancel)
    {
        var details = engine.Find(container.Id, cancel);
        var silence = container is { Role: Role.Resource, Runs: true } && app is not null
            && Supported.Find(app, container.Name) is { } resource
            ? await Probes.Ask(engine, container.Id, ResourceContents.Probe(resource), cancel)
            : null;
        return await details is { } found ? Read(found) with { Silence = silence } : null;
    }

    private static ContainerDetail Read(ContainerDetails details) => new()
    {
        Runs = details.State.Running,
        ExitCode = details.State.ExitCode,
        OutOfMemory = details.State.OOMKilled,
        Restarts = details.RestartCount,
        Health = details.State.Health?.Status,
        HealthOutput = details.State.Health?.Log?.LastOrDefault()?.Output?.Trim(),
        Since = Since(details.State.StartedAt),
        Adjustable = Adjustable(details),
    };

    /// <summary>What somebody could have changed since the container was made.</summary>
    public static Adjustable? Adjustable(ContainerDetails details)
    {
        if (details.HostConfig is not { } host)
        {
            return null;
        }

        var ofPeriod = host is { CpuQuota: > 0 and var quota } ? quota / (decimal)(host.CpuPeriod is > 0 and var p ? p : 100_000) : 0;
        return new Adjustable
        {
            Memory = host.Memory ?? 0,
            Swap = host.MemorySwap ?? 0,
            CpuShares = host.CpuShares ?? 0,
            Cpus = host.NanoCpus is > 0 and var nano ? nano / 1_000_000_000m : ofPeriod,
            CpuSet = host.CpusetCpus ?? "",
            Restart = host.RestartPolicy?.Name is { Length: > 0 } name ? name : "no",
            Networks = (details.NetworkSettings?.Networks ?? []).ToDictionary(
                n => n.Key, n => (IReadOnlyList<string>)(n.Value.Aliases ?? []), StringComparer.Ordinal),
        };
    }

    private static DateTimeOffset? Since(string? started) =>
        DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1
            ? at
            : null;
}
