using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class SecretCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The secret" };
    private static readonly Option<string?> FromFile = new("--from-file") { Description = "Take the value from a file", HelpName = "PATH" };
    private static readonly Option<bool> Restart = new("--restart") { Description = "Restart the services that use it" };
    private static readonly Option<bool> All = new("--all") { Description = "Beside each other, of all environments of the file" };
    private static readonly Option<bool> Missing = new("--missing") { Description = "Only those that are not set" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        return new CommandWithExamples(
            "secret",
            "Secret values: set, get, list, rotate, rm. A value never stands on the command line",
            new("fairlead secret list", "names, who uses them, and what is missing"),
            new("fairlead secret set API_TOKEN", "asks for the value"))
        {
            With(
                new("set", "Sets a value from a prompt, the input or a file",
                    new("fairlead secret set API_TOKEN", "asks for the value"),
                    new("pass show token | fairlead secret set API_TOKEN", "takes it from another program"),
                    new("fairlead secret set TLS_KEY --from-file key.pem --restart", "takes a file; services get it at once"))
                { Name, FromFile, Restart }, Set),
            With(
                new("get", "Prints a value",
                    new("fairlead secret get API_TOKEN --env staging", "of the environment 'staging'"),
                    new("fairlead secret get db.url --env production", "what ${db.url} stands for"),
                    new("fairlead secret get db.report --env production", "the password of the user 'report' of the database"))
                { Name }, Get),
            With(
                new("list", "Names, who uses them, and what is missing; never a value",
                    new("fairlead secret list", "all that the file names"),
                    new("fairlead secret list --all", "set or missing, environment by environment"),
                    new("fairlead secret list --missing", "what a deploy would ask for")) { Missing, All }, List),
            With(
                new("rotate", "A new value for a generated secret, or a new password for a database",
                    new("fairlead secret rotate SESSION_KEY", "used from the next deploy on"),
                    new("fairlead secret rotate SESSION_KEY --restart", "used at once"),
                    new("fairlead secret rotate db --env production", "the database's password; all that use it are restarted"))
                { Name, Restart }, Rotate),
            With(
                new("rm", "Removes a value",
                    new("fairlead secret rm API_TOKEN", "the next deploy asks for it"),
                    new("fairlead secret rm API_TOKEN --env staging", "of the environment 'staging'")) { Name }, Remove),
        };

        Command With(CommandWithExamples command, Func<Session, CancellationToken, Task<int>> run)
        {
            command.SetAction((parsed, cancel) => run(open(parsed), cancel));
            return command;
        }
    }

    private static async Task<int> Set(Session session, CancellationToken cancel)
    {
        var secret = await Find(session, cancel);
        var value = session.Get(FromFile) is { } file
            ? SecretText.Read(secret.Name, await File.ReadAllBytesAsync(session.PathOf(file), cancel))
            : session.Prompt.CanAsk ? SecretText.Checked(secret.Name, session.Prompt.AskSecret($"{secret.Name}:") ?? "")
            : SecretText.Read(secret.Name, session.Prompt.ReadAll());
        if (string.IsNullOrEmpty(value))
        {
            throw new UsageException("no value was given");
        }

        await session.Target.Secrets.Set(secret.Name, value, cancel);
        return await Changed(session, secret, "set", cancel);
    }

    private static async Task<int> Get(Session session, CancellationToken cancel)
    {
        if (await DatabasePasswords.FindUser(session, session.Get(Name)!, cancel) is { } user)
        {
            return await Show(session, session.Get(Name)!, await DatabasePasswords.Get(session, user, cancel));
        }

        if (await ResourceValues.Find(session, session.Get(Name)!, cancel) is { } found)
        {
            return await Show(session, session.Get(Name)!, found);
        }

        var secret = await Find(session, cancel);
        var value = await session.Target.Secrets.Get(secret.Name, cancel)
            ?? throw new FailureException(
                $"{secret.Name} is not set",
                $"nobody gave it a value in {session.Environment}",
                $"fairlead secret set {secret.Name}");
        return await Show(session, secret.Name, value);
    }

    private static async Task<int> Show(Session session, string name, string value)
    {
        await (session.Json ? session.WriteJson(json =>
        {
            json.WriteString("name", name);
            json.WriteString("value", value);
        }) : session.Out.WriteLineAsync(value));
        return ExitCodes.Done;
    }

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        if (session.Get(All))
        {
            await SecretComparison.Show(session, cancel);
            return ExitCodes.Done;
        }

        var set = await session.Target.Secrets.List(cancel);
        var app = await Recorded.AppAtHand(session, cancel);
        var shown = app.Secrets.Where(s => !session.Get(Missing) || (!set.ContainsKey(s.Name) && s.Source == SecretSource.Ask)).ToList();
        if (session.Json)
        {
            await session.WriteJson(json => json.Array("secrets", shown, s =>
            {
                json.WriteString("name", s.Name);
                json.WriteBoolean("set", set.ContainsKey(s.Name));
                json.WriteString("source", s.Source.ToString().ToLowerInvariant());
                json.Strings("usedBy", s.UsedBy);
            }));
            return ExitCodes.Done;
        }

        var table = new Columns("SECRET", "", "SOURCE", "USED BY");
        foreach (var secret in shown)
        {
            var state = set.ContainsKey(secret.Name) ? session.Paint.Green("set")
                : secret.Source == SecretSource.Ask ? session.Paint.Red("missing")
                : secret.Source == SecretSource.Generate ? "made at the next deploy" : "not set";
            table.Add(secret.Name, state, Words.Source(secret.Source), string.Join(", ", secret.UsedBy));
        }

        await session.Out.WriteAsync(shown.Count == 0 ? (session.Get(Missing) ? "nothing is missing\n" : "the file names no secrets\n")
            : table.Render(session.Paint));
        return ExitCodes.Done;
    }

    private static async Task<int> Rotate(Session session, CancellationToken cancel)
    {
        var name = session.Get(Name)!;
        var app = await Recorded.AppAtHand(session, cancel);
        if (app.Secrets.Find(name) is null && app.Resources.Find(name) is Postgres database)
        {
            return await DatabasePasswords.Rotate(session, database, cancel);
        }

        if (await DatabasePasswords.FindUser(session, name, cancel) is { } user)
        {
            await DatabasePasswords.Rotate(session, user, cancel);
            await Report(session, name, "rotated");
            await session.Say(NextStep.In("  it is told to the database by: fairlead deploy", session.Named));
            return ExitCodes.Done;
        }

        var secret = await Find(session, cancel);
        if (secret.Source != SecretSource.Generate)
        {
            throw new UsageException(
                $"{secret.Name} is not generated, so its new value has to come from you: fairlead secret set {secret.Name}");
        }

        await session.Target.Secrets.Generate(secret.Name, cancel);
        return await Changed(session, secret, "rotated", cancel);
    }

    private static async Task<int> Remove(Session session, CancellationToken cancel)
    {
        var name = session.Get(Name)!;
        await RefuseOwned(session, name, cancel);
        var removed = await session.Target.Secrets.Remove(name, cancel);
        await Report(session, name, removed ? "removed" : "absent");
        return ExitCodes.Done;
    }

    private static Task Report(Session session, string name, string state) => session.Json
        ? session.WriteJsonLine(json => EventJson.SecretChanged(json, session.Now, name, state))
        : session.Out.WriteLineAsync(state switch
        {
            "set" => $"{name} is set",
            "rotated" => $"{name} has a new value",
            "removed" => $"{name} is removed",
            _ => $"{name} was not set",
        });

    private static async Task<int> Changed(Session session, Secret secret, string state, CancellationToken cancel)
    {
        await Report(session, secret.Name, state);
        var app = session.AppIfReadable;
        if (session.Get(Restart) && secret.UsedBy.Any(n => app?.Services.Find(n) is not null))
        {
            return await Recorded.Restart(session, app => Users(app, secret), cancel);
        }

        if (secret.UsedBy.Count > 0 && !session.Get(Restart))
        {
            await session.Say(NextStep.In($"  {string.Join(", ", secret.UsedBy)} will see it after: fairlead deploy", session.Named));
        }

        return ExitCodes.Done;
    }

    private static IReadOnlyList<string> Users(App app, Secret secret) => [.. secret.UsedBy.Where(n => app.Services.Find(n) is not null)];

    private static async Task<Secret> Find(Session session, CancellationToken cancel)
    {
        var name = session.Get(Name)!;
        if (name.Contains('=', StringComparison.Ordinal))
        {
            throw new UsageException(UsageErrors.NoValues(name.Split('=')[0]));
        }

        await RefuseOwned(session, name, cancel);
        var app = await Recorded.AppAtHand(session, cancel);
        var names = app.Secrets.Select(s => s.Name).ToList();
        return app.Secrets.Find(name)
            ?? throw new UsageException($"nothing in the file uses a secret named '{name}'; "
                + (names.Count == 0 ? "it uses none: write ${secret} in an env first" : Nearest.Hint(name, names, "it uses")));
    }

    // A database's password is made and changed by deploys.
    private static async Task RefuseOwned(Session session, string name, CancellationToken cancel)
    {
        if (name.Split('.') is [var resource, "password"]
            && (await Recorded.AppAtHand(session, cancel)).Resources.Find(resource) is not null)
        {
            throw new UsageException($"'{name}' belongs to the resource '{resource}', which has it from its deploy; "
                + $"an app gets it as ${{{resource}.password}}");
        }
    }
}
