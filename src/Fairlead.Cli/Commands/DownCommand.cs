using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class DownCommand
{
    private static readonly Option<bool> Data = new("--data") { Description = "Also its data, history and images; values of secrets stay" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "down",
            "Takes the app off the local engine and keeps all its data; to remove an environment for good: destroy",
            new("fairlead down", "'fairlead up' brings it back with its data"),
            new("fairlead down --data", "as destroy --data does: asks for the name")) { Data, Confirmation.Confirm };
        command.SetAction((parsed, cancel) =>
        {
            var session = open(parsed);
            LocalOnly.Check(session, "down");
            return DestroyFlow.Run(session, session.Get(Data) ? DataChoice.Remove : DataChoice.Keep, images: false, cancel);
        });
        return command;
    }
}
