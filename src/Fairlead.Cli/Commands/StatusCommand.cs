using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;

namespace Fairlead.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "status",
            "What runs, since when, how healthy, and its addresses",
            new("fairlead status", "with what to do where something is wrong"),
            new("fairlead status --all", "every environment of the file in a line"),
            new("fairlead status --exit-code", "for monitors: 1 where something does not work"));
        var all = new Option<bool>("--all") { Description = "A line for each environment of the file" };
        command.Options.Add(all);
        var code = new Option<bool>("--exit-code") { Description = "End with 1 where something does not work, for monitors" };
        command.Options.Add(code);
        command.SetAction(async (parsed, cancel) =>
        {
            var session = open(parsed);
            if (parsed.GetValue(all))
            {
                return await All(session, parsed.GetValue(code), cancel);
            }

            var status = await session.Target.Observe(cancel);
            await session.LearnSecrets(cancel);
            await (session.Json ? StatusText.WriteJson(session, status) : StatusText.Write(session, status));
            return parsed.GetValue(code) && !(status.IsDeployed && status.IsWhole) ? ExitCodes.Failure : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> All(Session session, bool tells, CancellationToken cancel)
    {
        var looks = await EnvironmentLooks.All(session, static (_, _, t, c) => t.Observe(c), cancel);
        await (session.Json ? EnvironmentsText.WriteJson(session, looks) : EnvironmentsText.Write(session, looks));
        return tells && !looks.All(EnvironmentsText.Works) ? ExitCodes.Failure : ExitCodes.Done;
    }
}
