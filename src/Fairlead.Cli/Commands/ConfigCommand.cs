using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Yaml;

namespace Fairlead.Cli.Commands;

internal static class ConfigCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "config",
            "Prints the merged file of an environment, with where each value came from",
            new("fairlead config", "as it is on this machine"),
            new("fairlead config --env production", "with what the environment 'production' changes"));
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        await session.LearnSecretsAtHand(cancel);
        if (session.Json)
        {
            await session.WriteJson(json =>
            {
                json.WriteString("environment", session.Environment);
                json.WriteString("file", YamlWriter.Write(session.App.Document));
            });
            return ExitCodes.Done;
        }

        await session.WriteText(ConfigText.Render(session.App, session.Now, session.Paint.Dim));
        return ExitCodes.Done;
    }
}
