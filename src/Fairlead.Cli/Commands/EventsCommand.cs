using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;

namespace Fairlead.Cli.Commands;

internal static class EventsCommand
{
    private const int UsualTail = 50;
    private static readonly Option<int> Tail = new("--tail")
    {
        Description = "At most so many", HelpName = "N", DefaultValueFactory = static _ => UsualTail,
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "events",
            "What happened: releases, runs of jobs and broken deploys, the newest last",
            new("fairlead events --env production", "the last fifty"),
            new("fairlead events --json", "the same for a program")) { Tail };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var releases = await session.Target.Releases(cancel);
        var runs = await session.Target.Runs(cancel);
        await session.LearnSecrets(cancel);
        var all = Happening.Find(session.Now, releases, runs).TakeLast(Math.Max(0, session.Get(Tail))).ToList();
        if (session.Json)
        {
            await session.WriteJson(json => json.Array("events", all, h =>
            {
                json.WriteString("at", h.At);
                json.WriteString("subject", h.Subject);
                json.WriteString("what", h.What);
                json.WriteString("result", h.Result);
                json.WriteString("by", h.By);
            }));
            return ExitCodes.Done;
        }

        var table = new Columns("WHEN", "", "WHAT", "BY", "RESULT");
        foreach (var happened in all)
        {
            var result = happened.IsBad ? session.Paint.Red(happened.Result) : happened.Result;
            table.Add(Words.Ago(happened.At, session.Now), happened.Subject, happened.What, happened.By, session.Redactor.Clean(result));
        }

        await session.WriteText(all.Count == 0 ? "nothing has happened yet\n" : table.Render(session.Paint));
        return ExitCodes.Done;
    }
}
