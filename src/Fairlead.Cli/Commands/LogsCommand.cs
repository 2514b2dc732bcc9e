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
        "--since") { Description = "How far back, such as 10m or 2h, or since when, such as 14:05", HelpName = "TIME" };
    private static readonly Option<string?> Grep = new("--grep") { Description = "Only lines with this text", HelpName = "TEXT" };
    private static readonly Option<int?> Tail = new(
        "--tail") { Description = $"At most so many lines (default {UsualTail}, all with --since)", HelpName = "N" };

    private static readonly Option<bool> Times = new(
        "--timestamps", "-t") { Description = "Each line with its time and task, as at a terminal" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("logs", "What the app says; -f follows it") { Names, Follow, Since, Grep, Tail, Times };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var back = session.Get(Since);
        var tail = session.Get(Tail) ?? (back is null ? UsualTail : null);
        var request = new LogRequest(
            session.Get(Names) ?? [], session.Get(Follow), back is null ? null : Moment(back, session.Now), tail);
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

    // A time of the day without a day is the last one that has been.
    private static DateTimeOffset Moment(string text, DateTimeOffset now)
    {
        if (DurationText.Parse(text) is { } back)
        {
            return now - back;
        }

        var culture = System.Globalization.CultureInfo.InvariantCulture;
        if (TimeOnly.TryParse(text, culture, out var time))
        {
            var local = now.ToLocalTime();
            var today = new DateTimeOffset(local.Date + time.ToTimeSpan(), local.Offset);
            return today > local ? today.AddDays(-1) : today;
        }

        return DateTimeOffset.TryParse(text, culture, System.Globalization.DateTimeStyles.AssumeLocal, out var moment)
            ? moment
            : throw new UsageException($"--since {text}: write a duration such as 10m or 2h, a time such as 14:05, or 2026-01-31T14:05");
    }
}
