using Fairlead.Cli;
using Fairlead.Cli.Console;
using Fairlead.Core.Targets;

namespace Fairlead.Tests.Support;

/// <summary>The command line in this process, in a folder, with or without somebody at the terminal.</summary>
/// <param name="answers">What a person types at each question; where there are none, nobody can be asked.</param>
internal sealed class CommandRun(string folder, params string?[] answers) : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public string Output => output.ToString();

    public string Error => error.ToString();

    public Dictionary<string, string> Variables { get; } = [];

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    public Task<int> Run(params string[] args) => RunIn(folder, args);

    /// <param name="from">Where it is typed.</param>
    public Task<int> RunIn(string from, params string[] args)
    {
        output.GetStringBuilder().Clear();
        error.GetStringBuilder().Clear();
        return CommandLine.Run(args, new HostEnvironment
        {
            Out = output,
            Error = error,
            Variable = Variables.GetValueOrDefault,
            WorkingFolder = from,
            HomeFolder = folder,
            Machine = "laptop",
            Process = 42,
            User = "tester",
            Clock = TimeProvider.System,
            Terminal = new NoTerminal(),
            Prompt = new Person(answers, error),
            IsTerminal = false,
        }, CancellationToken.None);
    }

    private sealed class Person(IEnumerable<string?> answers, TextWriter error) : IPrompt
    {
        private readonly Queue<string?> left = new(answers);

        public bool CanAsk { get; } = answers.Any();

        public string? Ask(string question)
        {
            error.WriteLine(question);
            return left.Dequeue();
        }

        public string? AskSecret(string question) => Ask(question);

        public byte[] ReadAll() => [];
    }
}
