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

    /// <summary>What requests come in through; null where there is none.</summary>
    public ResourceStatus? LoadBalancer { get; init; }

    /// <summary>What is not as it should be, and what to know; the worst first.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Everything that should run does, and answers.</summary>
    public bool IsWhole => !Notices.Any(f => f.IsBroken);

    public bool IsDeployed => Services.Count + Jobs.Count + Resources.Count > 0;
}

/// <param name="Urls">Addresses that work from here.</param>
/// <param name="Address">host:port inside the app's network, for services with a port.</param>
public sealed record ServiceStatus(string Name, int Wanted, IReadOnlyList<TaskStatus> Tasks, IReadOnlyList<string> Urls, string? Address)
{
    /// <summary>Whether its addresses answer at this moment, as far as that can be known without a request of a visitor's.</summary>
    public bool Serves { get; init; } = true;

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

public sealed record ResourceStatus(string Name, string Type, TaskHealth Health, string? Address, DateTimeOffset? Since)
{
    /// <summary>Why it is not healthy, in its own words.</summary>
    public string? Detail { get; init; }
}

/// <param name="Subject">The name in the file, or what is meant by it.</param>
/// <param name="What">What is so, in one sentence.</param>
/// <param name="IsBroken">Something does not work; else it is good to know.</param>
/// <param name="Next">One step to take.</param>
public sealed record Notice(string Subject, string What, bool IsBroken, string? Next)
{
    /// <summary>A deploy did not end; the same command goes on with it.</summary>
    public bool IsUnfinished { get; init; }
}
