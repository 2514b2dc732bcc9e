using Fairlead.Core.AppFile;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Tests.Support;

/// <summary>An example's folder, as the file's reader sees it.</summary>
internal sealed class ExampleFolder(string folder) : IProjectFiles
{
    /// <summary>The folder of this repository.</summary>
    public static string Root { get; } = FindRoot();

    public static ExampleFolder Named(string name) => new(Path.Combine(Root, "examples", name));

    public PathKind Find(string relativePath, PathKind expected) => expected;

    public IReadOnlyList<string> Match(string pattern) => !pattern.Contains('*') ? [pattern]
        : [.. Directory.GetFiles(Path.Combine(folder, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)).Order()
            .Select(f => Path.GetRelativePath(folder, f))];

    public Source? Overlay(string relativePath) => Text(relativePath);

    public Source? Text(string relativePath) => File.Exists(Path.Combine(folder, relativePath))
        ? new Source(relativePath, File.ReadAllText(Path.Combine(folder, relativePath))) : null;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "fairlead.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
