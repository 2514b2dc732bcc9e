using Fairlead.Images.Plan;
using Fairlead.Images.Raw;

namespace Fairlead.Cli.Project;

/// <summary>
/// Looks for files of secrets that would enter an image: in the build context and one folder down, where they usually lie.
/// </summary>
internal static class ContextSecrets
{
    private const int MostFolders = 50;

    public static IReadOnlyList<string> In(string context, string dockerfile)
    {
        var ignore = RulesOf(context, dockerfile);
        var top = Reachable(ContextEntry.Folder(context));
        var folders = top.Where(e => e.Name is not (".git" or ".fairlead" or "node_modules") && e.IsFolder).Take(MostFolders);
        return [.. top.Concat(folders.SelectMany(Reachable))
            .Where(e => IsSecret(e.Name) && !e.IsFolder)
            .Select(e => RawName.Shown(Path.GetRelativePath(context, e.Source)))
            .Where(f => !ignore.Ignores(f))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>What the build leaves out.</summary>
    public static DockerIgnore RulesOf(string context, string dockerfile) => DockerIgnore.Parse(
        new[] { dockerfile + ".dockerignore", Path.Combine(context, ".dockerignore") }.FirstOrDefault(File.Exists) is { } file
            ? File.ReadAllText(file) : "");

    // It is a warning: what can not be looked at is left alone.
    private static IReadOnlyList<ContextEntry> Reachable(ContextEntry folder)
    {
        try
        {
            return [.. folder.Entries()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsSecret(string name) =>
        (name is ".env" or ".netrc" or ".npmrc" or ".pypirc" or "id_rsa" or "id_ed25519" or "id_ecdsa"
            or "credentials.json" or "secrets.json" or "secrets.yml" or "secrets.yaml")
        || (name.StartsWith(".env.", StringComparison.Ordinal) && name[5..] is not ("example" or "sample" or "template" or "dist"))
        || Path.GetExtension(name) is ".pem" or ".p12" or ".pfx" or ".key";
}
