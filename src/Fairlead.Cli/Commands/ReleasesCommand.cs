using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class ReleasesCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "releases",
            "What was deployed, newest first",
            new("fairlead releases", "* is the one that serves"),
            new("fairlead releases --json", "the same for a program"));
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var releases = await session.Target.Releases(cancel);
        await session.LearnSecrets(cancel);
        if (session.Json)
        {
            await session.WriteJson(json => json.Array("releases", releases, json.Members));
            return ExitCodes.Done;
        }

        var live = Release.Live(releases)?.Number;
        var table = new Columns("", "RELEASE", "WHEN", "BY", "COMMIT", "TOOK", "");
        foreach (var release in releases)
        {
            var failed = release.State == ReleaseState.Failed;
            table.Add(
                release.Number == live ? session.Paint.Green("*") : " ",
                $"{release.Number}",
                Words.Ago(release.At, session.Now),
                release.By,
                string.Join(' ', new[] { release.Commit ?? "-", release.Tag }.OfType<string>()),
                Words.Took(release.Took),
                (failed ? session.Paint.Red("failed ") : "") + session.Redactor.Clean(release.Remark ?? ""));
        }

        await session.WriteText(releases.Count == 0 ? "nothing was released yet\n" : table.Render(session.Paint));
        return ExitCodes.Done;
    }
}
