namespace Fairlead.Cli.Init;

/// <summary>The variables of compose's services: those it writes, and the names that stand in its env files. Values of env files are not copied.</summary>
internal sealed class ComposeVariables(IProjectTree tree, IReadOnlyDictionary<string, string> values, List<string> notes)
{
    private static readonly string[] ExampleEndings = [".example", ".sample", ".template", ".dist"];

    private readonly Dictionary<string, IReadOnlyList<FoundVariable>> files = new(StringComparer.Ordinal);

    public IReadOnlyList<FoundVariable> Of(ComposeService service)
    {
        var all = new List<FoundVariable>();
        foreach (var variable in service.EnvFiles.SelectMany(File).Concat(service.Variables.Select(Hinted)))
        {
            all.RemoveAll(v => v.Name == variable.Name);
            all.Add(variable);
        }

        return all;
    }

    /// <summary>The variables of a file that is there for people to copy from: what looks harmless in it is taken.</summary>
    public static IReadOnlyList<FoundVariable> Examples(string text) =>
        [.. ComposeValues.EnvFile(text).DistinctBy(v => v.Key).Select(v => new FoundVariable(v.Key, IsHarmless(v.Key, v.Value) ? v.Value : null, v.Value))];

    /// <summary>The example beside an env file, such as <c>.env.example</c>.</summary>
    public static string? ExampleOf(IProjectTree tree, string file) => ExampleEndings.Select(e => file + e).FirstOrDefault(tree.Has);

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
        var example = ExampleOf(tree, path) is { } beside && tree.Read(beside) is { } text ? Examples(text) : [];
        if (tree.Read(path) is { } own)
        {
            return [.. ComposeValues.EnvFile(own).DistinctBy(v => v.Key).Select(v => new FoundVariable(v.Key, example.FirstOrDefault(e => e.Name == v.Key)?.Value, v.Value))];
        }

        if (example.Count == 0)
        {
            notes.Add($"the variables of {path} are missing: it is not there");
        }

        return [.. example];
    }

    private static bool IsHarmless(string name, string value) =>
        value.Length > 0 && !SecretSigns.Is(name, value)
        && value.IndexOfAny(['<', '>', '$', '{', '…']) < 0
        && !new[] { "change", "your", "xxx", "todo", "replace", "example" }.Any(w => value.Contains(w, StringComparison.OrdinalIgnoreCase));
}
