using System.CommandLine;
using System.Text;
using Fairlead.Cli.Console;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;
using Fairlead.Import;
using Fairlead.Import.Drafts;

namespace Fairlead.Cli.Commands;

internal static class InitCommand
{
    private static readonly Option<string?> App = new(
        "--app") { Description = "The name of the app (default: the folder's)", HelpName = "NAME" };
    private static readonly Option<bool> Print = new("--print") { Description = "Prints the file instead of writing it" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "init",
            "Writes a first fairlead.yaml from Dockerfiles, a compose file or a Procfile",
            new("fairlead init", "from what lies in this folder"),
            new("fairlead init --app shop", "with another name than the folder's"),
            new("fairlead init --print", "shows the file, and writes nothing")) { App, Print };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var file = session.NewFilePath;
        var (folder, name, print) = (Path.GetDirectoryName(file)!, Path.GetFileName(file), session.Get(Print));
        if (!print && Path.Exists(file))
        {
            throw new UsageException($"{name} is already there, and stays as it is; see what it says: fairlead check");
        }

        var (tree, files) = (new FolderTree(folder), new ProjectFolder(folder));
        var found = ProjectSurvey.Read(tree);
        await InitReport.Found(session, found);
        if (found.Nothing is { } why)
        {
            throw new FailureException($"no {name} was written", why, "write a Dockerfile for each image of the app, then: fairlead init");
        }

        var draft = Drafting.Decide(found, InitQuestions.Ask(session, found, session.Get(App)));
        var accepted = Acceptance.Check(DraftText.Write(draft), name, files);
        await InitReport.LookAt(session, [.. draft.Notes, .. accepted.Faults.Select(f => $"a part of {name} is commented out: {f}")]);
        if (accepted.App is not { } app)
        {
            throw new FailureException(
                $"no {name} was written",
                $"what was found makes no app that would be accepted: {accepted.Faults[^1]}",
                "fairlead init --help");
        }

        await InitReport.LookAt(session, [.. IgnoreAdvice.Advise(app, tree, files)]);
        if (!print)
        {
            // Never over a file that somebody made meanwhile.
            await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(accepted.Text), cancel);
        }

        await InitReport.Written(session, app, name, print ? accepted.Text : null);
        return ExitCodes.Done;
    }
}
