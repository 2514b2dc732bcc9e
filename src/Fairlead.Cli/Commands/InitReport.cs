using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Import.Found;

namespace Fairlead.Cli.Commands;

/// <summary>What a person is told: what was found, what to look at, what comes next. All on the error stream but the file itself.</summary>
internal static class InitReport
{
    public static async Task Found(Session session, FoundApp found)
    {
        foreach (var line in found.Seen)
        {
            await session.Error.WriteLineAsync($"{session.Paint.Green("found")}    {line}");
        }

        await LookAt(session, found.Notes);
    }

    public static Task LookAt(Session session, IReadOnlyList<string> notes) =>
        session.Error.WriteAsync(
            string.Concat(notes.Distinct(StringComparer.Ordinal).Select(n => $"{session.Paint.Yellow("look at")}  {n}\n")));

    /// <param name="shown">Its text, where it was not written.</param>
    public static async Task Written(Session session, App app, string file, string? shown)
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
