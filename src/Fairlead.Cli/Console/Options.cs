using System.CommandLine;

namespace Fairlead.Cli.Console;

/// <summary>Options that every command understands.</summary>
internal static class Options
{
    public static readonly Option<string?> Environment = new(
        "--env",
        "-e") { Description = "The environment (default: $FAIRLEAD_ENV, else local)", Recursive = true, HelpName = "NAME" };
    public static readonly Option<string?> File = new(
        "--file",
        "-f") { Description = "The app file (default: fairlead.yaml here or in a folder above)", Recursive = true, HelpName = "PATH" };
    public static readonly Option<bool> Json = new(
        "--json") { Description = "One JSON document, or one line for each event", Recursive = true };
    public static readonly Option<bool> NoColour = new("--no-color") { Description = "No colours and no moving lines", Recursive = true };
    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "More detail", Recursive = true };

    public static IReadOnlyList<Option> Common => [Environment, File, Json, NoColour, Verbose];

    public static bool WantsColour(ParseResult parsed, HostEnvironment surroundings) =>
        !parsed.GetValue(NoColour) && string.IsNullOrEmpty(surroundings.Variable("NO_COLOR"));
}
