using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli;

/// <summary>All commands, and what becomes of what they throw.</summary>
internal static class CommandLine
{
    private static readonly HashSet<string> Acts = new(StringComparer.Ordinal)
    {
        "deploy", "up", "down", "run", "exec", "connect", "rollback", "restart", "destroy", "set", "rm", "rotate",
    };

    // As the usual help says it: without the commit it was built from.
    private static string? Version => typeof(CommandLine).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    public static async Task<int> Run(string[] args, HostEnvironment surroundings, CancellationToken cancel)
    {
        var redactor = new Redactor();
        if (args is ["version" or "--version", "--json"] or ["--json", "version" or "--version"])
        {
            await new Screen(surroundings, new Paint(false), redactor).WriteJson(json => json.WriteString("fairlead", Version));
            return ExitCodes.Done;
        }

        var root = CreateRoot(surroundings, redactor);
        var parsed = root.Parse(Plainly(args, root));
        if (UsageErrors.In(parsed) is { Count: > 0 } mistakes)
        {
            // The call could not be read, so what it says of JSON is taken from its words.
            var screen = new Screen(surroundings, new Paint(false), redactor) { Json = args.Contains("--json", StringComparer.Ordinal) };
            return await Miscalled(screen, mistakes);
        }

        var code = await Guard(parsed, surroundings, redactor, cancel);
        return code == ExitCodes.Done && IsLost(parsed, surroundings) ? ExitCodes.Failure : code;
    }

    // What people type who do not know the options yet. Help of what is no command is answered as that command would be.
    private static string[] Plainly(string[] args, RootCommand root) => args switch
    {
        ["help"] or ["help", "help"] => ["--help"],
        ["help", .. var words] when root.Subcommands.Any(c => c.Name == words[0]) => [.. words, "--help"],
        ["help", .. var words] => words,
        ["version"] => ["--version"],
        _ => args,
    };

    // Who acts is judged by what was done; who only shows has done nothing where nothing arrived. A reader that has had enough may go.
    private static bool IsLost(ParseResult parsed, HostEnvironment host)
    {
        if (host.Loss is not { Error: { } error, IsReaderGone: false } || Acts.Contains(parsed.CommandResult.Command.Name))
        {
            return false;
        }

        host.Error.WriteLine($"fairlead: the output could not be written: {error.Message}");
        return true;
    }

    private static async Task<int> Guard(ParseResult parsed, HostEnvironment host, Redactor redactor, CancellationToken cancel)
    {
        var isOn = host.IsTerminal && Options.WantsColour(parsed, host);
        var screen = new Screen(host, new Paint(isOn), redactor)
        {
            Json = parsed.GetValue(Options.Json), Named = parsed.GetValue(Options.Environment), Typed = Options.Typed(parsed),
        };
        try
        {
            return await parsed.InvokeAsync(Plain(host), cancel);
        }
        catch (ProblemsException e)
        {
            return await Refused(screen, e);
        }
        catch (UsageException e)
        {
            return await Miscalled(screen, [$"fairlead: {NextStep.In(e.Message, screen.Named)}"]);
        }
        catch (WorldChangedException e)
        {
            return await Failed(screen, null, e.Failure, ExitCodes.Superseded, evidence: "differs");
        }
        catch (FailureException e)
        {
            return await Failed(screen, null, e.Failure, e.Failure.IsExpired ? ExitCodes.Expired : ExitCodes.Failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            return await Failed(screen, null, new Failure("the command could not go on", e.Message), ExitCodes.Failure);
        }
        catch (OperationCanceledException e) when (cancel.IsCancellationRequested)
        {
            var again = e is InterruptedException ? e.Message : "the same command goes on where this one stopped";
            return await Failed(screen, $"interrupted; {again}", new Failure("interrupted", again), ExitCodes.Interrupted);
        }
        catch (Exception e)
        {
            var text = $"fairlead: this is our bug, please report it with the text below\n{e}";
            return await Failed(screen, text, new Failure("this is our bug", e.ToString()), ExitCodes.Bug);
        }
    }

    // What goes wrong, and what signals mean, is for us to say.
    private static InvocationConfiguration Plain(HostEnvironment host) => new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
        Output = host.Out,
        Error = host.Error,
    };

    private static Task<int> Miscalled(Screen screen, IReadOnlyList<string> lines) => Failed(
        screen,
        string.Join('\n', lines),
        new Failure("the command was called in a wrong way", string.Join("; ", lines).Replace("fairlead: ", "", StringComparison.Ordinal)),
        ExitCodes.Problem);

    // They have been shown to people.
    private static async Task<int> Refused(Screen screen, ProblemsException e)
    {
        if (screen.Json)
        {
            await screen.WriteJsonLine(json => EventJson.Refused(json, screen.Now, e.Problems));
        }

        return ExitCodes.Problem;
    }

    private static async Task<int> Failed(Screen screen, string? text, Failure failure, int code, string evidence = "log")
    {
        failure = NextStep.In(failure, screen);
        if (text is not null)
        {
            await screen.Error.WriteLineAsync(screen.Redactor.Clean(text));
        }
        else
        {
            await FailureText.Write(screen.Error, failure, screen.Paint, screen.Redactor, evidence);
        }

        if (screen.Json)
        {
            await screen.WriteJsonLine(json => EventJson.Write(json, new Failed(screen.Now, failure)));
        }

        return code;
    }

    /// <summary>All commands with their options.</summary>
    public static RootCommand CreateRoot(HostEnvironment surroundings, Redactor redactor)
    {
        var root = new RootCommand("Deploys, operates and rolls back a multi-service container app described in one file.");
        foreach (var command in new Func<Func<ParseResult, Session>, Command>[]
        {
            InitCommand.Create, CheckCommand.Create, ConfigCommand.Create, ExplainCommand.Create, SchemaCommand.Create,
            PlanCommand.Create, RenderCommand.Create,
            DeployCommand.Create, UpCommand.Create,
            DownCommand.Create, StatusCommand.Create, LogsCommand.Create, ExecCommand.Create, ConnectCommand.Create,
            RunCommand.Create, JobsCommand.Create,
            ReleasesCommand.Create, WhyCommand.Create, AppsCommand.Create, WhoamiCommand.Create, RollbackCommand.Create,
            RestartCommand.Create, SecretCommand.Create, DestroyCommand.Create, DoctorCommand.Create, EventsCommand.Create,
        })
        {
            root.Subcommands.Add(command(parsed => new Session(surroundings, redactor, parsed)));
        }

        Options.AddTo(root);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples(
            (HelpAction)help.Action!,
            new("fairlead init", "writes a first fairlead.yaml from what lies in the project"),
            new("fairlead up", "builds and runs it on this machine"),
            new("fairlead help deploy", "what a command does, and examples of it"));
        return root;
    }
}
