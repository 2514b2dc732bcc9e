using Fairlead.Core.Model;

namespace Fairlead.Core.Targets;

/// <summary>What runs where, since when, how healthy, and where to reach it.</summary>
public sealed record Status(AppId Id)
{
    /// <summary>The release that serves; null before the first.</summary>
    public Release? Release { get; init; }

    public IReadOnlyList<ServiceStatus> Services { get; init; } = [];

    public IReadOnlyList<JobStatus> Jobs { get; init; } = [];

    public IReadOnlyList<ResourceStatus> Resources { get; init; } = [];

    public bool IsDeployed => Services.Count + Jobs.Count + Resources.Count > 0;
}

/// <param name="Urls">Addresses that work from here.</param>
/// <param name="Address">host:port inside the app's network, for services with a port.</param>
public sealed record ServiceStatus(string Name, int Wanted, IReadOnlyList<TaskStatus> Tasks, IReadOnlyList<string> Urls, string? Address)
{
    public int Healthy => Tasks.Count(t => t.Health == TaskHealth.Healthy);
}

/// <param name="Detail">Why it is not healthy, in the target's own words.</param>
public sealed record TaskStatus(string Name, int Release, TaskHealth Health, DateTimeOffset? Since, int Restarts, string? Detail);

public enum TaskHealth
{
    Starting,
    Healthy,
    Unhealthy,
    Stopped,
}

public sealed record JobStatus(string Name, string Runs, JobRun? Last, DateTimeOffset? Next);

public sealed record ResourceStatus(string Name, string Type, TaskHealth Health, string? Address, DateTimeOffset? Since);
