using System.CommandLine;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class DestroyCommand
{
    private static readonly Option<bool> Data = new("--data") { Description = "Also its data" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command(
            "destroy",
            "Removes the environment; protected data stays unless asked for") { Data, Confirmation.Confirm };
        command.SetAction((parsed, cancel) =>
        {
            var session = open(parsed);
            return DestroyFlow.Run(session, session.Get(Data) ? DataChoice.Remove : DataChoice.KeepProtected, cancel);
        });
        return command;
    }
}
