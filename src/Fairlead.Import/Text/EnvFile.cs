using Fairlead.Import.Found;
using Fairlead.Import.Project;

namespace Fairlead.Import.Text;

/// <summary>Files of variables, and the examples beside them that people copy from.</summary>
internal static class EnvFile
{
    private static readonly string[] ExampleEndings = [".example", ".sample", ".template", ".dist", "-example", ".default"];

    // What the whole name may be where there is no file of that name with an ending.
    private static readonly string[] ExampleNames = ["env.example", "example.env", "sample.env", "env.sample", ".example.env",
        "env.template"];

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
    public static string? ExampleOf(IProjectTree tree, string file) => ExampleEndings.Select(e => file + e)
        .Concat(ProjectPath.FileName(file) == ".env" ? ExampleNames.Select(n => ProjectPath.Join(ProjectPath.Folder(file), n)) : [])
        .FirstOrDefault(tree.Has);

    /// <summary>Everybody who has the project has the file, so what looks harmless in it may be copied. Of <c>.env</c> only where a
    /// <c>.gitignore</c> is there and does not name it.</summary>
    public static bool IsShared(IProjectTree tree, string file)
    {
        var ignored = (tree.Read(".gitignore") ?? "").Split('\n').Select(l => l.Trim().Trim('/')).Where(l => l.Length > 0).ToList();
        var name = ProjectPath.FileName(file);
        return !ignored.Exists(l => l == file || l == name || Matches(l, name) || file.StartsWith(l + "/", StringComparison.Ordinal))
            && (tree.Has(".gitignore") || !name.StartsWith(".env", StringComparison.Ordinal));
    }

    // One star, at either end or between.
    private static bool Matches(string pattern, string name) =>
        pattern.Split('*') is [var before, var after]
            && name.Length >= before.Length + after.Length
            && name.StartsWith(before, StringComparison.Ordinal)
            && name.EndsWith(after, StringComparison.Ordinal);

    // In quotes as it is; else up to a comment.
    private static string Value(string text) =>
        text.StartsWith('#') ? "" :
        text.Length > 1 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is var end and > 0 ? text[1..end]
        : text.IndexOf(" #", StringComparison.Ordinal) is var comment and >= 0 ? text[..comment].TrimEnd() : text;

    /// <summary>Neither a secret nor a place for a value of one's own.</summary>
    public static bool IsHarmless(string name, string value) =>
        value.Length > 0 && !SecretSigns.Is(name, value)
        && value.IndexOfAny(['<', '>', '$', '{', '…']) < 0
        && !new[] { "change", "your", "xxx", "todo", "replace", "example" }.Any(w => value.Contains(w, StringComparison.OrdinalIgnoreCase));
}
