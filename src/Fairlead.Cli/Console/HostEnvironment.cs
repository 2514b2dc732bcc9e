using Fairlead.Core.Targets;

namespace Fairlead.Cli.Console;

/// <summary>Everything a command takes from the process it runs in; tests bring their own.</summary>
internal sealed record HostEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether what is written to the output still arrives.</summary>
    public OutputLoss Loss { get; init; } = new();

    public required Func<string, string?> Variable { get; init; }

    public required string WorkingFolder { get; init; }

    public required string HomeFolder { get; init; }

    public required string User { get; init; }

    /// <summary>The name of this machine.</summary>
    public required string Machine { get; init; }

    /// <summary>The id of this process.</summary>
    public required int Process { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ITerminal Terminal { get; init; }

    public required IPrompt Prompt { get; init; }

    /// <summary>
    /// Runs another program in the foreground, with more variables; answers its exit code, or null where there is no such program.
    /// </summary>
    public Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>, int?> Launch { get; init; } = (_, _) => null;

    /// <summary>What public DNS says of a domain; null asks the resolvers of this machine.</summary>
    public Func<string, CancellationToken, Task<IReadOnlyList<string>?>>? NameServers { get; init; }

    /// <summary>Output to a terminal: colours and moving lines are welcome.</summary>
    public required bool IsTerminal { get; init; }
}

/// <summary>Questions to a person at a terminal.</summary>
internal interface IPrompt
{
    /// <summary>False when nobody is there to answer.</summary>
    bool CanAsk { get; }

    /// <summary>One line; null when the input ended.</summary>
    string? Ask(string question);

    /// <summary>One line that is not shown; null when the input ended.</summary>
    string? AskSecret(string question);

    /// <summary>All of the input, where it is not a terminal.</summary>
    byte[] ReadAll();
}
