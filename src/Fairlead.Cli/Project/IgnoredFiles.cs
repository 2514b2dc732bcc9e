using Fairlead.Core.Model;

namespace Fairlead.Cli.Project;

/// <summary>
/// Files that git keeps out of the repository and that enter an image all the same, such as a module with passwords: whoever can pull the
/// image reads them, and another machine's build has others.
/// </summary>
internal static class IgnoredFiles
{
    private const int MostNamed = 3;

    // What programs leave behind by the way, beside the sources.
    private static readonly string[] Leftovers = [".pyc", ".log", ".tsbuildinfo", ".DS_Store", ".swp"];

    /// <summary>What is to be said of an image; null where there is nothing.</summary>
    public static async Task<string?> Find(string project, Image image, CancellationToken cancel)
    {
        var context = Path.GetFullPath(Path.Combine(project, image.Context));
        var ignore = ContextSecrets.RulesOf(context, Path.GetFullPath(Path.Combine(project, image.Dockerfile)));
        string[] files = [.. (await Git.Ignored(context, cancel)).Where(f => !Leftovers.Any(l => f.EndsWith(l, StringComparison.Ordinal))
            && !f.StartsWith(".fairlead/", StringComparison.Ordinal) && !ignore.Ignores(f)).Order(StringComparer.Ordinal)];
        var rest = files.Length - MostNamed;
        return files.Length == 0 ? null : $"{string.Join(", ", files.Take(MostNamed))}{(rest > 0 ? $" and {rest} more" : "")}";
    }
}
