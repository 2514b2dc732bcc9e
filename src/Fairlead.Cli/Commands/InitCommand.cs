using System.CommandLine;
using System.Text;
using Fairlead.Cli.Console;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.AppFile.Manual;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;
using Fairlead.Import;
using Fairlead.Import.Drafts;
using Fairlead.Import.Found;

namespace Fairlead.Cli.Commands;

internal static class InitCommand
{
    private static readonly Option<string?> App = new(
        "--app") { Description = "The name of the app (default: the folder's)", HelpName = "NAME" };
    private static readonly Option<string?> From = new("--from")
    {
        Description = $"Takes only this: {string.Join(", ", ProjectSurvey.Formats)} (default: what says most)",
        HelpName = "FORMAT",
    };

    private static readonly Option<bool> Print = new("--print") { Description = "Prints the file instead of writing it" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "init",
            "Writes a first fairlead.yaml from what is here: Copilot, Kamal, compose, task definitions, a Procfile, Dockerfiles",
            new("fairlead init", "from what lies in this folder"),
            new("fairlead init --from compose", "from the compose file, whatever else lies here"),
            new("fairlead init --app shop", "with another name than the folder's"),
            new("fairlead init --print", "shows the file, and writes nothing")) { App, From, Print };
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

        if (session.Get(From) is { } from && !ProjectSurvey.Formats.Contains(from))
        {
            throw new UsageException($"'{from}' is no format that init reads; {Nearest.Hint(from, ProjectSurvey.Formats, "one of")}");
        }

        var (tree, files) = (new FolderTree(folder), new ProjectFolder(folder));
        var found = ProjectSurvey.Read(tree, session.Get(From));
        if (found.Nothing is { } why)
        {
            await InitReport.Show(session, found.Findings);
            throw new FailureException($"no {name} was written", why, found.Step
                ?? "write a Dockerfile for each image of the app, then: fairlead init");
        }

        var draft = Drafting.Decide(found, InitQuestions.Ask(session, found, session.Get(App)));
        var accepted = Acceptance.Check(DraftText.Write(draft), name, files);
        var findings = (IReadOnlyList<Finding>)[.. found.Findings, .. draft.Findings, .. accepted.Findings(name)];
        await InitReport.Show(session, findings);
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
            await Write(file, accepted.Text, cancel);
        }

        await InitReport.Written(session, app, name, findings, print ? accepted.Text : null);
        return findings.Any(f => f.Serves) ? ExitCodes.Changes : ExitCodes.Done;
    }

    // Never over a file that somebody made meanwhile; with the schema that its first line names.
    private static async Task Write(string file, string text, CancellationToken cancel)
    {
        await using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
        }

        var schema = Path.Combine(Path.GetDirectoryName(file)!, DraftText.SchemaFile);
        Directory.CreateDirectory(Path.GetDirectoryName(schema)!);
        await File.WriteAllTextAsync(schema, JsonSchema.Render(), cancel);
    }
}
