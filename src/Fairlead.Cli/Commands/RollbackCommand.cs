using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class RollbackCommand
{
    private static readonly Argument<int?> Number = new(
        "release") { Description = "Which release (default: the last good one before the present)", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> AcrossMigration = new("--across-migration")
    {
        Description = "Go back though the database has been migrated since; no migration is taken back",
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "rollback",
            "Back to any release: its images and file, today's secret values, no build",
            new("fairlead rollback", "to the last good one before the present"),
            new("fairlead rollback 3", "to release 3 of 'fairlead releases'")) { Number, AcrossMigration };
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
        NeedSameDatabase(session, history, app, wanted);
        var goal = Goal.Rollback(app, wanted, session.User) with { AllowReplace = DeployFlow.AllowedToReplace(session) };
        return await DeployFlow.Run(session, goal, kept: null, cancel);
    }

    // A rollback runs no job, and nobody can know whether a former version works with what later migrations made of its tables.
    private static void NeedSameDatabase(Session session, MigrationHistory history, App app, Release wanted)
    {
        var crossed = string.Join(", ", history.CrossedBy(wanted));
        if (crossed.Length > 0 && !session.Get(AcrossMigration))
        {
            throw new UsageException($"the database has been migrated since release {wanted.Number} (job {crossed}), and a rollback takes no "
                + "migration back: that version would run on tables it does not know. "
                + $"Where it can: fairlead rollback {wanted.Number} --across-migration");
        }

        if (crossed.Length > 0)
        {
            session.Warn($"release {wanted.Number} runs on a database that has been migrated since (job {crossed})");
        }

        foreach (var job in history.UnknownSince(app, wanted))
        {
            session.Warn($"the job {job.Name} has run in another version since release {wanted.Number}: whether that release fits the "
                + $"database as it is now, nobody knows; 'migrations: FOLDER' at {job.Name} in the file would tell");
        }
    }
}
