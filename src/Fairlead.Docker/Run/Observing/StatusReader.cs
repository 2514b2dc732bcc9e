using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

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
            .Where(c => c.Role is Role.Task or Role.Resource)
            .Select(async c => (c.Id, Details: await engine.Find(c.Id, cancel))));
        var details = looked.Where(l => l.Details is not null).ToDictionary(l => l.Id, l => Read(l.Details!), StringComparer.Ordinal);
        return new StatusView(observed, app, details, clock.GetUtcNow()).Read(id);
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
    };

    private static DateTimeOffset? Since(string? started) =>
        DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1
            ? at
            : null;
}
