using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

/// <summary>What went wrong, from what is recorded: what does not work now, then the last failed deploy, then failed runs.</summary>
internal static class WhyCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "why",
            "What went wrong last: a deploy, a task or a job, with its last words",
            new("fairlead why", "causes, and what to do next"),
            new("fairlead why --json", "the same for a program"));
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var status = await session.Target.Observe(cancel);
        var releases = await session.Target.Releases(cancel);
        var runs = await session.Target.Runs(cancel);
        await session.LearnSecrets(cancel);
        var causes = Trouble.Find(session.Now, status, releases, runs).ToList();
        if (session.Json)
        {
            await session.WriteJson(json => json.Array("causes", causes, c =>
            {
                json.WriteString("subject", c.Subject);
                json.WriteString("message", c.What);
                json.Strings("lastLines", c.LastLines);
                json.WriteString("next", NextStep.In(c.Next, session.Named));
            }));
            return ExitCodes.Done;
        }

        foreach (var cause in causes)
        {
            await session.WriteText($"{session.Paint.Bold(cause.Subject)}: {ProblemText.Printable(session.Redactor.Clean(cause.What))}\n");
            foreach (var line in cause.LastLines)
            {
                await session.WriteText(session.Paint.Dim($"  | {ProblemText.Printable(session.Redactor.Clean(line))}") + "\n");
            }

            await session.WriteText($"  next: {NextStep.In(cause.Next, session.Named)}\n");
        }

        await session.WriteText(causes.Count == 0 ? "nothing is wrong, and nothing on record went wrong since the last good deploy\n" : "");
        return ExitCodes.Done;
    }
}
