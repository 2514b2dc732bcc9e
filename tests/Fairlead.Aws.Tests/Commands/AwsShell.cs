using Fairlead.Aws.Tests.Endpoint.Rights;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Cli;
using Fairlead.Cli.Console;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>
/// A folder with an app file, an AWS account, and the command line as a person types it: each command is a process of its own. Time is the
/// account's, and whoever acts as a role is held to what the templates allow it.
/// </summary>
internal sealed class AwsShell : IAsyncDisposable
{
    public const string Digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    public const string Other = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

    private bool isGuest;

    private AwsShell(ScriptedAws aws, CallerRights rights) => (Aws, Rights) = (aws, rights);

    public ScriptedAws Aws { get; }

    public CallerRights Rights { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("fairlead-shell-").FullName;

    /// <summary>What is typed at each question; where there are none, nobody can be asked.</summary>
    public Queue<string> Answers { get; } = new();

    /// <summary>What stands on the input of a command where nobody can be asked.</summary>
    public string Input { get; set; } = "";

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Called with each event's line on the error output, while the command runs.</summary>
    public Action<string>? Said { get; set; }

    public static async Task<AwsShell> Start(string? file = null, string account = "111122223333")
    {
        var aws = await ScriptedAws.Start(jumps: true, account);
        var rights = new CallerRights(aws);
        rights.Enforce();
        var shell = new AwsShell(aws, rights);
        shell.Write(file ?? Shop());
        return shell;
    }

    // Services stand last, so that a test can add to them.
    public static string Shop(string digest = Digest, string more = "", string environment = "") => $$"""
        app: shop
        images:
          web: {use: registry.example.org/shop@{{digest}}}
        environments:
          production: {region: eu-west-1{{environment}}}
        {{more}}
        services:
          web: {port: 8080, route: /, count: 2, env: {GREETING: hello} }

        """;

    /// <summary>Another person at another machine, with the same file and account; the account is this shell's to end.</summary>
    public AwsShell Elsewhere()
    {
        var other = new AwsShell(Aws, Rights) { isGuest = true };
        other.Write(File.ReadAllText(PathOf("fairlead.yaml")));
        return other;
    }

    public void Write(string file) => File.WriteAllText(PathOf("fairlead.yaml"), file);

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A command in the environment <c>production</c>.</summary>
    public Task<ShellAnswer> Production(params string[] args) => Run([.. Before(args), "-e", "production", .. After(args)]);

    public Task<ShellAnswer> Run(params string[] args) => Run(args, CancellationToken.None);

    public async Task<ShellAnswer> Run(string[] args, CancellationToken cancel)
    {
        Aws.Clock.Enter();
        var (output, error) = (new StringWriter(), new ToldWriter(line => Said?.Invoke(line)));
        await using var terminal = new ShellTerminal();
        var variables = Aws.Variables(region: "eu-west-1");
        var code = await CommandLine.Run(args, new HostEnvironment
        {
            // Nobody answers: then nothing is compared.
            NameServers = static (_, _) => Task.FromResult<IReadOnlyList<string>?>(null),
            Out = output, Error = error, WorkingFolder = Folder, HomeFolder = Folder, Machine = "laptop", Process = 42, User = "ann",
            Variable = name => Variables.GetValueOrDefault(name) ?? variables.GetValueOrDefault(name),
            Clock = Aws.Clock, Terminal = terminal, Prompt = new Person(this, error), IsTerminal = false,
        }, cancel);
        return new ShellAnswer(code, output + terminal.Text, error.ToString());
    }

    /// <summary>A command that has to go well.</summary>
    public async Task<ShellAnswer> Good(params string[] args)
    {
        var answer = await Production(args);
        answer.Code.ShouldBe(0, answer.All);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        if (!isGuest)
        {
            await Aws.DisposeAsync();
        }
    }

    // What stands after two dashes is not ours.
    private static IEnumerable<string> Before(string[] args) => args.TakeWhile(a => a != "--");

    private static IEnumerable<string> After(string[] args) => args.SkipWhile(a => a != "--");

    private sealed class Person(AwsShell shell, TextWriter error) : IPrompt
    {
        public bool CanAsk => shell.Answers.Count > 0;

        public string? Ask(string question)
        {
            error.WriteLine(question);
            return shell.Answers.Dequeue();
        }

        public string? AskSecret(string question) => Ask(question);

        public byte[] ReadAll() => System.Text.Encoding.UTF8.GetBytes(shell.Input);
    }

    private sealed class ToldWriter(Action<string> told) : StringWriter
    {
        public override Task WriteLineAsync(string? value)
        {
            told(value ?? "");
            return base.WriteLineAsync(value);
        }
    }
}

/// <summary>What a command came to.</summary>
internal sealed record ShellAnswer(int Code, string Out, string Error)
{
    public string All => $"{Code}\n{Out}{Error}";
}
