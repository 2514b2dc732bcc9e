using System.CommandLine;
using System.CommandLine.Parsing;
using Fairlead.Core.Problems;

namespace Fairlead.Cli.Console;

/// <summary>What is wrong with a call, in words, with what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>Empty when the call can be carried out.</summary>
    public static IReadOnlyList<string> In(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // Help and completion have no errors, whatever else stands there.
        var unknown = (parsed.Errors.Count > 0 ? parsed.UnmatchedTokens : [])
            .Concat(parsed.Action == command.Action ? Swallowed(parsed) : [])
            .Distinct(StringComparer.Ordinal)
            .ToList();
        // Of a call in another tool's words one is explained; the rest would only be noise.
        var found = unknown.Count > 0 && Foreign(parsed, unknown) is { } foreign ? [foreign]
            : unknown.Count > 0
            ? unknown.ConvertAll(t => Unknown(t, command, parsed))
            : [.. parsed.Errors.Select(e => Explain(e, command)).Distinct(StringComparer.Ordinal)];
        return found.Count == 0 ? [] : [.. found.Select(m => $"fairlead: {m}"), $"see: {Path(parsed)} --help"];
    }

    private static string? Foreign(ParseResult parsed, IReadOnlyList<string> unknown)
    {
        var command = parsed.CommandResult.Command;
        var first = parsed.Tokens.Count > 0 ? parsed.Tokens[0].Value : "";
        if (unknown.Contains(first, StringComparer.Ordinal) && ForeignWords.Command(first) is { } ours)
        {
            return $"there is no command '{first}': {ours}";
        }

        foreach (var name in parsed.Tokens.Select(t => t.Value.Split('=')[0]).Where(t => t.Length > 1 && t[0] == '-'))
        {
            if (!Options(parsed).Contains(name, StringComparer.Ordinal) && ForeignWords.Option(command.Name, name) is { } option)
            {
                return $"'{command.Name}' has no option '{name}': {option}";
            }
        }

        return null;
    }

    // An option that nobody knows would go for a name. Behind "--", and among the words of a command to run, it is none of ours.
    private static IEnumerable<string> Swallowed(ParseResult parsed)
    {
        var behind = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Skip(1).Count();
        var values = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value).ToList();
        return values.SkipLast(behind)
            .Take(Runs(parsed.CommandResult.Command) ? 2 : int.MaxValue)
            .Where(v => v.Length > 1 && v[0] == '-' && !char.IsAsciiDigit(v[1]));
    }

    private static bool Runs(Command command) => command.Name is "exec" or "run";

    private static string Unknown(string token, Command command, ParseResult parsed)
    {
        if (token.Length > 1 && token[0] == '-')
        {
            var name = token.Split('=')[0];
            var meant = name.StartsWith("--", StringComparison.Ordinal) ? Meant(name, Options(parsed)) : "";
            var hint = meant.Length == 0 && Runs(command) ? "; what to run in a container stands behind --" : meant;
            return $"'{command.Name}' has no option '{name}'{hint}";
        }

        // What stands there is perhaps a value: it is not said again.
        if (command.Name == "set")
        {
            return NoValues(Path(parsed).EndsWith("set", StringComparison.Ordinal) && Named(parsed) is { } secret ? secret : "NAME");
        }

        return command.Subcommands.Count > 0
            ? $"there is no command '{token}'{Meant(token, command.Subcommands.Select(c => c.Name))}"
            : $"'{token}' is one word too many for '{command.Name}'";
    }

    /// <summary>What is said to whoever writes a value on the command line.</summary>
    public static string NoValues(string name) =>
        "a value never stands on the command line: it is in your shell's history now, so change it; "
        + $"then: fairlead secret set {name}, or from a program: … | fairlead secret set {name}";

    private static string? Named(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).FirstOrDefault()?.Value.Split('=')[0];

    private static string Meant(string word, IEnumerable<string> candidates) =>
        Nearest.To(word, candidates) is { } near ? $"; did you mean '{near}'?" : "";

    private static IEnumerable<string> Options(ParseResult parsed)
    {
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            foreach (var option in ((at as CommandResult)?.Command.Options ?? []).Where(o => at == parsed.CommandResult || o.Recursive))
            {
                foreach (var name in option.Aliases.Prepend(option.Name))
                {
                    yield return name;
                }
            }
        }
    }

    private static string Explain(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens: [var value, ..] } option when option.Option.ValueType == typeof(
            int?) => $"{option.Option.Name} {value.Value}: this is not a number",
        OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value",
        ArgumentResult { Tokens: [var value, ..] } argument when argument.Argument.ValueType == typeof(
            int?) => $"'{value.Value}' is not a number",
        CommandResult when command.Subcommands.Count > 0 => $"say what to do: {string.Join(", ", command.Subcommands.Select(c => c.Name))}",
        _ when command.Arguments.Count > 0
            && command.Arguments[0] is { Arity.MinimumNumberOfValues: > 0 } first =>
            $"'{command.Name}' needs a {first.Name}: {first.Description}",
        _ => error.Message,
    };

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Parent: not null } command; at = at.Parent)
        {
            names.Insert(0, command.Command.Name);
        }

        return string.Join(' ', names.Prepend("fairlead"));
    }
}
