using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class LogsCommand
{
    private const int UsualTail = 200;
    private static readonly Argument<string[]> Names = new(
        "names") { Description = "Services, jobs or resources (default: all services and jobs)", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on with what comes" };
    private static readonly Option<string?> Since = new(
        "--since") { Description = "How far back, such as 10m or 2h", HelpName = "DURATION" };
    private static readonly Option<string?> Grep = new("--grep") { Description = "Only lines with this text", HelpName = "TEXT" };
    private static readonly Option<int?> Tail = new(
        "--tail") { Description = $"At most so many lines (default {UsualTail}, all with --since)", HelpName = "N" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("logs", "What the app says; -f follows it") { Names, Follow, Since, Grep, Tail };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var back = session.Get(Since);
        TimeSpan? duration = back is null
            ? null
            : DurationText.Parse(back) ?? throw new UsageException($"--since {back}: write a duration such as 10m or 2h");
        var tail = session.Get(Tail) ?? (back is null ? UsualTail : null);
        var request = new LogRequest(session.Get(Names) ?? [], session.Get(Follow), session.Now - duration, tail);
        await session.LearnSecrets(cancel);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, session.OutputLost);
        try
        {
            await LogText.Follow(session, session.Target, request, either.Token, session.Get(Grep));
        }
        catch (OperationCanceledException) when (session.OutputLost.IsCancellationRequested
            || (cancel.IsCancellationRequested && session.Get(Follow)))
        {
            // Ctrl-C is how one leaves; so is the end of whoever reads.
        }

        return ExitCodes.Done;
    }
}
