using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Import;

namespace Fairlead.Cli.Commands;

internal static class InitCommand
{
    private static readonly Option<string?> App = new(
        "--app") { Description = "The name of the app (default: the folder's)", HelpName = "NAME" };
    private static readonly Option<string?> From = new("--from")
    {
        Description = $"Takes only this: {string.Join(", ", ProjectSurvey.Formats)} (default: what says most)",
        HelpName = "FORMAT",
    };

    private static readonly Option<bool> Print = new("--print") { Description = "Prints the file instead of writing it" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "init",
            "Writes a first fairlead.yaml from what is here: Copilot, Kamal, compose, task definitions, a Procfile, Dockerfiles",
            new("fairlead init", "from what lies in this folder"),
            new("fairlead init --from compose", "from the compose file, whatever else lies here"),
            new("fairlead init --print", "shows the file, and writes nothing")) { App, From, Print };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static Task<int> Run(Session session, CancellationToken cancel) =>
        InitFlow.Run(session, session.Get(App), session.Get(From), session.Get(Print), cancel);
}
