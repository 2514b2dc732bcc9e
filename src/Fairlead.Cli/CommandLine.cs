using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Output;
using Fairlead.Core.Targets;

namespace Fairlead.Cli;

/// <summary>All commands, and what becomes of what they throw.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(string[] args, Surroundings surroundings, CancellationToken cancel)
    {
        var redactor = new Redactor();
        var root = Root(surroundings, redactor);
        var parsed = root.Parse(args);
        if (Mistakes.In(parsed) is { Count: > 0 } mistakes)
        {
            await surroundings.Error.WriteAsync(string.Concat(mistakes.Select(m => m + "\n")));
            return ExitCodes.Problem;
        }

        return await Guard(parsed, surroundings, redactor, cancel);
    }

    private static async Task<int> Guard(ParseResult parsed, Surroundings surroundings, Redactor redactor, CancellationToken cancel)
    {
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = surroundings.Out, Error = surroundings.Error };
            return await parsed.InvokeAsync(configuration, cancel);
        }
        catch (ProblemsException)
        {
            return ExitCodes.Problem; // they have been shown
        }
        catch (UsageException e)
        {
            await surroundings.Error.WriteLineAsync($"fairlead: {e.Message}");
            return ExitCodes.Problem;
        }
        catch (FailureException e)
        {
            await FailureText.Write(surroundings.Error, e.Failure, new Paint(surroundings.IsTerminal && Options.WantsColour(parsed, surroundings)), redactor);
            return ExitCodes.Failure;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await FailureText.Write(surroundings.Error, new Failure("the command could not go on", e.Message), new Paint(on: false), redactor);
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await surroundings.Error.WriteLineAsync("interrupted; the same command goes on where this one stopped");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            await surroundings.Error.WriteLineAsync($"fairlead: this is our bug, please report it with the text below\n{e}");
            return ExitCodes.Bug;
        }
    }

    private static RootCommand Root(Surroundings surroundings, Redactor redactor)
    {
        var root = new RootCommand("Deploys, operates and rolls back a multi-service container app described in one file.");
        foreach (var option in Options.Common)
        {
            root.Options.Add(option);
        }

        foreach (var command in new Func<Func<ParseResult, Session>, Command>[]
        {
            InitCommand.Create, CheckCommand.Create, ConfigCommand.Create, ExplainCommand.Create, SchemaCommand.Create, PlanCommand.Create, RenderCommand.Create,
            DeployCommand.Create, UpCommand.Create,
            DownCommand.Create, StatusCommand.Create, LogsCommand.Create, ExecCommand.Create, RunCommand.Create, JobsCommand.Create,
            ReleasesCommand.Create, RollbackCommand.Create, RestartCommand.Create, SecretCommand.Create, DestroyCommand.Create,
        })
        {
            root.Subcommands.Add(command(parsed => new Session(surroundings, redactor, parsed)));
        }

        return root;
    }
}
