using Fairlead.Core.AppFile;

namespace Fairlead.Cli.Project;

/// <summary>The folder of the app file, and questions about what lies in it.</summary>
internal sealed class ProjectFolder(string folder) : IProjectFiles
{
    public const string FileName = "fairlead.yaml";

    public string Folder { get; } = folder;

    /// <summary>Looks for the app file here and in the folders above; null when there is none.</summary>
    public static string? FindFile(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, FileName);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    public PathKind Look(string relativePath, PathKind expected)
    {
        var path = Path.GetFullPath(Path.Combine(Folder, relativePath));
        if (!IsInside(path) || !IsInside(Real(path)))
        {
            return PathKind.Outside;
        }

        if (Directory.Exists(path))
        {
            return PathKind.Folder;
        }

        var file = new FileInfo(Real(path));
        if (!file.Exists)
        {
            return PathKind.Missing;
        }

        return (file.Attributes & FileAttributes.Device) == FileAttributes.Device ? PathKind.Special : PathKind.File;
    }

    private bool IsInside(string path) => path == Folder || path.StartsWith(Folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Follows links of the last part; a loop of links is as good as missing.
    private static string Real(string path)
    {
        try
        {
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            return entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            return path;
        }
    }
}
