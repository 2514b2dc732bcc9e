using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class JobsCommand
{
    private static readonly Argument<string?> Name = new("name") { Description = "Only this job", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "jobs",
            "Past and present runs of jobs, newest first",
            new("fairlead jobs", "of all jobs"),
            new("fairlead jobs migrate", "of one, with its last words")) { Name };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var name = session.Get(Name);
        var runs = (await session.Target.Runs(cancel)).Where(r => name is null || r.Job == name).ToList();
        var app = name is not null && runs.Count == 0 ? session.AppIfReadable : null;
        if (name is not null && runs.Count == 0 && app?.Jobs.Find(name) is null)
        {
            throw new UsageException($"no job is named '{name}'; {Nearest.Hint(name, [.. app?.Jobs.Select(j => j.Name) ?? []], "jobs")}");
        }

        await session.LearnSecrets(cancel);
        if (session.Json)
        {
            await session.WriteJson(json => json.Array("runs", runs, json.Members));
            return ExitCodes.Done;
        }

        var table = new Columns("JOB", "STARTED", "TOOK", "RESULT", "WHY");
        foreach (var run in runs)
        {
            var result = Words.Result(run) + (run.Attempts > 1 ? $" after {run.Attempts} attempts" : "");
            table.Add(
                run.Job,
                Words.Ago(run.Started, session.Now),
                run.Took is { } took ? Words.Took(took) : "",
                session.Paint.ByResult(run.Result, result),
                run.Cause);
        }

        await session.WriteText(runs.Count == 0 ? "no job has run yet\n" : table.Render(session.Paint));
        if (name is not null && runs is [{ LastLines.Count: > 0 } last, ..])
        {
            await session.WriteText($"\nwhat the last run said at its end:\n");
            foreach (var line in last.LastLines)
            {
                await session.WriteText(session.Paint.Dim($"  | {ProblemText.Printable(session.Redactor.Clean(line))}") + "\n");
            }
        }

        return ExitCodes.Done;
    }
}
