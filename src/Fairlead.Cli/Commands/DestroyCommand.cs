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
        Description = "Also protected data, and on local history and images; values of secrets stay",
    };

    private static readonly Option<bool> Images = new("--images")
    {
        Description = "Also the images that were built; on AWS with the last environment, as all have them in common",
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "destroy",
            "Removes an environment, and data of resources with 'protect: false'; down keeps all data",
            new("fairlead destroy", "the app on this machine; protected data stays"),
            new("fairlead destroy --data --confirm shop", "its data, history and images too, where nobody can be asked"),
            new("fairlead destroy --images --env staging", "the images too")) { Data, Images, Confirmation.Confirm };
        command.SetAction((parsed, cancel) =>
        {
            var session = open(parsed);
            return DestroyFlow.Run(session, session.Get(Data) ? DataChoice.Remove : DataChoice.KeepProtected, session.Get(Images), cancel);
        });
        return command;
    }
}
