using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using TaskStatus = Fairlead.Core.Targets.TaskStatus;

namespace Fairlead.Aws.Plan;

/// <summary>What runs, as far as a record and ECS's services tell it; no task is looked at.</summary>
internal static class AwsStatus
{
    /// <param name="release">The one that serves.</param>
    /// <param name="urls">Where a service answers.</param>
    /// <param name="services">As ECS says they are; one that is not among them runs as the release wants it.</param>
    public static Status Read(App app, Release? release, Func<Service, IReadOnlyList<string>> urls,
        IReadOnlyDictionary<string, ObservedService>? services = null) => new(app.Id)
    {
        Release = release,
        Services = [.. app.Services.Select(s => Read(s, release, urls(s), services?.GetValueOrDefault(s.Name)))],
        Jobs = [.. app.Jobs.Select(j => new JobStatus(j.Name, j.Schedule?.ToString() ?? "by hand", null, null))],
        Resources = [.. app.Resources.Where(r => r.Existing is null)
            .Select(r => new ResourceStatus(r.Name, StackLabels.KindOf(r), TaskHealth.Healthy, null, null))],
    };

    private static ServiceStatus Read(Service service, Release? release, IReadOnlyList<string> urls, ObservedService? now)
    {
        var wanted = now?.Desired ?? service.Scale?.Min ?? service.Count;
        var running = now?.Running ?? wanted;
        return new ServiceStatus(service.Name, wanted,
            [.. Enumerable.Range(1, running).Select(i => new TaskStatus($"{service.Name}-{StackScope.Number(i)}", release?.Number ?? 0,
                TaskHealth.Healthy, null, 0, null))], urls, service.Port is { } port ? $"{service.Name}:{StackScope.Number(port)}" : null);
    }
}
