using Fairlead.Cli.Output;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

/// <summary>Apps as releases have them on record.</summary>
internal static class Recorded
{
    public static App App(Session session, Release release)
    {
        var read = AppFileReader.Read(new Source($"release {release.Number}", release.Document), session.Environment, RecordedFiles.Instance);
        ProblemReport.Write(session, read.Problems);
        return read.App ?? throw new FailureException($"release {release.Number} can not come back", "its file can no longer be read, see above", "fairlead releases");
    }

    /// <summary>New tasks of the release that serves, whatever the file says by now.</summary>
    public static async Task<int> Restart(Session session, Func<App, IReadOnlyList<string>> services, CancellationToken cancel)
    {
        var releases = await session.Target.Releases(session.AppId, cancel);
        var live = releases.FirstOrDefault(r => r.Result == ReleaseResult.Succeeded)
            ?? throw new FailureException($"{session.AppId.App} is not deployed", "there is nothing to restart", "fairlead deploy");
        var app = App(session, live);
        return await Deployment.Run(session, app, new RestartGoal(services(app)), cancel);
    }
}
