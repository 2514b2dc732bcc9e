using System.CommandLine;

namespace Fairlead.Cli.Console;

/// <summary>Options that every command understands.</summary>
internal static class Options
{
    public static readonly Option<string?> Environment = new(
        "--env",
        "-e") { Description = "The environment (default: $FAIRLEAD_ENV, else local)", Recursive = true, HelpName = "NAME" };
    public static readonly Option<bool> Json = new(
        "--json") { Description = "One JSON document, or one line for each event", Recursive = true };
    public static readonly Option<bool> NoColour = new("--no-color") { Description = "No colours and no moving lines", Recursive = true };
    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "More detail", Recursive = true };

    private const string Short = "-f";

    private static readonly Option<string?> File = FileOption(Short);

    // For a command whose -f is something else.
    private static readonly Option<string?> LongFile = FileOption();

    /// <summary>Gives them to all commands. The letter -f means one thing in each.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Environment);
        AddFile(root);
        foreach (var option in new Option[] { Json, NoColour, Verbose })
        {
            root.Options.Add(option);
        }
    }

    /// <summary>The app file that was named, or its folder.</summary>
    public static string? FileIn(ParseResult parsed) => parsed.GetValue(File) ?? parsed.GetValue(LongFile);

    public static bool WantsColour(ParseResult parsed, HostEnvironment surroundings) =>
        !parsed.GetValue(NoColour) && string.IsNullOrEmpty(surroundings.Variable("NO_COLOR"));

    /// <summary>The command as it was typed.</summary>
    public static string Typed(ParseResult parsed) =>
        $"fairlead {string.Join(' ', parsed.Tokens.Select(t => t.Value.Contains(' ') ? $"'{t.Value}'" : t.Value))}";

    private static Option<string?> FileOption(params string[] aliases) => new("--file", aliases)
    {
        Description = "The app file, or its folder (default: fairlead.yaml here or in a folder above)",
        HelpName = "PATH",
    };

    private static void AddFile(Command command)
    {
        command.Options.Add(command.Options.Any(o => o.Aliases.Contains(Short)) ? LongFile : File);
        foreach (var sub in command.Subcommands)
        {
            AddFile(sub);
        }
    }
}
