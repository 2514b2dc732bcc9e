using System.CommandLine;
using Fairlead.Cli.Output;
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
        var document = session.App.Document;
        await session.LearnSecretsAtHand(cancel);
        if (session.Json)
        {
            await session.WriteJson(json =>
            {
                json.WriteString("environment", session.Environment);
                json.WriteString("file", YamlWriter.Write(document));
            });
            return ExitCodes.Done;
        }

        await session.Out.WriteLineAsync($"# {session.App.Name}, environment {session.Environment}");
        await session.WriteText(YamlWriter.Write(document, span => session.Paint.Dim($"{Path.GetFileName(span.Source.Name)}:{span.Line}")));
        return ExitCodes.Done;
    }
}
