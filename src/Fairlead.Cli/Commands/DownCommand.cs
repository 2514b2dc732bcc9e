using System.CommandLine;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class DownCommand
{
    private static readonly Option<bool> Data = new("--data") { Description = "Also its data: volumes, history, images" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("down", "Removes the local app; its data stays unless asked for") { Data, Confirmation.Confirm };
        command.SetAction((parsed, cancel) =>
        {
            var session = open(parsed);
            LocalOnly.Check(session, "down");
            return DestroyFlow.Run(session, session.Get(Data) ? DataChoice.Remove : DataChoice.Keep, cancel);
        });
        return command;
    }
}
