using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;

namespace Fairlead.Cli.Commands;

internal static class AppsCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "apps",
            "All apps that the local engine holds, whatever folder they came from",
            new("fairlead apps", "their tasks, releases and addresses"),
            new("fairlead apps --json", "the same for a program"));
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var apps = await session.EngineApps(cancel);
        if (session.Json)
        {
            await session.WriteJson(json => json.Array("apps", apps, a =>
            {
                json.WriteString("app", a.App);
                json.WriteString("environment", a.Environment);
                json.WriteNumber("running", a.Running);
                json.WriteNumber("release", a.Release);
                json.WriteString("address", a.Address);
            }));
            return ExitCodes.Done;
        }

        var table = new Columns("APP", "ENVIRONMENT", "TASKS", "RELEASE", "ADDRESS");
        foreach (var app in apps)
        {
            var tasks = app.Running > 0 ? session.Paint.Green($"{app.Running} running") : session.Paint.Yellow("down");
            table.Add(app.App, app.Environment, tasks, app.Release > 0 ? $"{app.Release}" : "-", app.Address ?? "");
        }

        await session.WriteText(apps.Count == 0 ? "the engine holds no app\n" : table.Render(session.Paint));
        return ExitCodes.Done;
    }
}
