using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>What the workloads of a compose file have in common.</summary>
internal sealed record ComposeScope(
    ComposeFile Compose,
    IReadOnlyList<ComposePart> Parts,
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyList<string> Secrets,
    ImportNotes Findings,
    ComposeVariables Variables,
    ComposeVolumes Volumes,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Routes,
    ISet<string> Taken)
{
    /// <summary>Variables that stand in what is mounted: folders of the machine.</summary>
    public IReadOnlySet<string> OfVolumes { get; } = Compose.Services.SelectMany(s => ComposeValues.Texts(s.Map["volumes"]))
        .SelectMany(Interpolation.Variables).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Ports that one names of another.</summary>
    public IReadOnlyList<ComposeMention> Mentions { get; } = ComposeMention.Find(Parts);
}

/// <summary>A service of a compose file that runs: as a service, or as a job; with jobs for the migrations in its command.</summary>
internal sealed class ComposeWorkload(ComposeScope scope, ComposePart part, string image)
{
    private readonly ComposeService service = part.Service;
    private readonly string name = scope.Names[part.Service.Name];

    public IEnumerable<FoundWorkload> Read()
    {
        var (migrations, command) = service.Command is { } words ? Migrations.TakeOut(Filled(words)) : ([], null);
        var when = When();
        var port = when is null ? new ComposePorts(scope, part, command).Best() : null;
        var all = scope.Variables.ForService(service).Where(IsForIt).Select(Told).ToList();
        var workload = new FoundWorkload(name, image)
        {
            Aliases = [service.Name, .. service.Aliases],
            IsOwn = part.Known.Role != ImageRole.Server,
            IsBuilt = part.Facts is not null,
            HoldsData = part.Known.HoldsData,
            When = when,
            Command = Safe(command),
            Entrypoint = Safe(service.Entrypoint is { } entry ? Filled(entry) : null),
            Port = port,
            IsOpen = service.Ports.Any(p => p.IsOpen && p.Target == port),
            Published = service.Ports.Where(p => p.IsOpen && p.Target == port).Select(p => p.Published).FirstOrDefault(),
            Routes = port is null ? [] : scope.Routes.GetValueOrDefault(service.Name) ?? [],
            Health = Health(),
            Count = service.Count,
            Cpu = service.Cpu,
            Memory = service.Memory ?? part.Known.Memory,
            User = service.User,
            Stop = service.Stop,
            Mounts = scope.Volumes.Mounts(part, name),
            DependsOn = [.. service.DependsOn.Where(d => !d.Completes).Select(d => d.Name)],
            Variables = [.. all, .. SecretFiles(all)],
            Keys = service.Keys,
        };
        return [Remarked(workload), .. Before(migrations)];
    }

    // What it does before it serves is a job of its own.
    private IEnumerable<FoundWorkload> Before(IReadOnlyList<IReadOnlyList<string>> migrations)
    {
        foreach (var (migration, i) in migrations.Select((m, i) => (m, i)))
        {
            if (Safe(migration) is null)
            {
                scope.Findings.Missing(
                    name, service.At("command"), "the migration that it runs before it serves holds a secret or an unknown variable");
                continue;
            }

            var job = AppNames.Free(i == 0 ? "migrate" : $"migrate-{i + 1}", "migrate", scope.Taken);
            scope.Findings.Changed(
                name, service.At("command"), $"'{string.Join(' ', migration)}' runs before each deploy, as the job {job}");
            yield return new FoundWorkload(job, image) { When = "before-deploy", Command = migration };
        }
    }

    // Of a file for the whole app, a server of others is told what is named for it.
    private bool IsForIt(FoundVariable variable)
    {
        if (scope.OfVolumes.Contains(variable.Name) && service.Variables.All(v => v.Name != variable.Name))
        {
            scope.Findings.LeftOut(name, service.At("env_file"), $"{variable.Name}: it names a folder of the machine");
            return false;
        }

        var isFor = part.Known.Role != ImageRole.Server
            || service.Variables.Any(v => v.Name == variable.Name)
            || KnownImages.IsNamedFor(service.Image ?? "", variable.Name);
        if (!isFor)
        {
            scope.Findings.LeftOut(name, service.At("env_file"), $"{variable.Name}: it is not for this server");
        }

        return isFor;
    }

    // A file of a secret is not there: the value comes as the variable without _FILE.
    private FoundVariable Told(FoundVariable variable)
    {
        if (!variable.Name.EndsWith("_FILE", StringComparison.Ordinal)
            || variable.Value?.StartsWith("/run/secrets/", StringComparison.Ordinal) != true)
        {
            return variable;
        }

        var told = variable.Name[..^5];
        if (part.Known.Role != ImageRole.Server)
        {
            scope.Findings.Changed(
                name, service.At("environment"), $"{variable.Name} is {told}: secrets come as variables, so the app has to read that one");
        }

        return new FoundVariable(told, null, variable.Value) { IsNeeded = true };
    }

    // Those that no variable names are read by their file alone.
    private IEnumerable<FoundVariable> SecretFiles(List<FoundVariable> all)
    {
        var files = scope.Variables.ForService(service).Select(v => v.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var secret in service.SecretFiles.Where(s => !files.Contains($"/run/secrets/{s}")))
        {
            var variable = secret.ToUpperInvariant().Replace('-', '_').Replace('.', '_');
            if (all.TrueForAll(v => v.Name != variable) && AppNames.IsVariable(variable))
            {
                scope.Findings.Changed(
                    name, service.At("secrets"), $"the file /run/secrets/{secret} is the variable {variable}: the app has to read that");
                yield return new FoundVariable(variable, null, $"/run/secrets/{secret}") { IsNeeded = true };
            }
        }
    }

    private FoundWorkload Remarked(FoundWorkload workload)
    {
        var (compose, findings) = (scope.Compose.Path, scope.Findings);
        if (name != service.Name)
        {
            workload = workload.Remark(name, $"'{service.Name}' in {compose}");
            findings.Changed(name, ComposeService.PlaceOf(service.Map.Span), $"it is called {name} here, '{service.Name}' in {compose}");
        }

        workload = CommandRemarked("command", service.Command, workload.Command, workload);
        workload = CommandRemarked("entrypoint", service.Entrypoint, workload.Entrypoint, workload);
        var open = service.Ports.Where(p => p.IsOpen && p.Target != workload.Port).Select(p => p.Target).Distinct().ToList();
        if (open.Count > 0 && workload.Port is not null)
        {
            var others = string.Join(", ", open);
            workload = workload.Remark("port", $"{compose} also opens {others}; a service has one port");
            var said = $"the port {others}: a service has one, here {workload.Port}";
            (workload.IsOwn ? findings.Missing : (Action<string?, string?, string>)findings.LeftOut)(name, service.At("ports"), said);
        }

        if (workload.Published is not null)
        {
            workload = workload.Remark("host_port", $"as {compose} opens it; on this machine only");
        }

        if (workload.HoldsData && workload.Mounts.Count == 0)
        {
            findings.ToDo(
                name, ComposeService.PlaceOf(service.Map.Span),
                "its data goes with its task, as no volume is mounted: add one under 'mounts'");
            workload = workload.Remark(name, "its data goes with its task: a volume under 'mounts' would keep it");
        }

        return workload;
    }

    private FoundWorkload CommandRemarked(string key, IReadOnlyList<string>? written, IReadOnlyList<string>? left, FoundWorkload workload)
    {
        if (written is null || left is not null)
        {
            return workload;
        }

        scope.Findings.Missing(name, service.At(key), $"the {key}: it holds a secret or an unknown variable");
        return workload.Remark(name, $"its {key} in {scope.Compose.Path} holds a secret or an unknown variable, and is missing here");
    }

    // What others wait for until it has ended, and what is not started again when it ends, is a job. One that itself needs a service has to
    // run when those are there.
    private string? When()
    {
        var all = scope.Compose.Services;
        var isJob = all.Any(s => s.DependsOn.Any(d => d.Completes && d.Name == service.Name))
            || (service.Ports.Count == 0
                && (service.Command ?? service.Entrypoint) is { } command
                && ((Migrations.Is(string.Join(' ', command)) && Migrations.TakeOut(command).Migrations.Count == 0)
                    || (service.EndsForGood && service.Health is null)));
        if (!isJob)
        {
            return null;
        }

        var waits = service.DependsOn.Any(d =>
            scope.Parts.Any(p => p.Service.Name == d.Name && p.Resource is null && !IsOneShot(p.Service)));
        var when = waits ? "after-deploy" : "before-deploy";
        scope.Findings.Changed(name, ComposeService.PlaceOf(service.Map.Span), $"it runs to an end, so it is a job: {when}");
        return when;
    }

    private bool IsOneShot(ComposeService other) =>
        other.EndsForGood || scope.Compose.Services.Any(s => s.DependsOn.Any(d => d.Completes && d.Name == other.Name));

    private FoundHealth? Health()
    {
        if (service.Health is not { } check)
        {
            return part.Facts?.Health;
        }

        if (check.IsOff)
        {
            return null;
        }

        var safe = Safe(check.Command is null ? null : [.. check.Command.Select(WithVariables)]);
        if (check.Command is not null && safe is null)
        {
            scope.Findings.Missing(name, service.At("healthcheck"), "the check: its command holds a secret or an unknown variable");
        }

        var path = check.Test is { } test ? HealthSigns.InCommand(test) : null;
        var health = path is not null ? path with { Command = safe }
            : safe is { } command ? new FoundHealth(null, null) { Command = command }
            : part.Facts?.Health;
        return health is null ? null : health with
        {
            Grace = check.Grace ?? health.Grace,
            Interval = check.Interval ?? health.Interval,
            Timeout = check.Timeout ?? health.Timeout,
        };
    }

    // $(cat /run/secrets/x) is the variable that x comes as.
    private string WithVariables(string word) => scope.Variables.ForService(service)
        .Where(v => v.Name.EndsWith("_FILE", StringComparison.Ordinal)
            && v.Value?.StartsWith("/run/secrets/", StringComparison.Ordinal) == true)
        .Aggregate(word, (text, v) => text.Replace($"$(cat {v.Value})", "$" + v.Name[..^5], StringComparison.Ordinal)
            .Replace($"`cat {v.Value}`", "$" + v.Name[..^5], StringComparison.Ordinal));

    // A command is no place for secrets, and can not ask for one.
    private IReadOnlyList<string>? Safe(IReadOnlyList<string>? words) =>
        words is null
            || SecretSigns.IsInCommand(words)
            || words.Any(w => Interpolation.HasMarks(w) || w.Contains("/run/secrets/", StringComparison.Ordinal)
                || scope.Secrets.Any(s => w.Contains(s, StringComparison.Ordinal)))
            ? null
            : words;

    // With the values of its variables, and the names that services have here.
    private List<string> Filled(IReadOnlyList<string> words) =>
        [.. words.Select(w => ServiceNames.Rename(Interpolation.Fill(w, scope.Values) ?? w, scope.Names))];
}
