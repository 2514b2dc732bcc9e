using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class PlanCommand
{
    private static readonly Option<bool> ExitCode = new("--exit-code") { Description = "Exit with 3 when something would change" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "On AWS: by the file alone, without an account" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("plan", "Shows what a deploy would do, and does nothing") { ExitCode, Offline };
        DeployOptions.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var isOffline = session.Get(Offline);
        if (isOffline && session.Environment == AppEnvironment.Local)
        {
            throw new UsageException("--offline is for environments on AWS; the local engine is always at hand");
        }

        var goal = DeployOptions.Goal(session, await session.Identify(cancel)) with { Offline = isOffline };
        var plan = await session.Target.Plan(session.App, goal, cancel);
        if (!isOffline)
        {
            await session.LearnSecrets(cancel);
        }

        if (session.Json)
        {
            await session.WriteJson(json =>
            {
                json.WriteString("app", plan.Id.App);
                json.WriteString("environment", plan.Id.Environment);
                json.Array("changes", plan.Changes, c =>
                {
                    json.WriteString("verb", Words.Verb(c.Verb));
                    json.WriteString("name", c.Name);
                    json.WriteString("what", c.What);
                    json.WriteString("why", c.Why);
                    json.WriteString("place", c.Place?.ToString());
                    json.WriteBoolean("dataAtRisk", c.DataAtRisk);
                });
                json.Strings("missingSecrets", plan.MissingSecrets.Select(s => s.Name));
                json.Strings("steps", plan.Details);
            });
        }
        else
        {
            await PlanText.Write(session, plan);
        }

        return !plan.IsEmpty && session.Get(ExitCode) ? ExitCodes.Changes : ExitCodes.Done;
    }
}
