using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.AppFile;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Cli.Commands;

internal static class CheckCommand
{
    private static readonly Option<bool> All = new("--all") { Description = "Every environment of the file" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "check",
            "Reads the file and reports every problem",
            new("fairlead check", "for this machine"),
            new("fairlead check --env production", "as 'production' would be"),
            new("fairlead check --all", "all environments, in a pipeline")) { All };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var environments = session.Get(All) ? AppFileReader.Environments(session.Source) : [session.Environment];
        if (environments.Count == 0)
        {
            environments = [session.Environment]; // the text can not be read; reading it says why
        }

        var all = new List<(string Environment, ReadResult Result)>();
        foreach (var environment in environments)
        {
            all.Add((environment, session.ReadFile(environment)));
        }

        var problems = all.SelectMany(r => r.Result.Problems)
            .DistinctBy(
                p => (p.Code.Id, p.Severity, p.Span.Source.Name, p.Span.Line, p.Span.Column, p.Message)) // what several environments share
            .OrderBy(p => p.Span.Source.Name == session.Source.Name ? 0 : 1).ThenBy(p => p.Span.Line).ThenBy(p => p.Span.Column).ToList();
        problems.AddRange(await TrackedSecrets.In(session.Folder, cancel));
        var failed = problems.Exists(p => p.Severity == Severity.Error);
        if (session.Json)
        {
            await session.WriteJson(json =>
            {
                json.WriteBoolean("ok", !failed);
                json.Problems(problems);
            });
            return failed ? ExitCodes.Problem : ExitCodes.Done;
        }

        ProblemReport.Write(session, problems);
        if (!failed)
        {
            var app = all[0].Result.App!;
            var (services, jobs) = (Words.Count(app.Services.Count, "service"), Words.Count(app.Jobs.Count, "job"));
            var what = $"{services}, {jobs}, {Words.Count(app.Resources.Count, "resource")}";
            await session.Out.WriteLineAsync(
                $"{session.Source.Name} is fine: {app.Name} with {what} ({string.Join(", ", all.Select(r => r.Environment))})");
        }

        return failed ? ExitCodes.Problem : ExitCodes.Done;
    }
}
