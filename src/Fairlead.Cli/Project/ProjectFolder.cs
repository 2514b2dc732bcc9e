using Fairlead.Core.AppFile;
using Fairlead.Core.Sources;

namespace Fairlead.Cli.Project;

/// <summary>The folder of the app file, and questions about what lies in it.</summary>
internal sealed class ProjectFolder(string folder) : IProjectFiles
{
    public const string FileName = "fairlead.yaml";

    private const int MostLinks = 40;

    public string Folder { get; } = Real(System.IO.Path.GetFullPath(folder));

    /// <summary>Looks for the app file here and in the folders above; null when there is none.</summary>
    public static string? FindFile(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var file = System.IO.Path.Combine(folder.FullName, FileName);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    public PathKind Find(string relativePath, PathKind expected)
    {
        var path = Path(relativePath);
        if (!IsInside(path) || !IsInside(Real(path)))
        {
            return PathKind.Outside;
        }

        if (Directory.Exists(path))
        {
            return PathKind.Folder;
        }

        // Devices, pipes and sockets have no length, and reading one may never end.
        var file = new FileInfo(Real(path));
        return !file.Exists ? PathKind.Missing : file.Length == 0 ? PathKind.Special : PathKind.File;
    }

    public Source? Text(string relativePath) => Find(relativePath, PathKind.File) == PathKind.File ? Overlay(relativePath) : null;

    public Source? Overlay(string relativePath)
    {
        var path = Path(relativePath);
        return File.Exists(path) && new FileInfo(Real(path)).Length > 0 ? new Source(relativePath, AppFileText.Read(path)) : null;
    }

    public IReadOnlyList<string> Match(string pattern)
    {
        var (parent, name) = (System.IO.Path.GetDirectoryName(pattern) ?? "", System.IO.Path.GetFileName(pattern));
        return IsInside(Path(parent)) && Directory.Exists(Path(parent)) && !parent.Contains('*', StringComparison.Ordinal)
            ? [.. Directory.EnumerateFiles(Path(parent), name).Select(f => System.IO.Path.Combine(parent, System.IO.Path.GetFileName(f)))
                .Order(StringComparer.Ordinal)]
            : [];
    }

    public IReadOnlyList<string> SecretsIn(string context, string dockerfile) => ContextSecrets.In(Path(context), Path(dockerfile));

    private string Path(string relative) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, relative));

    private bool IsInside(string path) =>
        path == Folder || path.StartsWith(
            Folder.TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar,
            StringComparison.Ordinal);

    private static IEnumerable<string> LastFirst(string path) =>
        Enumerable.Reverse(path.Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries));

    // Follows the links of every part of a path; a loop of links is as good as missing.
    private static string Real(string path)
    {
        var links = 0;
        var real = System.IO.Path.GetPathRoot(path)!;
        var rest = new Stack<string>(LastFirst(path[real.Length..]));
        while (rest.TryPop(out var part))
        {
            var next = System.IO.Path.GetFullPath(System.IO.Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target || ++links > MostLinks)
            {
                real = next;
                continue;
            }

            var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(real, target));
            real = System.IO.Path.GetPathRoot(full)!;
            foreach (var step in LastFirst(full[real.Length..]))
            {
                rest.Push(step);
            }
        }

        return real;
    }
}
