using Fairlead.Import.Found;
using Fairlead.Import.Project;

namespace Fairlead.Import.Text;

/// <summary>Files of variables, and the examples beside them that people copy from.</summary>
internal static class EnvFile
{
    private static readonly string[] ExampleEndings = [".example", ".sample", ".template", ".dist"];

    /// <summary>The lines of an env file.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string text) =>
        [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.StartsWith("export ", StringComparison.Ordinal) ? l[7..].TrimStart() : l)
            .Select(l => l.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
                ? KeyValuePair.Create(l[..at].Trim(), Value(l[(at + 1)..].Trim()))
                : KeyValuePair.Create(l, ""))
            .Where(p => p.Key.Length > 0 && !p.Key.Contains(' ', StringComparison.Ordinal))];

    /// <summary>The variables of a file that is there for people to copy from: what looks harmless in it is taken.</summary>
    public static IReadOnlyList<FoundVariable> Examples(string text) =>
        [.. Read(text).DistinctBy(v => v.Key).Select(v => new FoundVariable(v.Key, IsHarmless(v.Key, v.Value) ? v.Value : null, v.Value))];

    /// <summary>The example beside an env file, such as <c>.env.example</c>.</summary>
    public static string? ExampleOf(IProjectTree tree, string file) => ExampleEndings.Select(e => file + e).FirstOrDefault(tree.Has);

    // In quotes as it is; else up to a comment.
    private static string Value(string text) =>
        text.Length > 1 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is var end and > 0 ? text[1..end]
        : text.IndexOf(" #", StringComparison.Ordinal) is var comment and >= 0 ? text[..comment].TrimEnd() : text;

    private static bool IsHarmless(string name, string value) =>
        value.Length > 0 && !SecretSigns.Is(name, value)
        && value.IndexOfAny(['<', '>', '$', '{', '…']) < 0
        && !new[] { "change", "your", "xxx", "todo", "replace", "example" }.Any(w => value.Contains(w, StringComparison.OrdinalIgnoreCase));
}
