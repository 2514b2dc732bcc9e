using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Cli.Output.Text;

/// <summary>The merged file of an environment: each line with where it came from, each schedule with its next runs.</summary>
internal static class ConfigText
{
    private const int Runs = 3;

    public static string Of(App app, DateTimeOffset now, Func<string, string> dim)
    {
        var runs = new Dictionary<Span, string>();
        foreach (var job in app.Jobs.Where(j => j.Schedule is not null))
        {
            runs[job.Origin.PlaceOf("schedule")] = $"; next {NextRuns(job.Schedule!, now)}";
        }

        return $"# {app.Name}, environment {app.Environment.Name}\n"
            + YamlWriter.Write(
                app.Document,
                span => dim($"{Path.GetFileName(span.Source.Name)}:{span.Line}{runs.GetValueOrDefault(span)}"));
    }

    /// <summary>"21 Nov 10:03, 21 Nov 10:06, 21 Nov 10:09 (UTC)".</summary>
    public static string NextRuns(Schedule schedule, DateTimeOffset now)
    {
        var next = schedule.Next(now, Runs);
        var zone = schedule is Cron cron ? cron.Zone.Id : "UTC";
        return $"{string.Join(", ", next.Select(r => r.ToString("d MMM HH:mm", CultureInfo.InvariantCulture)))} ({zone})";
    }
}
