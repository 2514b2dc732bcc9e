using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.AppFile.Manual;

namespace Fairlead.Cli.Commands;

internal static class SchemaCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "schema",
            "Prints the JSON Schema of the app file, for editors",
            new("fairlead schema", "to look at"),
            new("fairlead schema > fairlead.schema.json", "for an editor's YAML plug-in"));
        command.SetAction(async (parsed, _) =>
        {
            await open(parsed).Out.WriteAsync(JsonSchema.Render());
            return ExitCodes.Done;
        });
        return command;
    }
}
