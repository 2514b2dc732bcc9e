using System.Text.Json;
using Fairlead.Cli.Output.Json;
using Fairlead.Core.Targets;
using TaskStatus = Fairlead.Core.Targets.TaskStatus;

namespace Fairlead.Cli.Output.Text;

internal static class StatusText
{
    public static async Task Write(Screen screen, Status status)
    {
        if (!status.IsDeployed)
        {
            await screen.Out.WriteLineAsync($"{status.Id} is not deployed; run: fairlead deploy");
            return;
        }

        var release = status.Release is { } r
            ? $"release {r.Number}{(r.Commit is null ? "" : $", {r.Commit}")}, {Words.Ago(r.At, screen.Now)} by {r.By}"
            : "no release yet";
        await screen.WriteText($"{screen.Paint.Bold(status.Id.ToString())}  {release}\n\n");
        await screen.WriteText(Services(screen, status).Render(screen.Paint));
        if (status.Resources.Count > 0)
        {
            await screen.WriteText("\n" + Resources(screen, status).Render(screen.Paint));
        }

        if (status.Jobs.Count > 0)
        {
            await screen.WriteText("\n" + Jobs(screen, status).Render(screen.Paint));
        }
    }

    public static Task WriteJson(Screen screen, Status status) => screen.WriteJson(json =>
    {
        json.WriteString("app", status.Id.App);
        json.WriteString("environment", status.Id.Environment);
        if (status.Release is { } release)
        {
            json.WriteStartObject("release");
            json.Members(release);
            json.WriteEndObject();
        }

        json.Array("services", status.Services, s => Members(json, s));
        json.Array("jobs", status.Jobs, j =>
        {
            json.WriteString("name", j.Name);
            json.WriteString("runs", j.Runs);
            if (j.Last is { } last)
            {
                json.WriteStartObject("last");
                json.Members(last);
                json.WriteEndObject();
            }
        });
        json.Array("resources", status.Resources, r =>
        {
            json.WriteString("name", r.Name);
            json.WriteString("type", r.Type);
            json.WriteString("health", Word(r.Health));
            json.WriteString("address", r.Address);
        });
    });

    private static void Members(Utf8JsonWriter json, ServiceStatus service)
    {
        json.WriteString("name", service.Name);
        json.WriteNumber("wanted", service.Wanted);
        json.WriteNumber("healthy", service.Healthy);
        json.Strings("urls", service.Urls);
        json.WriteString("address", service.Address);
        json.Array("tasks", service.Tasks, t =>
        {
            json.WriteString("name", t.Name);
            json.WriteNumber("release", t.Release);
            json.WriteString("health", Word(t.Health));
            json.WriteNumber("restarts", t.Restarts);
            json.WriteString("detail", t.Detail);
            if (t.Since is { } since)
            {
                json.WriteString("since", since);
            }
        });
    }

    private static Columns Services(Screen screen, Status status)
    {
        var table = new Columns("SERVICE", "TASKS", "SINCE", "ADDRESS");
        foreach (var service in status.Services)
        {
            var tasks = $"{service.Healthy} of {service.Wanted} healthy";
            var since = service.Tasks.Select(t => t.Since).OfType<DateTimeOffset>().DefaultIfEmpty().Min();
            var restarts = service.Tasks.Sum(t => t.Restarts);
            table.Add(
                service.Name,
                (service.Healthy >= service.Wanted ? screen.Paint.Green(tasks) : screen.Paint.Red(tasks)) + (restarts > 0 ? screen.Paint.Yellow($", {Words.Count(restarts, "restart")}") : ""),
                since == default ? "" : Words.Ago(since, screen.Now),
                string.Join("  ", service.Urls.Append(service.Address ?? "")).Trim());
            foreach (var task in service.Tasks.Where(t => t.Health != TaskHealth.Healthy))
            {
                table.Add("", $"  {task.Name}: {Describe(screen, task)}");
            }
        }

        return table;
    }

    private static string Describe(Screen screen, TaskStatus task) =>
        screen.Paint.Yellow(Word(task.Health)) + (task.Detail is null ? "" : $", {task.Detail}");

    private static Columns Resources(Screen screen, Status status)
    {
        var table = new Columns("RESOURCE", "TYPE", "STATE", "ADDRESS");
        foreach (var resource in status.Resources)
        {
            var running = resource.Health == TaskHealth.Healthy;
            table.Add(
                resource.Name,
                resource.Type,
                running ? screen.Paint.Green("runs") : screen.Paint.Red("stopped"),
                resource.Address ?? "");
        }

        return table;
    }

    private static Columns Jobs(Screen screen, Status status)
    {
        var table = new Columns("JOB", "RUNS", "LAST RUN", "");
        foreach (var job in status.Jobs)
        {
            var last = job.Last is { } run ? Words.Result(run) : "never ran";
            table.Add(
                job.Name,
                job.Runs,
                job.Last switch { { Result: RunResult.Succeeded } => screen.Paint.Green(last), { Result: RunResult.Failed or RunResult.TimedOut } => screen.Paint.Red(last), _ => last },
                job.Last is { } at ? Words.Ago(at.Started, screen.Now) : "");
        }

        return table;
    }

    private static string Word(TaskHealth health) => health.ToString().ToLowerInvariant();
}
