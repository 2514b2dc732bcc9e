using System.Globalization;
using Fairlead.Aws.Api;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>Why a task is not there any more, from what ECS says of it.</summary>
/// <param name="Why">In the container's own words as far as there are any.</param>
/// <param name="Next">One step to take.</param>
internal sealed record StopReason(StopKind Kind, string Why, string Next)
{
    public const string MoreTime = "fix it, or give it more time with health: {grace: 2m}, then: fairlead deploy";
    private const string FixIt = "fix it, then: fairlead deploy";

    /// <summary>ECS developer guide, "Stopped tasks error codes".</summary>
    /// <param name="name">The container's, which is the workload's.</param>
    public static StopReason Read(EcsTask task, string name)
    {
        var container = task.Containers?.FirstOrDefault(c => c.Name == name) ?? (task.Containers is [var first, ..] ? first : null);
        var said = task.StoppedReason ?? container?.Reason ?? "ECS does not say why";
        if (IsOutOfMemory(container?.Reason) || IsOutOfMemory(task.StoppedReason))
        {
            return new(StopKind.Exit, $"killed: out of memory{Limit(task)}", $"raise 'memory' of {name}, then: fairlead deploy");
        }

        return task.StopCode switch
        {
            "TaskFailedToStart" => StartRefusal.Explain(container?.Reason is { Length: > 0 } reason
                && !said.Contains("Error", StringComparison.Ordinal) ? reason : said),
            "EssentialContainerExited" when container?.ExitCode is { } code =>
                new(StopKind.Exit, $"it exited with code {code}{Hint(code)}", FixIt),
            "EssentialContainerExited" => new(StopKind.Exit, container?.Reason ?? said, FixIt),
            "ServiceSchedulerInitiated" when said.Contains("health check", StringComparison.OrdinalIgnoreCase) =>
                new(StopKind.Unhealthy, said.Split(" in (target-group")[0], MoreTime),
            "SpotInterruption" => new(StopKind.Taken, "AWS took its Spot capacity back", "fairlead deploy"),
            _ => new(StopKind.Other, said, FixIt),
        };
    }

    private static bool IsOutOfMemory(string? reason) => reason?.Contains("OutOfMemory", StringComparison.Ordinal) == true;

    private static string Limit(EcsTask task) =>
        long.TryParse(task.Memory, NumberStyles.None, CultureInfo.InvariantCulture, out var mebibytes)
            ? $", the limit is {Size.OfMebibytes(mebibytes)}" : "";

    // As the local engine's are told.
    private static string Hint(int code) => code switch
    {
        126 => " (126: it may not be executed: chmod +x)",
        127 => " (127: there is no such command; a script with Windows line ends is not found either)",
        137 => " (137: it was killed: it did not end within its stop time, or took more memory than it may)",
        _ => "",
    };
}

internal enum StopKind
{
    /// <summary>It never ran.</summary>
    Start,

    /// <summary>It ran, and ended by itself.</summary>
    Exit,

    /// <summary>A check was bad, and ECS stopped it.</summary>
    Unhealthy,

    /// <summary>AWS wanted the place.</summary>
    Taken,

    /// <summary>Somebody stopped it, or there were too many.</summary>
    Other,
}
