using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Problems;

namespace Fairlead.Cli.Commands;

internal static class CheckCommand
{
    private static readonly Option<bool> All = new("--all")
    {
        Description = "Every environment in full; without it, of the others only what stands under their own name",
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "check",
            "Reads the file and reports every problem, and which environments it is in",
            new("fairlead check", "for this machine, and what stands under the names of other environments"),
            new("fairlead check --env production", "as 'production' would be"),
            new("fairlead check --all", "all of them, in a pipeline")) { All };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var check = FileCheck.Read(session, session.Get(All));
        List<Problem> problems = [.. check.Problems, .. await TrackedSecrets.In(session.Folder, cancel)];
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
            var app = check.First.App!;
            var (services, jobs) = (Words.Count(app.Services.Count, "service"), Words.Count(app.Jobs.Count, "job"));
            var what = $"{services}, {jobs}, {Words.Count(app.Resources.Count, "resource")}";
            await session.Out.WriteLineAsync(
                $"{session.Source.Name} is fine: {app.Name} with {what} ({string.Join(", ", check.Environments)})");
        }

        return failed ? ExitCodes.Problem : ExitCodes.Done;
    }
}
