using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class RunCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "A job, or a service whose surroundings are used" };
    private static readonly Argument<string[]> Words = new(
        "command") { Description = "What to run instead, after --", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "run",
            "Runs a job, or a command with a service's surroundings; its exit code passes through",
            new("fairlead run report", "the job 'report', now"),
            new("fairlead run web -- python manage.py check", "a command in a task of its own, with web's image and variables"))
        { Name, Words, Confirmation.Confirm };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var name = session.Get(Name)!;
        var words = session.Get(Words) is { Length: > 0 } given ? given : null;
        var app = await Recorded.AppAtHand(session, cancel);
        var workload = app.FindWorkload(name)
            ?? throw new UsageException(
                $"no job or service is named '{name}'; {Nearest.Hint(name, [.. app.Workloads.Select(w => w.Name)], "there are")}");
        if (workload is Service && words is null)
        {
            throw new UsageException($"'{name}' is a service; say what to run: fairlead run {name} -- COMMAND");
        }

        if (workload is Job { Confirm: true })
        {
            Confirmation.NeedName(session, session.AppId, $"The job '{name}' asks to be confirmed.");
        }

        // As a deploy does: a run with an empty value in place of a secret would do who knows what.
        var set = await session.Target.Secrets.Values(cancel);
        if (app.Secrets.Where(s => s.Source == SecretSource.Ask && s.UsedBy.Contains(name, StringComparer.Ordinal)
            && !set.ContainsKey(s.Name)).ToList() is { Count: > 0 } missing)
        {
            await MissingSecrets.AskFor(session, missing, cancel);
        }

        var request = new RunRequest(name, words);
        return await PassThrough.Run(session, name, terminal => session.Target.Run(app, request, terminal, cancel), cancel);
    }
}
