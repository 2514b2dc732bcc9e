using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>
/// Whether a former release fits the database: a rollback runs no job, and nobody can know whether a former version works with what later
/// migrations made of its tables.
/// </summary>
internal static class DatabaseFit
{
    public static readonly Option<bool> AcrossMigration = new("--across-migration")
    {
        Description = "Go back though the database has been migrated since; no migration is taken back",
    };

    /// <exception cref="UsageException">It was migrated since, and nobody said that this is known.</exception>
    public static void Need(Session session, MigrationHistory history, App app, Release wanted)
    {
        var crossed = string.Join(", ", history.CrossedBy(wanted));
        if (crossed.Length > 0 && !session.Get(AcrossMigration))
        {
            throw new UsageException($"the database has been migrated since release {wanted.Number} (job {crossed}), and a rollback takes"
                + " no migration back: that version would run on tables it does not know. "
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
