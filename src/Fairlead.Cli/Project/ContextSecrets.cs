using Fairlead.Images.Plan;

namespace Fairlead.Cli.Project;

/// <summary>
/// Looks for files of secrets that would enter an image: in the build context and one folder down, where they usually lie.
/// </summary>
internal static class ContextSecrets
{
    private const int MostFolders = 50;
    private static readonly EnumerationOptions Reachable = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    public static IReadOnlyList<string> In(string context, string dockerfile)
    {
        var ignore = new[] { dockerfile + ".dockerignore", Path.Combine(context, ".dockerignore") }.FirstOrDefault(File.Exists) is { } file
            ? DockerIgnore.Parse(File.ReadAllText(file))
            : DockerIgnore.Parse("");
        // It is a warning: what can not be looked at is left alone.
        var folders = Directory.EnumerateDirectories(context, "*", Reachable)
            .Where(f => Path.GetFileName(f) is not (".git" or ".fairlead" or "node_modules"))
            .Take(MostFolders);
        return [.. folders.Prepend(context)
            .SelectMany(f => Directory.EnumerateFiles(f, "*", Reachable))
            .Where(f => IsSecret(Path.GetFileName(f)))
            .Select(f => Path.GetRelativePath(context, f))
            .Where(f => !ignore.Ignores(f))
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsSecret(string name) =>
        (name is ".env" or ".netrc" or ".npmrc" or ".pypirc" or "id_rsa" or "id_ed25519" or "id_ecdsa"
            or "credentials.json" or "secrets.json" or "secrets.yml" or "secrets.yaml")
        || (name.StartsWith(".env.", StringComparison.Ordinal) && name[5..] is not ("example" or "sample" or "template" or "dist"))
        || Path.GetExtension(name) is ".pem" or ".p12" or ".pfx" or ".key";
}
