using System.CommandLine;

namespace Fairlead.Cli.Commands;

internal static class DeployCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("deploy", "Builds, migrates, rolls out, verifies and records a release");
        DeployOptions.AddTo(command);
        Deployment.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var session = open(parsed);
            return await Deployment.Run(session, DeployOptions.Goal(session, await session.Identify(cancel)), cancel);
        });
        return command;
    }
}
