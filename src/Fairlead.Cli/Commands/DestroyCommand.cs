using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class DestroyCommand
{
    private static readonly Option<bool> Data = new("--data")
    {
        Description = "Also protected data, history and images; values of secrets stay",
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "destroy",
            "Removes an environment, and data of resources with 'protect: false'; down keeps all data",
            new("fairlead destroy", "the app on this machine; protected data stays"),
            new("fairlead destroy --data", "its data, history and images too; asks for the name"),
            new("fairlead destroy --data --confirm shop", "the same where nobody can be asked")) { Data, Confirmation.Confirm };
        command.SetAction((parsed, cancel) =>
        {
            var session = open(parsed);
            return DestroyFlow.Run(session, session.Get(Data) ? DataChoice.Remove : DataChoice.KeepProtected, cancel);
        });
        return command;
    }
}
