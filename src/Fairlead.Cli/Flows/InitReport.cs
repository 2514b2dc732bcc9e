using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Import.Found;

namespace Fairlead.Cli.Flows;

/// <summary>What a person is told: what became of all that was read, what to look at, what comes next. All on the error stream but the
/// file itself.</summary>
internal static class InitReport
{
    private static readonly (ImportNoteKind Kind, string Word)[] Words =
        [(ImportNoteKind.Kept, "kept"), (ImportNoteKind.Changed, "changed"), (ImportNoteKind.LeftOut, "left out"),
            (ImportNoteKind.ToDo, "to do")];

    /// <summary>First the files, then each service with what was kept, changed and left out.</summary>
    public static async Task Show(Session session, IReadOnlyList<ImportNote> findings)
    {
        var all = findings.Distinct().ToList();
        foreach (var file in all.Where(f => f.Kind == ImportNoteKind.Read))
        {
            await session.Error.WriteLineAsync($"{session.Paint.Green("found")}    {file.Place}: {file.Text}");
        }

        foreach (var subject in all.Where(f => f.Kind != ImportNoteKind.Read).GroupBy(f => f.Subject, StringComparer.Ordinal)
            .OrderBy(g => g.Key is null))
        {
            await session.Error.WriteLineAsync(session.Paint.Bold(subject.Key ?? "the app"));
            foreach (var (kind, word) in Words)
            {
                foreach (var finding in subject.Where(f => f.Kind == kind))
                {
                    var padded = word.PadRight(10);
                    var said = kind is ImportNoteKind.Kept ? session.Paint.Green(padded) : session.Paint.Yellow(padded);
                    await session.Error.WriteLineAsync($"  {said}{(finding.Place is { } place ? place + "  " : "")}{finding.Text}");
                }
            }
        }
    }

    public static Task LookAt(Session session, IReadOnlyList<string> notes) =>
        session.Error.WriteAsync(
            string.Concat(notes.Distinct(StringComparer.Ordinal).Select(n => $"{session.Paint.Yellow("look at")}  {n}\n")));

    /// <param name="shown">Its text, where it was not written.</param>
    public static async Task Written(Session session, App app, string file, IReadOnlyList<ImportNote> findings, string? shown)
    {
        var written = shown is null;
        if (session.Json)
        {
            await session.WriteJson(json =>
            {
                json.WriteString("file", file);
                json.WriteBoolean("written", written);
                json.WriteString("text", shown);
                json.Strings("secrets", app.Secrets.Select(s => s.Name));
                json.Array("findings", findings, finding =>
                {
                    json.WriteString("kind", Words.FirstOrDefault(w => w.Kind == finding.Kind).Word ?? "found");
                    json.WriteString("subject", finding.Subject);
                    json.WriteString("place", finding.Place);
                    json.WriteString("text", finding.Text);
                    json.WriteBoolean("serves", finding.Serves);
                });
            });
        }
        else
        {
            await session.Out.WriteAsync(shown ?? "");
        }

        var open = app.Services.FirstOrDefault(s => s.Route is not null);
        var done = session.Paint.Green(written ? "wrote" : "shown");
        var front = open is null ? "with no public service" : $"{open.Name} is public on port {open.Port}";
        await session.Error.WriteLineAsync($"{done}    {file}{(written ? "" : ", not written")}: the app {app.Name}, {front}");
        await Secrets(session, "made at the first deploy", app.Secrets.Where(s => s.Source == SecretSource.Generate));
        await Secrets(session, "asked for at the first deploy", app.Secrets.Where(s => s.Source == SecretSource.Ask));
        var missing = findings.Count(f => f.Serves);
        if (missing > 0)
        {
            var what = missing == 1 ? "one thing that serves was" : $"{missing} things that serve were";
            await session.Error.WriteLineAsync($"{session.Paint.Yellow("missing")}  {what} left out, see above; so this ends with 3");
        }

        await session.Error.WriteLineAsync(
            $"{session.Paint.Bold("next")}     {(written ? "fairlead check, then: fairlead up" : "fairlead init")}");
    }

    private static async Task Secrets(Session session, string when, IEnumerable<Secret> secrets)
    {
        var names = string.Join(", ", secrets.Select(s => s.Name));
        if (names.Length > 0)
        {
            await session.Error.WriteLineAsync($"{session.Paint.Cyan("secrets")}  {when}: {names}");
        }
    }
}
