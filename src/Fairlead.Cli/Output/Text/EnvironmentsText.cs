using Fairlead.Cli.Output.Json;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>Several environments, a line for each.</summary>
internal static class EnvironmentsText
{
    public static bool Works(EnvironmentLook<Status> look) => look.Found is { } status && (!status.IsDeployed || status.IsWhole);

    public static async Task Write(Screen screen, IReadOnlyList<EnvironmentLook<Status>> all)
    {
        var table = new Columns("ENVIRONMENT", "RELEASE", "COMMIT", "SINCE", "HEALTH");
        foreach (var (environment, status, trouble) in all)
        {
            var release = status?.Release;
            table.Add(environment, release is null ? "-" : $"{release.Number}", release?.Commit ?? "-",
                release is null ? "-" : Words.Ago(release.At, screen.Now), Health(screen, environment, status, trouble));
        }

        await screen.WriteText(table.Render(screen.Paint, screen.TableWidth));
    }

    public static Task WriteJson(Screen screen, IReadOnlyList<EnvironmentLook<Status>> all) =>
        screen.WriteJson(json => json.Array("environments", all, e =>
        {
            json.WriteString("environment", e.Environment);
            if (e.Found?.Release is { } release)
            {
                json.WriteStartObject("release");
                json.Members(release);
                json.WriteEndObject();
            }

            if (e.Found is { } status)
            {
                json.WriteBoolean("deployed", status.IsDeployed);
                json.WriteNumber("healthy", status.Services.Sum(s => s.Healthy));
                json.WriteNumber("wanted", status.Services.Sum(s => s.Wanted));
                json.WriteBoolean("whole", status.IsWhole);
            }

            if (e.Trouble is { } trouble)
            {
                json.WriteString("trouble", screen.Redactor.Clean($"{trouble.What}: {trouble.Why}"));
                json.WriteString("next", trouble.Next);
            }
        }));

    private static string Health(Screen screen, string environment, Status? status, Failure? trouble)
    {
        if (status is null)
        {
            return screen.Paint.Red($"can not be told: {screen.Redactor.Clean(trouble is null ? "" : $"{trouble.What}: {trouble.Why}")}");
        }

        if (!status.IsDeployed)
        {
            return screen.Paint.Dim("not deployed");
        }

        var tasks = $"{status.Services.Sum(s => s.Healthy)} of {status.Services.Sum(s => s.Wanted)} tasks healthy";
        return status.IsWhole ? screen.Paint.Green(tasks) : screen.Paint.Red($"{tasks}; see: fairlead why --env {environment}");
    }
}
