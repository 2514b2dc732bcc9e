using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class WhoamiCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "whoami",
            "As whom, and where, commands of an environment act",
            new("fairlead whoami --env production", "account, role and region"),
            new("fairlead whoami --json", "the same for a program"));
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var identity = await session.Target.Identify(cancel);
        if (session.Json)
        {
            await session.WriteJson(json =>
            {
                json.WriteString("who", identity.Who);
                json.WriteString("where", identity.Where);
                json.WriteString("account", identity.Account);
                json.WriteString("region", identity.Region);
                json.WriteString("trouble", identity.Trouble is { } t ? $"{t.What}: {t.Why}" : null);
            });
            return identity.Trouble is null ? ExitCodes.Done : ExitCodes.Failure;
        }

        var table = new Columns("", "");
        table.Add("who", identity.Who);
        table.Add("where", identity.Where);
        await session.WriteText(table.Render(session.Paint));
        return identity.Trouble is { } trouble ? throw new FailureException(trouble) : ExitCodes.Done;
    }
}
