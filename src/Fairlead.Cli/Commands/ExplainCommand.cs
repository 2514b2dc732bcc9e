using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.AppFile.Manual;

namespace Fairlead.Cli.Commands;

internal static class ExplainCommand
{
    private static readonly Argument<string?> Path = new(
        "key")
    {
        Description = "A key such as services.web.health or grace; a code such as FL014; references; exit-codes",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "explain",
            "Prints the documentation of a key of the app file",
            new("fairlead explain services.web.health", "a key by its path"),
            new("fairlead explain schedule", "or by its last name alone"),
            new("fairlead explain FL014", "a problem that check found")) { Path };
        command.SetAction((parsed, _) => Run(open(parsed)));
        return command;
    }

    private static async Task<int> Run(Session session)
    {
        var path = session.Get(Path) ?? "file";
        var found = KeyGuide.Find(path, out var hint);
        if (found.Count == 0 && ExplainWords.Find(path) is { } words)
        {
            await (session.Json ? session.WriteJson(json => json.WriteString("text", words)) : session.Out.WriteLineAsync(words));
            return ExitCodes.Done;
        }

        if (found.Count == 0)
        {
            throw new UsageException($"there is no key '{path}'; {hint}");
        }

        if (session.Json)
        {
            await session.WriteJson(json => json.Array("keys", found, k => KeyText.Members(json, k)));
            return ExitCodes.Done;
        }

        await session.Out.WriteAsync(string.Join('\n', found.Select(k => KeyText.Render(k, session.Paint))));
        if (NextRuns(session, path) is { } runs)
        {
            await session.Out.WriteLineAsync($"\n  next runs  {runs}");
        }

        return ExitCodes.Done;
    }

    // Of a job of the file, if there is a file and the path is of a job's schedule.
    private static string? NextRuns(Session session, string path) =>
        path.Split('.') is ["jobs", var name, "schedule"]
            && session.HasFile
            && session.ReadFile(session.Environment).App?.Jobs.Find(name)?.Schedule is { } schedule
            ? $"{ConfigText.NextRuns(schedule, session.Now)}: {schedule}"
            : null;
}
