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
        var command = new Command("config", "Prints the merged file of an environment, with where each value came from");
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

        await session.WriteText(ConfigText.Of(session.App, session.Now, session.Paint.Dim));
        return ExitCodes.Done;
    }
}
