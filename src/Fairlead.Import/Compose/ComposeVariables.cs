using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>The variables of compose's services: those it writes, and the names that stand in its env files. Values of env files are not
/// copied.</summary>
internal sealed class ComposeVariables(IProjectTree tree, IReadOnlyDictionary<string, string> values, List<string> notes)
{
    private readonly Dictionary<string, IReadOnlyList<FoundVariable>> files = new(StringComparer.Ordinal);

    public IReadOnlyList<FoundVariable> ForService(ComposeService service)
    {
        var all = new List<FoundVariable>();
        foreach (var variable in service.EnvFiles.SelectMany(File).Concat(service.Variables.Select(Hinted)))
        {
            all.RemoveAll(v => v.Name == variable.Name);
            all.Add(variable);
        }

        return all;
    }

    private FoundVariable Hinted(FoundVariable variable) =>
        variable.Value is null ? variable with { Hint = values.GetValueOrDefault(variable.Name) }
        : Interpolation.HasMarks(variable.Value) ? variable with { Hint = Interpolation.FillAll(variable.Value, values) }
        : variable;

    private IReadOnlyList<FoundVariable> File(string path)
    {
        if (!files.TryGetValue(path, out var known))
        {
            files[path] = known = Read(path);
        }

        return known;
    }

    private List<FoundVariable> Read(string path)
    {
        var example = EnvFile.ExampleOf(tree, path) is { } beside && tree.Read(beside) is { } text ? EnvFile.Examples(text) : [];
        if (tree.Read(path) is { } own)
        {
            return [.. EnvFile.Read(own)
                .DistinctBy(v => v.Key)
                .Select(v => new FoundVariable(v.Key, example.FirstOrDefault(e => e.Name == v.Key)?.Value, v.Value))];
        }

        if (example.Count == 0)
        {
            notes.Add($"the variables of {path} are missing: it is not there");
        }

        return [.. example];
    }
}
