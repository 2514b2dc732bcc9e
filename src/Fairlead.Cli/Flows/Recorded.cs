using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>What works with releases as they are on record, whatever the file says by now.</summary>
internal static class Recorded
{
    /// <summary>The app of a release.</summary>
    public static App Read(Session session, Release release)
    {
        var read = RecordedApp.Read(release, session.Environment);
        ProblemReport.Write(session, read.Problems);
        return read.App
            ?? throw new FailureException(
                $"release {release.Number} can not come back",
                "its file can no longer be read, see above",
                "fairlead releases");
    }

    /// <summary>The app as the file has it; where that can not be read, as the release that serves has it.</summary>
    public static async Task<App> AppAtHand(Session session, CancellationToken cancel) =>
        session.AppIfReadable ?? Read(session, await Live(session, cancel));

    /// <summary>New tasks of the release that serves.</summary>
    /// <param name="session">The command.</param>
    /// <param name="services">Chooses among the services of its app; none means all.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<int> Restart(Session session, Func<App, IReadOnlyList<string>> services, CancellationToken cancel)
    {
        var live = await Live(session, cancel);
        var app = Read(session, live);
        var goal = Goal.Restart(app, live, services(app)) with { AllowReplace = DeployFlow.AllowedToReplace(session) };
        return await DeployFlow.Run(session, goal, kept: null, cancel);
    }

    /// <summary>A new password for a database of the release that serves, and new tasks of all that use it.</summary>
    public static async Task<int> Rotate(Session session, string database, CancellationToken cancel)
    {
        var live = await Live(session, cancel);
        var app = Read(session, live);
        return app.Resources.Find(database) is Postgres { Existing: null }
            ? await DeployFlow.Run(session, Goal.Rotate(app, live, database), kept: null, cancel)
            : throw new FailureException($"{database} has no password here",
                $"release {live.Number} has no database of its own by that name", "fairlead deploy");
    }

    private static async Task<Release> Live(Session session, CancellationToken cancel) =>
        Release.Live(await session.Target.Releases(cancel))
        ?? throw new FailureException($"{session.AppId.App} is not deployed", "nothing was released yet", "fairlead deploy");
}
