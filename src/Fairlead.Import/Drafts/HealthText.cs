using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Drafts;

/// <summary>A health check in its shortest form; null where it says no more than what is usual.</summary>
internal static class HealthText
{
    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(3);

    public static string? Write(DraftWorkload workload)
    {
        if (workload.Found.Health is not { } health)
        {
            return null;
        }

        // At another port only the container itself may be listening.
        var isPath = health.Path is not null && (health.Port is null || health.Port == workload.Found.Port || health.Command is null);
        var path = isPath ? YamlScalar.Flow(Interpolation.Render(health.Path!)) : null;
        var port = isPath && health.Port != workload.Found.Port ? health.Port : null;
        var command = isPath || health.Command is null ? null : YamlScalar.List(health.Command);
        if (path is null && command is null && health.Codes is null)
        {
            return Map(Times(health));
        }

        var more = Times(health).Prepend(("port", port?.ToString(CultureInfo.InvariantCulture))).ToList();
        if (path is not null && more.TrueForAll(k => k.Item2 is null))
        {
            return workload.IsPublic && health.Path == "/" ? null : path;
        }

        return Map(more.Prepend(("command", command)).Prepend(("path", path)));
    }

    private static string? Map(IEnumerable<(string Key, string? Value)> keys) =>
        keys.Where(k => k.Value is not null).Select(k => $"{k.Key}: {k.Value}").ToList() is { Count: > 0 } written
            ? $"{{{string.Join(", ", written)}}}"
            : null;

    private static IEnumerable<(string Key, string? Value)> Times(FoundHealth health)
    {
        var timeout = health.Timeout is { TotalSeconds: >= 1 and <= 120 } time && time != UsualTimeout ? time : (TimeSpan?)null;
        var isLonger = health.Interval > (timeout ?? UsualTimeout);
        yield return ("interval", health.Interval is { TotalSeconds: >= 1 and <= 300 } often && often != UsualInterval && isLonger
            ? Text(often) : null);
        yield return ("timeout", Text(timeout));
        yield return ("healthy", health.Healthy?.ToString(CultureInfo.InvariantCulture));
        yield return ("unhealthy", health.Unhealthy?.ToString(CultureInfo.InvariantCulture));
        yield return ("codes", health.Codes is { } codes ? YamlScalar.Flow(codes) : null);
        yield return ("grace", health.Grace is { } grace && grace > UsualGrace && grace <= TimeSpan.FromHours(1) ? Text(grace) : null);
    }

    private static string? Text(TimeSpan? time) =>
        time is { } some ? DurationText.Render(TimeSpan.FromSeconds(Math.Ceiling(some.TotalSeconds))) : null;
}
