using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>What a compose file, and the Dockerfiles it names, tell of the app.</summary>
internal sealed class ComposeSurvey
{
    // What tells a database its names, and what only its image wants.
    private static readonly string[] Told =
    [
        "POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "POSTGRESQL_USERNAME", "POSTGRESQL_PASSWORD", "POSTGRESQL_DATABASE",
        "REDIS_PASSWORD", "PGDATA", "POSTGRES_HOST_AUTH_METHOD", "ALLOW_EMPTY_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_USER_FILE",
        "POSTGRES_DB_FILE", "TZ", "PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGPORT",
    ];

    private readonly IProjectTree tree;
    private readonly ComposeFile compose;
    private readonly IReadOnlyDictionary<string, string> values;
    private readonly ImportNotes findings;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ComposePart> parts;
    private readonly ComposeVariables variables;
    private readonly IReadOnlyList<string> secrets;
    private readonly string? unknown;

    private ComposeSurvey(IProjectTree tree, ComposeFile compose, ComposeEnvironment environment, ImportNotes findings)
    {
        (this.tree, this.compose, this.values, this.findings) = (tree, compose, environment.All, findings);
        variables = new ComposeVariables(tree, environment, findings);
        secrets = SecretSigns.Values([.. compose.Services.SelectMany(variables.ForService),
            .. compose.Services.Select(s => new FoundVariable("NAME", s.Name))]);
        var reader = new ComposeParts(tree, compose, values, secrets, findings);
        parts = reader.Read();
        unknown = reader.Unknown;
        foreach (var part in parts)
        {
            names[part.Service.Name] = AppNames.Free(part.Service.Name, parts.Any(p => p.Service.Name == "web") ? "main" : "web", taken);
        }
    }

    /// <param name="values">What compose's <c>.env</c> says.</param>
    public static FoundApp Read(
        IProjectTree tree, ComposeFile compose, ComposeEnvironment values, ImportNotes findings) =>
        new ComposeSurvey(tree, compose, values, findings).Run();

    private FoundApp Run()
    {
        findings.Read(compose.Path, string.Join(", ", parts.Select(Shown).DefaultIfEmpty("nothing that runs")));
        var resources = parts.Where(p => p.Resource is not null).Select(Resource).ToList();
        var running = parts.Where(p => p.Resource is null).ToList();
        var images = Images(running);
        var volumes = new ComposeVolumes(tree, compose, taken, findings);
        var routes = ComposeRoutes.All(running.Select(p => p.Service), values);
        var scope = new ComposeScope(compose, parts, values, names, secrets, findings, variables, volumes, routes, taken);
        var workloads = running.SelectMany(p => new ComposeWorkload(scope, p, images[p.ImageKey].Name).Read()).ToList();
        foreach (var service in compose.Services.Where(s => names.ContainsKey(s.Name)))
        {
            ComposeKeys.Report(
                service, names[service.Name], resources.Exists(r => r.Name == names[service.Name]), findings);
        }

        ComposeKeys.Report(compose, findings);
        return new FoundApp(compose.Name ?? tree.Name)
        {
            Images = [.. images.Values],
            Workloads = [.. workloads, .. new MigrationJobs(tree, taken, findings).For([.. images.Values], workloads)],
            Resources = [.. resources, .. volumes.Resources],
            Differences = volumes.Differences,
            Secrets = secrets,
            Findings = findings.All,
            Nothing = unknown ?? (running.Count == 0 ? $"nothing in {compose.Path} can run" : null),
            Step = unknown is null ? null : "write it into .env, then: fairlead init",
        };
    }

    private string Shown(ComposePart part)
    {
        var type = part.Resource is { } resource ? $" ({resource.Type}{(resource.Version is { } version ? $" {version}" : "")})" : "";
        var name = names[part.Service.Name];
        return (name == part.Service.Name ? name : $"{part.Service.Name} as {name}") + type;
    }

    private FoundResource Resource(ComposePart part)
    {
        var (service, name) = (part.Service, names[part.Service.Name]);
        if (name != service.Name)
        {
            findings.Changed(
                name, ComposeService.PlaceOf(service.Map.Span), $"it is called {name} here, '{service.Name}' in {compose.Path}");
        }

        var own = variables.ForService(service).ToDictionary(v => v.Name, v => v.Value ?? v.Hint, StringComparer.Ordinal);
        string? First(params string[] keys) => keys.Select(k => own.GetValueOrDefault(k)).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        if (service.Volumes.Any(v => v.Target.StartsWith("/docker-entrypoint-initdb.d", StringComparison.Ordinal)))
        {
            findings.Missing(
                name, service.At("volumes"),
                "the scripts that compose runs at its first start do not run here; a job with 'when: create' can do the same");
        }

        if (service.Command is not null)
        {
            findings.Missing(name, service.At("command"), "it runs with the usual settings: its command was left out");
        }

        var others = own.Keys.Where(k => !Told.Contains(k)).ToList();
        if (service.Variables.Any(v => others.Contains(v.Name)))
        {
            findings.LeftOut(name, service.At("environment"), $"{string.Join(", ", others)}: it runs with the usual settings");
        }

        var user = First("POSTGRES_USER", "POSTGRESQL_USERNAME") ?? "postgres";
        return part.Resource! with
        {
            Name = name,
            Aliases = [service.Name, .. service.Aliases],
            User = user,
            Password = First("POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD", "REDIS_PASSWORD"),
            Database = First("POSTGRES_DB", "POSTGRESQL_DATABASE") ?? user,
        };
    }

    // One image for all that are built alike; called after the first of them, or "app" where it is the only one for several.
    private Dictionary<string, FoundImage> Images(List<ComposePart> running)
    {
        var groups = running.GroupBy(p => p.ImageKey).ToList();
        return groups.ToDictionary(g => g.Key,
            g => g.First().Image with { Name = groups.Count == 1 && g.Count() > 1 ? "app" : names[g.First().Service.Name] });
    }
}
