using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.AppFile.Manual;

namespace Fairlead.Cli.Commands;

internal static class SchemaCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("schema", "Prints the JSON Schema of the app file, for editors");
        command.SetAction(async (parsed, _) =>
        {
            await open(parsed).Out.WriteAsync(JsonSchema.Render());
            return ExitCodes.Done;
        });
        return command;
    }
}
