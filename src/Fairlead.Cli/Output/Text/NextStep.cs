using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>Commands that we tell people to type next: they act where the command before them did.</summary>
internal static class NextStep
{
    private const string Program = "fairlead ";

    private const string Same = ", then the same command";

    // What may follow a command in a sentence, or within it belongs to another program.
    private static readonly string[] Ends = [" -- ", "'", " (", ", then", ";", ": ", "\n"];

    // They are the same for all environments, or know none.
    private static readonly string[] Everywhere = ["check", "init", "explain", "schema", "up", "down", "help", "COMMAND"];

    /// <param name="environment">As it was named on the command line; null where it was not.</param>
    public static string In(string text, string? environment)
    {
        var start = text.LastIndexOf(Program, StringComparison.Ordinal);
        if (environment is null || start < 0 || text.Contains(" --env ", StringComparison.Ordinal)
            || text.Contains(" -e ", StringComparison.Ordinal)
            || Everywhere.Any(c => text.AsSpan(start + Program.Length).StartsWith(c)))
        {
            return text;
        }

        var end = Ends.Select(e => text.IndexOf(e, start, StringComparison.Ordinal)).Where(i => i >= 0).Append(text.Length).Min();
        return $"{text[..end]} --env {environment}{text[end..]}";
    }

    /// <summary>Where the same command is the next one, it is said as it was typed.</summary>
    public static Failure In(Failure failure, Screen screen) => failure.Next is not { } next ? failure
        : failure with { Next = screen.Typed is { } typed && next.EndsWith(Same, StringComparison.Ordinal)
            ? $"{next[..^Same.Length]}, then: {typed}" : In(next, screen.Named) };
}
