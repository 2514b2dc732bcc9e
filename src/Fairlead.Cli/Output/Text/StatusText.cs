using System.Text.Json;
using Fairlead.Cli.Output.Json;
using Fairlead.Core.Targets;
using TaskStatus = Fairlead.Core.Targets.TaskStatus;

namespace Fairlead.Cli.Output.Text;

internal static class StatusText
{
    public static async Task Write(Screen screen, Status status)
    {
        if (!status.IsDeployed && status.Notices.Count > 0)
        {
            await screen.WriteText($"{status.Id} is not deployed yet\n{string.Concat(status.Notices.Select(n => Notice(screen, n)))}");
            return;
        }

        if (!status.IsDeployed)
        {
            await screen.Out.WriteLineAsync($"{status.Id} is not deployed; run: {NextStep.In("fairlead deploy", screen.Named)}");
            return;
        }

        var release = status.Release is { } r
            ? $"release {r.Number}{(r.Commit is null ? "" : $", {r.Commit}")}, {Words.Ago(r.At, screen.Now)} by {r.By}"
            : "no release yet";
        await screen.WriteText($"{screen.Paint.Bold(status.Id.ToString())}  {release}\n\n");
        await screen.WriteText(Services(screen, status).Render(screen.Paint));
        if (Rows(status).Any())
        {
            await screen.WriteText("\n" + Resources(screen, status).Render(screen.Paint));
        }

        if (status.Jobs.Count > 0)
        {
            await screen.WriteText("\n" + Jobs(screen, status).Render(screen.Paint));
        }

        if (status.Notices.Count > 0)
        {
            await screen.WriteText("\n" + string.Concat(status.Notices.Select(n => Notice(screen, n))));
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
        json.Array("jobs", status.Jobs, j => Members(json, j));
        json.Array("resources", status.Resources, r => Members(json, r));
        if (status.LoadBalancer is { } balancer)
        {
            json.WriteStartObject("loadBalancer");
            Members(json, balancer);
            json.WriteEndObject();
        }

        json.WriteBoolean("whole", status.IsWhole);
        json.Array("notices", status.Notices, n =>
        {
            json.WriteString("subject", n.Subject);
            json.WriteString("what", n.What);
            json.WriteBoolean("broken", n.IsBroken);
            json.WriteString("next", n.Next is { } next ? NextStep.In(next, screen.Named) : null);
        });
    });

    private static void Members(Utf8JsonWriter json, JobStatus job)
    {
        json.WriteString("name", job.Name);
        json.WriteString("runs", job.Runs);
        if (job.Next is { } next)
        {
            json.WriteString("next", next);
        }

        if (job.Last is { } last)
        {
            json.WriteStartObject("last");
            json.Members(last);
            json.WriteEndObject();
        }
    }

    private static void Members(Utf8JsonWriter json, ResourceStatus resource)
    {
        json.WriteString("name", resource.Name);
        json.WriteString("type", resource.Type);
        json.WriteString("health", Word(resource.Health));
        json.WriteString("address", resource.Address);
        json.WriteString("detail", resource.Detail);
    }

    private static void Members(Utf8JsonWriter json, ServiceStatus service)
    {
        json.WriteString("name", service.Name);
        json.WriteNumber("wanted", service.Wanted);
        json.WriteNumber("healthy", service.Healthy);
        json.Strings("urls", service.Urls);
        json.WriteBoolean("serves", service.Serves);
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

    private static string Notice(Screen screen, Notice notice)
    {
        var mark = notice.IsBroken ? screen.Paint.Red("!") : screen.Paint.Yellow("-");
        var next = notice.Next is null ? "" : $"  next: {NextStep.In(notice.Next, screen.Named)}\n";
        return $"{mark} {notice.Subject}: {screen.Redactor.Clean(notice.What)}\n{next}";
    }

    private static string Address(Screen screen, string address, bool serves) =>
        serves ? address : screen.Paint.Red($"{address} (does not answer)");

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
                (service.Healthy >= service.Wanted ? screen.Paint.Green(tasks) : screen.Paint.Red(tasks))
                    + (restarts > 0 ? screen.Paint.Yellow($", {Words.Count(restarts, "restart")}") : ""),
                since == default ? "" : Words.Ago(since, screen.Now),
                string.Join("  ", service.Urls.Select(u => Address(screen, u, service.Serves)).Append(service.Address ?? "")).Trim());
            foreach (var task in service.Tasks.Where(t => t.Health != TaskHealth.Healthy))
            {
                table.Add("", $"  {task.Name}: {Describe(screen, task)}");
            }
        }

        return table;
    }

    private static string Describe(Screen screen, TaskStatus task) =>
        screen.Paint.Yellow(Word(task.Health)) + (task.Detail is null ? "" : $", {screen.Redactor.Clean(task.Detail)}");

    private static Columns Resources(Screen screen, Status status)
    {
        var table = new Columns("RESOURCE", "TYPE", "STATE", "ADDRESS");
        foreach (var resource in Rows(status))
        {
            var state = resource.Health switch
            {
                TaskHealth.Healthy => screen.Paint.Green("answers"),
                TaskHealth.Stopped => screen.Paint.Red("stopped"),
                _ => screen.Paint.Red("does not answer"),
            };
            table.Add(resource.Name, resource.Type, state, resource.Address ?? "");
        }

        return table;
    }

    private static IEnumerable<ResourceStatus> Rows(Status status) =>
        status.LoadBalancer is { } balancer ? status.Resources.Prepend(balancer) : status.Resources;

    private static Columns Jobs(Screen screen, Status status)
    {
        var table = new Columns("JOB", "RUNS", "LAST RUN", "", "NEXT");
        foreach (var job in status.Jobs)
        {
            var last = job.Last is { } run ? Words.Result(run) : "never ran";
            table.Add(
                job.Name,
                job.Runs,
                screen.Paint.ByResult(job.Last?.Result, last),
                job.Last is { } at ? Words.Ago(at.Started, screen.Now) : "",
                Next(screen, status, job));
        }

        return table;
    }

    // Where nobody runs them, a time would be a lie.
    private static string Next(Screen screen, Status status, JobStatus job) =>
        job.Next is not { } at ? ""
        : status.Notices.Any(n => n.Subject == "schedules") ? screen.Paint.Yellow("rests")
        : $"in {Words.Took(at - screen.Now)}";

    private static string Word(TaskHealth health) => health.ToString().ToLowerInvariant();
}
