using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>The variables of compose's services: those it writes, and those of its env files. Of a file that everybody has who has the
/// project, what looks harmless is copied; of others the names.</summary>
internal sealed class ComposeVariables(IProjectTree tree, ComposeEnvironment values, ImportNotes findings)
{
    private readonly Dictionary<string, IReadOnlyList<FoundVariable>> services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<FoundVariable>> files = new(StringComparer.Ordinal);

    public IReadOnlyList<FoundVariable> ForService(ComposeService service)
    {
        if (services.TryGetValue(service.Name, out var known))
        {
            return known;
        }

        var all = new List<FoundVariable>();
        foreach (var variable in service.EnvFiles.SelectMany(f => File(service, f)).Concat(service.Variables.Select(Hinted)))
        {
            all.RemoveAll(v => v.Name == variable.Name);
            all.Add(variable);
        }

        services[service.Name] = all;
        return all;
    }

    // Of a .env that everybody has, or of an example in its place, what is harmless stands in the app file.
    private FoundVariable Hinted(FoundVariable variable)
    {
        var value = variable.Value is null ? values.Open.GetValueOrDefault(variable.Name)
            : Interpolation.FillKnown(variable.Value, values.Open);
        return value is null ? variable with { Hint = values.All.GetValueOrDefault(variable.Name) }
            : Interpolation.HasMarks(value) ? new FoundVariable(variable.Name, Interpolation.WithoutDefaults(value),
                Interpolation.FillAll(value, values.All))
            : variable with { Value = value };
    }

    private IReadOnlyList<FoundVariable> File(ComposeService service, string path)
    {
        if (!files.TryGetValue(path, out var known))
        {
            files[path] = known = Read(service, path);
        }

        return known;
    }

    private List<FoundVariable> Read(ComposeService service, string path)
    {
        var example = EnvFile.ExampleOf(tree, path) is { } beside && tree.Read(beside) is { } text ? EnvFile.Examples(text) : [];
        if (tree.Read(path) is { } own)
        {
            var isShared = EnvFile.IsShared(tree, path);
            return [.. EnvFile.Read(own)
                .DistinctBy(v => v.Key)
                .Select(v => new FoundVariable(
                    v.Key,
                    isShared && (v.Value.Length == 0 || EnvFile.IsHarmless(v.Key, v.Value)) ? v.Value
                        : example.FirstOrDefault(e => e.Name == v.Key)?.Value,
                    v.Value))];
        }

        if (example.Count == 0)
        {
            findings.Missing(service.Name, service.At("env_file"), $"the variables of {path}: it is not there");
        }

        return [.. example];
    }
}
