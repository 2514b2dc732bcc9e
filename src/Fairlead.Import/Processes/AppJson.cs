using System.Globalization;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Processes;

/// <summary>Heroku's <c>app.json</c>: variables, addons, how many of each process, what runs after the first deploy (Heroku Dev Center,
/// "app.json Schema").</summary>
internal sealed class AppJson
{
    public string? Name { get; private init; }

    public IReadOnlyList<FoundVariable> Variables { get; private init; } = [];

    /// <summary>Secrets that are not simply asked for.</summary>
    public IReadOnlyDictionary<string, string> Kinds { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Counts { get; private init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>What runs once, when the app is new.</summary>
    public string? First { get; private init; }

    /// <summary>Null where there is none.</summary>
    public static AppJson? Read(IProjectTree tree, ImportNotes findings)
    {
        if (!tree.Has("app.json") || SourceMap.Read(tree, "app.json", out _) is not { } root)
        {
            return null;
        }

        var map = SourceMap.Over(root);
        var (variables, kinds) = (new List<FoundVariable>(), new Dictionary<string, string>(StringComparer.Ordinal));
        var env = map.Map("env");
        foreach (var entry in env?.Entries ?? [])
        {
            variables.Add(Variable(entry.Key, env!, kinds));
        }

        foreach (var addon in map.Texts("addons").Concat(map.Maps("addons").Select(a => a.Text("plan")).OfType<string>()))
        {
            Addon(addon, map, variables, findings);
        }

        var formation = map.Map("formation");
        var counts = (formation?.Entries ?? []).Select(e => (e.Key, Count: formation!.Map(e.Key)?.Text("quantity")))
            .Where(c => int.TryParse(c.Count, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToDictionary(c => c.Key, c => int.Parse(c.Count!, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var first = map.Map("scripts")?.Text("postdeploy");
        map.Report("app.json", k => k is "description" or "keywords" or "website" or "repository" or "logo" or "success_url" or "stack"
            or "buildpacks" or "$schema" or "environments" or "image" or "name" || k.EndsWith(".size", StringComparison.Ordinal), findings);
        return new AppJson { Name = map.Text("name"), Variables = variables, Kinds = kinds, Counts = counts, First = first };
    }

    // A value, or how one comes to be; only what is not required may be absent.
    private static FoundVariable Variable(string name, SourceMap env, Dictionary<string, string> kinds)
    {
        if (env.Map(name) is not { } map)
        {
            return new FoundVariable(name, env.Text(name) is { } text && !SecretSigns.Is(name, text) ? text : null, env.Text(name));
        }

        map.Pass("description");
        if (map.Text("generator") == "secret")
        {
            kinds[name] = "generate";
        }
        else if (map.Text("required") == "false")
        {
            kinds[name] = "optional";
        }

        var value = map.Text("value");
        return value is null || SecretSigns.Is(name, value)
            ? new FoundVariable(name, null) { IsNeeded = true }
            : new FoundVariable(name, value);
    }

    private static void Addon(string plan, SourceMap map, List<FoundVariable> variables, ImportNotes findings)
    {
        var addon = plan.Split(':')[0];
        var (variable, url) = addon switch
        {
            "heroku-postgresql" => ("DATABASE_URL", "postgres://localhost"),
            "heroku-redis" or "rediscloud" or "redistogo" or "upstash-redis" => ("REDIS_URL", "redis://localhost"),
            _ => (null, null),
        };
        if (variable is null)
        {
            findings.Missing(null, map.At("addons"), $"the addon {addon}: give the app its address and key as a secret");
        }
        else
        {
            variables.RemoveAll(v => v.Name == variable);
            variables.Add(new FoundVariable(variable, null, url));
        }
    }
}
