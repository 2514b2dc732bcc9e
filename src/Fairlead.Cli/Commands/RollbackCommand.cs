using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class RollbackCommand
{
    private static readonly Argument<int?> Number = new(
        "release") { Description = "Which release (default: the last good one before the present)", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "rollback",
            "Back to any release: its images and file, today's secret values, no build",
            new("fairlead rollback", "to the last good one before the present"),
            new("fairlead rollback 3", "to release 3 of 'fairlead releases'")) { Number, DatabaseFit.AcrossMigration };
        DeployFlow.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var releases = await session.Target.Releases(cancel);
        if (releases.Count == 0)
        {
            throw new FailureException("there is nothing to go back to", "nothing was released yet", "fairlead deploy");
        }

        var good = releases.Where(r => r.State == ReleaseState.Succeeded).ToList();
        var wanted = session.Get(Number) is { } number
            ? releases.FirstOrDefault(r => r.Number == number)
                ?? throw new UsageException($"there is no release {number}; see: fairlead releases")
            : good.Skip(1).FirstOrDefault() ?? throw new FailureException(
                "there is nothing to go back to",
                good.Count == 0 ? "no release was good yet" : "there is only one good release",
                good.Count == 0 ? "fairlead deploy" : "fairlead releases");
        if (wanted.State == ReleaseState.Failed)
        {
            throw new UsageException($"release {wanted.Number} failed and never served; choose a good one: fairlead releases");
        }

        var history = new MigrationHistory(releases);
        var app = Recorded.Read(session, wanted).WithMigrations(j => history.FindHash(j.Name));
        DatabaseFit.Need(session, history, app, wanted);
        var goal = Goal.Rollback(app, wanted, session.User) with { AllowReplace = DeployFlow.AllowedToReplace(session) };
        return await DeployFlow.Run(session, goal, kept: null, cancel);
    }
}
