using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output;

/// <summary>How facts are said.</summary>
internal static class Words
{
    public static string Doing(Activity activity) => activity switch
    {
        Activity.Build => "building",
        Activity.Pull => "pulling",
        Activity.Push => "pushing",
        Activity.Create => "creating",
        Activity.Change => "changing",
        Activity.Start => "starting",
        Activity.Ready => "getting ready",
        Activity.Run => "running",
        Activity.Check => "waiting until healthy",
        Activity.Switch => "switching requests over",
        Activity.Bake => "serves, and is watched",
        Activity.Drain => "draining",
        Activity.Stop => "stopping",
        Activity.Remove => "removing",
        Activity.RollBack => "taking back",
        Activity.Record => "recording",
        Activity.Reload => "reloading",
        _ => activity.ToString(),
    };

    /// <summary>With what is known of it: how long it took last time, and what is the matter so far.</summary>
    public static string Doing(Started began)
    {
        var last = began.LastTime is { } time ? $"last time {Took(time)}" : null;
        var known = (last, began.Detail) switch
        {
            (null, null) => "",
            (null, { } detail) => $" {detail}",
            ({ }, null) => $" ({last})",
            ({ }, ['(', .. var reason]) => $" ({last}; {reason}",
            ({ }, { } detail) => $" {detail} ({last})",
        };
        return Doing(began.Activity) + known;
    }

    public static string Done(Activity activity) => activity switch
    {
        Activity.Build => "built",
        Activity.Pull => "pulled",
        Activity.Push => "pushed",
        Activity.Create => "created",
        Activity.Change => "changed",
        Activity.Start => "started",
        Activity.Ready => "ready",
        Activity.Run => "done",
        Activity.Check => "healthy",
        Activity.Switch => "serves",
        Activity.Bake => "stands",
        Activity.Drain => "drained",
        Activity.Stop => "stopped",
        Activity.Remove => "removed",
        Activity.RollBack => "taken back",
        Activity.Record => "recorded",
        Activity.Reload => "reloaded",
        _ => activity.ToString(),
    };

    public static string Kind(AccessKind kind) => kind switch
    {
        AccessKind.Network => "network",
        AccessKind.Trust => "trust",
        AccessKind.Denial => "denial",
        AccessKind.Outward => "outward",
        _ => "right",
    };

    public static string Verb(Verb verb) => verb switch
    {
        Core.Targets.Verb.Add => "add",
        Core.Targets.Verb.Change => "change",
        Core.Targets.Verb.Replace => "replace",
        Core.Targets.Verb.Delete => "delete",
        Core.Targets.Verb.Build => "build",
        Core.Targets.Verb.Run => "run",
        _ => "restart",
    };

    public static string Took(TimeSpan took) =>
        took.TotalSeconds < 60 ? $"{took.TotalSeconds:0.0} s" : $"{(int)took.TotalMinutes} min {took.Seconds} s";

    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 60 } d => $"{Math.Max(0, d.TotalSeconds):0} s ago",
        { TotalMinutes: < 60 } d => $"{d.TotalMinutes:0} min ago",
        { TotalHours: < 48 } d => $"{d.TotalHours:0} h ago",
        var d => $"{d.TotalDays:0} days ago",
    };

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public static string Result(JobRun run) => run.Result switch
    {
        RunResult.Running => "running",
        RunResult.Succeeded => "succeeded",
        RunResult.TimedOut => "timed out",
        RunResult.Skipped => "skipped: the run before still ran",
        _ => run.ExitCode is { } code ? $"failed with code {code}" : "failed",
    };

    public static string Source(SecretSource source) => source switch
    {
        SecretSource.Generate => "generated",
        SecretSource.Optional => "optional",
        SecretSource.Existing => "kept elsewhere",
        _ => "asked for",
    };
}
