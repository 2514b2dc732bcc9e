using System.Text.RegularExpressions;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>What a compose file, and the Dockerfiles it names, tell of the app.</summary>
internal sealed partial class ComposeSurvey
{
    private readonly IProjectTree tree;
    private readonly ComposeFile compose;
    private readonly IReadOnlyDictionary<string, string> values;
    private readonly List<string> notes;
    private readonly List<string> seen = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ComposePart> parts;
    private readonly ComposeVariables variables;
    private readonly IReadOnlyList<string> secrets;

    private ComposeSurvey(IProjectTree tree, ComposeFile compose, IReadOnlyDictionary<string, string> values)
    {
        this.tree = tree;
        this.compose = compose;
        this.values = values;
        notes = [.. compose.Notes];
        variables = new ComposeVariables(tree, values, notes);
        secrets = SecretSigns.Values([.. compose.Services.SelectMany(variables.ForService),
            .. compose.Services.Select(s => new FoundVariable("NAME", s.Name))]);
        parts = new ComposeParts(tree, compose, values, secrets, notes).Read();
        foreach (var part in parts)
        {
            names[part.Service.Name] = AppNames.Free(part.Service.Name, parts.Any(p => p.Service.Name == "web") ? "main" : "web", taken);
        }
    }

    /// <param name="values">What compose's <c>.env</c> says.</param>
    public static FoundApp Read(IProjectTree tree, ComposeFile compose, IReadOnlyDictionary<string, string> values) =>
        new ComposeSurvey(tree, compose, values).Run();

    private FoundApp Run()
    {
        var resources = parts.Where(p => p.Resource is not null).Select(Resource).ToList();
        var running = parts.Where(p => p.Resource is null).ToList();
        seen.Add($"{compose.Path}: {string.Join(", ", parts.Select(Shown).DefaultIfEmpty("nothing that runs"))}");
        var images = Images(running);
        var workloads = running.SelectMany(p => Workloads(p, images[p.ImageKey].Name)).ToList();
        var migrations = new MigrationJobs(tree, taken, seen).For([.. images.Values], workloads);
        if (running.Any(p => p.Service.Volumes.Any(v => v.IsPath)))
        {
            notes.Add("folders of this machine are not mounted: tasks run what their image holds");
        }

        return new FoundApp(compose.Name ?? tree.Name)
        {
            Images = [.. images.Values],
            Workloads = [.. workloads, .. migrations],
            Resources = resources,
            Secrets = secrets,
            Seen = seen,
            Notes = notes,
            Nothing = running.Count == 0 ? $"nothing in {compose.Path} can run" : null,
        };
    }

    private string Shown(ComposePart part)
    {
        var type = part.Resource is { } resource ? $" ({resource.Type}{(resource.Version is { } version ? $" {version}" : "")})" : "";
        return names[part.Service.Name] + type;
    }

    private FoundResource Resource(ComposePart part)
    {
        var own = variables.ForService(part.Service).ToDictionary(v => v.Name, v => v.Value ?? v.Hint, StringComparer.Ordinal);
        string? First(params string[] keys) => keys.Select(k => own.GetValueOrDefault(k)).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        if (part.Service.Volumes.Any(v => v.Target.StartsWith("/docker-entrypoint-initdb.d", StringComparison.Ordinal)))
        {
            notes.Add($"the scripts that compose runs in {part.Service.Name} at its first start do not run here; "
                + "a job with 'when: create' can do the same");
        }

        if (part.Service.Command is not null)
        {
            notes.Add($"{part.Service.Name} runs with the usual settings: its command in {compose.Path} was left out");
        }

        var user = First("POSTGRES_USER", "POSTGRESQL_USERNAME") ?? "postgres";
        return part.Resource! with
        {
            Name = names[part.Service.Name],
            Aliases = [part.Service.Name, .. part.Service.Aliases],
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

    private IEnumerable<FoundWorkload> Workloads(ComposePart part, string image)
    {
        var service = part.Service;
        var (migrations, command) = service.Command is { } words ? Migrations.TakeOut(Filled(words)) : ([], null);
        var port = new ComposePorts(parts, part, command).Best();
        var workload = new FoundWorkload(names[service.Name], image)
        {
            Aliases = [service.Name, .. service.Aliases],
            IsOwn = part.Known.Role != ImageRole.Server,
            HoldsData = part.Known.HoldsData,
            When = When(service),
            Command = Safe(command),
            Entrypoint = Safe(service.Entrypoint is { } entry ? Filled(entry) : null),
            Port = port,
            IsOpen = service.Ports.Any(p => p.IsOpen && p.Target == port),
            Published = service.Ports.Where(p => p.IsOpen && p.Target == port).Select(p => p.Published).FirstOrDefault(),
            Health = Health(part),
            Count = service.Count,
            Cpu = service.Cpu,
            Memory = service.Memory ?? part.Known.Memory,
            User = service.User,
            Stop = service.Stop,
            Variables = [.. variables.ForService(service).Select(v => part.Known.Role == ImageRole.Server ? WithoutFile(v) : v)],
        };
        yield return Remarked(workload, part);
        foreach (var (migration, i) in migrations.Select((m, i) => (m, i)))
        {
            if (Safe(migration) is null)
            {
                notes.Add($"the migration that {service.Name} runs before it serves is missing: "
                    + $"it holds a secret or an unknown variable in {compose.Path}");
                continue;
            }

            var name = AppNames.Free(i == 0 ? "migrate" : $"migrate-{i + 1}", "migrate", taken);
            seen.Add($"{service.Name}'s command: '{string.Join(' ', migration)}' runs before each deploy, as the job {name}");
            yield return new FoundWorkload(name, image) { When = "before-deploy", Command = migration };
        }
    }

    // Servers take the value itself under the same name without _FILE.
    private static FoundVariable WithoutFile(FoundVariable variable) =>
        variable.Name.EndsWith("_FILE", StringComparison.Ordinal)
            && variable.Value?.StartsWith("/run/secrets/", StringComparison.Ordinal) == true
            ? new FoundVariable(variable.Name[..^5], null)
            : variable;

    private FoundWorkload Remarked(FoundWorkload workload, ComposePart part)
    {
        var service = part.Service;
        if (workload.Name != service.Name)
        {
            workload = workload.Remark(workload.Name, $"'{service.Name}' in {compose.Path}");
        }

        workload = CommandRemarked("command", service.Command, workload.Command, workload);
        workload = CommandRemarked("entrypoint", service.Entrypoint, workload.Entrypoint, workload);
        var open = service.Ports.Where(p => p.IsOpen && p.Target != workload.Port).Select(p => p.Target).Distinct().ToList();
        if (open.Count > 0 && workload.Port is not null)
        {
            workload = workload.Remark("port", $"{compose.Path} also opens {string.Join(", ", open)}; a service has one port");
        }

        if (workload.Published is not null)
        {
            workload = workload.Remark("host_port", $"as {compose.Path} opens it; on this machine only");
        }

        if (service.HasSecretFiles)
        {
            notes.Add($"{service.Name} reads secrets from files; here they come as variables");
        }

        var kept = service.Volumes.Where(v => v is { Source: not null, IsPath: false }).Select(v => v.Target).ToList();
        var lost = kept.Count > 0 ? $"what it writes to {string.Join(", ", kept)}" : "its data";
        return kept.Count > 0 || workload.HoldsData
            ? workload.Remark(
                workload.Name, $"{lost} is lost with its container: on AWS a volume and 'mounts' would keep it; local has none yet")
            : workload;
    }

    private FoundWorkload CommandRemarked(string key, IReadOnlyList<string>? written, IReadOnlyList<string>? left, FoundWorkload workload)
    {
        if (written is null || left is not null)
        {
            return workload;
        }

        notes.Add($"the {key} of {workload.Aliases[0]} is missing: it holds a secret or an unknown variable in {compose.Path}");
        return workload.Remark(workload.Name, $"its {key} in {compose.Path} holds a secret or an unknown variable, and is missing here");
    }

    // What others wait for until it has ended is a job; one that itself needs a service has to run when those are there.
    private string? When(ComposeService service)
    {
        var isJob = compose.Services.Any(s => s.DependsOn.Any(d => d.Completes && d.Name == service.Name))
            || (service.Command is { } command
                && service.Ports.Count == 0
                && Migrations.Is(string.Join(' ', command))
                && Migrations.TakeOut(command).Migrations.Count == 0);
        var waits = service.DependsOn.Any(d => parts.Any(p => p.Service.Name == d.Name && p.Resource is null));
        return !isJob ? null : waits ? "after-deploy" : "before-deploy";
    }

    private FoundHealth? Health(ComposePart part)
    {
        var service = part.Service;
        var health = service.HealthTest is { } test && HealthSigns.InCommand(test) is { } found ? found
            : Safe(service.HealthCommand) is { } command ? new FoundHealth(null, null) { Command = command }
            : part.Facts?.Health;
        return health is not null && service.HealthGrace is { } grace ? health with { Grace = grace } : health;
    }

    // A command is no place for secrets, and can not ask for one.
    private IReadOnlyList<string>? Safe(IReadOnlyList<string>? words) =>
        words is null
            || SecretSigns.IsInCommand(words)
            || words.Any(w => Interpolation.HasMarks(w) || secrets.Any(s => w.Contains(s, StringComparison.Ordinal)))
            ? null
            : words;

    private List<string> Filled(IReadOnlyList<string> words) => [.. words.Select(w => Interpolation.Fill(w, values) ?? w)];
}

/// <summary>Which port a service of a compose file serves at.</summary>
internal sealed partial class ComposePorts(IReadOnlyList<ComposePart> all, ComposePart part, IReadOnlyList<string>? command)
{
    public int? Best()
    {
        var service = part.Service;
        var (open, exposed) = (Targets(open: true), Targets(open: false));
        var mentioned = Mentioned();
        if (part.Known.Role == ImageRole.Server)
        {
            return Ports.Best(mentioned) ?? part.Known.Port ?? Ports.Best(open);
        }

        return Ports.Best([.. open.Intersect(mentioned)])
            ?? Ports.Best(open)
            ?? Ports.Best(mentioned)
            ?? Ports.Best(exposed)
            ?? service.LabelledPort
            ?? (command is not null ? Ports.InCommand(string.Join(' ', command)) : null)
            ?? (service.HealthTest is { } test ? HealthSigns.InCommand(test)?.Port : null)
            ?? (service.Command is null && !SharesWithServer()
                ? Ports.Best(part.Facts?.Ports ?? []) ?? part.Facts?.Likely?.Port ?? part.Known.Port
                : null);
    }

    private List<int> Targets(bool open) => [.. part.Service.Ports.Where(p => p.IsOpen == open).Select(p => p.Target).Distinct()];

    // A worker often runs the same image as the web service, which exposes a port for that one.
    private bool SharesWithServer() => all.Any(p => p != part && p.ImageKey == part.ImageKey && p.Service.Ports.Count > 0);

    private List<int> Mentioned()
    {
        IReadOnlyList<string> names = [part.Service.Name, .. part.Service.Aliases];
        var texts = all.Where(p => p != part)
            .SelectMany(p => p.Service.Variables.Select(v => v.Value ?? "").Concat(p.Service.Command ?? []));
        return [.. texts.SelectMany(t => Address().Matches(t))
            .Where(m => names.Contains(m.Groups["host"].Value)).Select(m => Ports.Parse(m.Groups["port"].Value)).OfType<int>().Distinct()];
    }

    [GeneratedRegex(@"(?<![\w.-])(?<host>[A-Za-z0-9][\w.-]*):(?<port>\d{2,5})(?!\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
