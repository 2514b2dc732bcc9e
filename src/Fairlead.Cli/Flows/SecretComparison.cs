using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Which secrets have a value in which environment of the file; never a value.</summary>
internal static class SecretComparison
{
    public static async Task Show(Session session, CancellationToken cancel)
    {
        var all = await EnvironmentLooks.All(session, Find, cancel);
        string[] names = [.. all.SelectMany(e => e.Found?.Select(s => s.Key) ?? []).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        if (session.Json)
        {
            await session.WriteJson(json => json.Array("environments", all, e =>
            {
                json.WriteString("environment", e.Environment);
                json.Array("secrets", e.Found is null ? [] : e.Found.ToList(), s =>
                {
                    json.WriteString("name", s.Key);
                    json.WriteString("state", s.Value);
                });
                if (e.Trouble is { } trouble)
                {
                    json.WriteString("trouble", session.Redactor.Clean($"{trouble.What}: {trouble.Why}"));
                }
            }));
            return;
        }

        var table = new Columns(["SECRET", .. all.Select(e => e.Environment)]);
        foreach (var name in names)
        {
            table.Add([name, .. all.Select(e => e.Found is null ? "?" : Painted(session, e.Found.GetValueOrDefault(name)))]);
        }

        await session.WriteText(names.Length == 0 ? "the file names no secrets\n" : table.Render(session.Paint, session.TableWidth));
        foreach (var (environment, _, trouble) in all.Where(e => e.Trouble is not null))
        {
            session.Warn($"{environment} can not be told: {trouble!.What}: {trouble.Why}");
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> Find(Session session, string environment, ITarget target,
        CancellationToken cancel)
    {
        var app = session.ReadFile(environment).App ?? throw new FailureException("the file can not be read", "it has problems",
            $"fairlead check --env {environment}");
        var set = await target.Secrets.List(cancel);
        return app.Secrets.ToDictionary(s => s.Name, s => s.Existing is not null ? "elsewhere" : set.ContainsKey(s.Name) ? "set"
            : s.Source == SecretSource.Ask ? "missing" : "not set", StringComparer.Ordinal);
    }

    private static string Painted(Session session, string? state) => state switch
    {
        null => session.Paint.Dim("-"),
        "set" => session.Paint.Green(state),
        "missing" => session.Paint.Red(state),
        _ => state,
    };
}
