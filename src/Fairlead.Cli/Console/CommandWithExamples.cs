using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Fairlead.Cli.Console;

/// <summary>A call that works as it stands, and what it does.</summary>
internal sealed record CallExample(string Call, string Does);

/// <summary>A command whose help ends with examples.</summary>
internal sealed class CommandWithExamples(string name, string description, params CallExample[] examples) : Command(name, description)
{
    public IReadOnlyList<CallExample> Examples { get; } = examples;
}

/// <summary>The usual help, and below it the examples of the command.</summary>
/// <param name="usual">What writes the rest.</param>
/// <param name="first">The examples of the whole command line.</param>
internal sealed class HelpWithExamples(HelpAction usual, params CallExample[] first) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var examples = command is RootCommand ? first : (command as CommandWithExamples)?.Examples ?? [];
        if (examples.Count == 0)
        {
            return code;
        }

        var output = parseResult.InvocationConfiguration.Output;
        var width = examples.Max(e => e.Call.Length);
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example.Call.PadRight(width)}  # {example.Does}");
        }

        output.WriteLine();
        return code;
    }
}
