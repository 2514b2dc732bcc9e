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

namespace Fairlead.Cli.Flows;

/// <summary>What <c>init</c> does: surveys the project, asks, writes what would be accepted, and tells what became of all it
/// read.</summary>
internal static class InitFlow
{
    /// <param name="called">The name of the app; null for the one that is found.</param>
    /// <param name="from">The format to take; null for the one that says most.</param>
    /// <param name="print">Shows the file, and writes none.</param>
    public static async Task<int> Run(Session session, string? called, string? from, bool print, CancellationToken cancel)
    {
        var file = session.NewFilePath;
        var (folder, name) = (Path.GetDirectoryName(file)!, Path.GetFileName(file));
        if (!print && Path.Exists(file))
        {
            throw new UsageException($"{name} is already there, and stays as it is; see what it says: fairlead check");
        }

        var (tree, files) = (new FolderTree(folder), new ProjectFolder(folder));
        var found = await Survey(session, tree, from, name);
        var draft = Drafting.Decide(found, InitQuestions.Ask(session, found, called));
        var accepted = Acceptance.Check(DraftText.Write(draft), name, files);
        var findings = (IReadOnlyList<ImportNote>)[.. found.Findings, .. draft.Findings, .. accepted.Findings(name)];
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

    private static async Task<FoundApp> Survey(Session session, FolderTree tree, string? from, string name)
    {
        if (from is not null && !ProjectSurvey.Formats.Contains(from))
        {
            throw new UsageException($"'{from}' is no format that init reads; {Nearest.Hint(from, ProjectSurvey.Formats, "one of")}");
        }

        var found = ProjectSurvey.Read(tree, from);
        if (found.Nothing is not { } why)
        {
            return found;
        }

        await InitReport.Show(session, found.Findings);
        throw new FailureException(
            $"no {name} was written", why, found.Step ?? "write a Dockerfile for each image of the app, then: fairlead init");
    }

    // Never over a file that somebody made meanwhile; with the schema that its first line names.
    private static async Task Write(string file, string text, CancellationToken cancel)
    {
        await using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
        }

        var schema = Path.Combine(Path.GetDirectoryName(file)!, DraftText.SchemaFile);
        MakeFolder(Path.GetDirectoryName(schema)!);
        await File.WriteAllTextAsync(schema, JsonSchema.Render(), cancel);
    }

    // Values of secrets will lie there too.
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
