using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class LogsCommand
{
    private const int UsualTail = 200;
    private static readonly Argument<string[]> Names = new(
        "names") { Description = "Services, jobs or resources (default: all services and jobs)", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on with what comes" };
    private static readonly Option<string?> Since = new(
        "--since") { Description = "How far back, such as 10m or 2h, or since when, such as 14:05", HelpName = "TIME" };
    private static readonly Option<string?> Grep = new("--grep") { Description = "Only lines with this text", HelpName = "TEXT" };
    private static readonly Option<int?> Tail = new(
        "--tail") { Description = $"At most so many lines (default {UsualTail}, all with --since)", HelpName = "N" };

    private static readonly Option<bool> Checks = new(
        "--checks") { Description = "Also the lines of health checks: those with 'fairlead-health', the agent of the load balancer" };

    private static readonly Option<bool> Times = new(
        "--timestamps", "-t") { Description = "Each line with its time and task, as at a terminal" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "logs",
            "What the app says; -f follows it, and the app file is --file",
            new("fairlead logs -f web", "one service, and go on with what comes"),
            new("fairlead logs --since 10m --grep error", "the last ten minutes of all, only lines with 'error'"),
            new("fairlead logs migrate", "what a job said in its last run")) { Names, Follow, Since, Grep, Tail, Checks, Times };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var names = session.Get(Names) ?? [];
        RefusePaths(session, names);
        var back = session.Get(Since);
        var tail = session.Get(Tail) ?? (back is null ? UsualTail : null);
        var request = new LogRequest(names, session.Get(Follow), back is null ? null : SinceText.Read(back, session.Now), tail)
        {
            WithChecks = session.Get(Checks),
        };
        await session.LearnSecrets(cancel);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, session.OutputLost);
        try
        {
            var times = session.Get(Times) || session.Moves;
            await LogText.Follow(session, session.Target, request, times, either.Token, session.Get(Grep));
        }
        catch (OperationCanceledException) when (session.OutputLost.IsCancellationRequested
            || (cancel.IsCancellationRequested && session.Get(Follow)))
        {
            // Ctrl-C is how one leaves; so is the end of whoever reads.
        }

        return ExitCodes.Done;
    }

    // The -f of other commands names the app file. No name of the file looks like a path.
    private static void RefusePaths(Session session, IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(IsPath) is { } path)
        {
            throw new UsageException(session.Get(Follow)
                ? $"'{path}' is no name of a service or job; -f follows the logs here, and the app file is --file {path}"
                : $"'{path}' is no name of a service or job; the app file is --file {path}");
        }

        bool IsPath(string name) =>
            name.AsSpan().IndexOfAny("./\\") >= 0 || (!session.HasFile && Path.Exists(session.PathOf(name)));
    }
}
