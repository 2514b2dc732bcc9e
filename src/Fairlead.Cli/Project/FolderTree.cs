using Fairlead.Images.Plan;
using Fairlead.Import.Project;

namespace Fairlead.Cli.Project;

/// <summary>A folder on disk. Links to folders are not followed, and what can not be read is not there.</summary>
internal sealed class FolderTree : IProjectTree
{
    private const int DeepestLevel = 3;
    private const int MostFiles = 5000;

    private static readonly string[] OthersCode =
        [
            ".git",
            ".hg",
            ".svn",
            ".fairlead",
            "node_modules",
            "bower_components",
            "vendor",
            "venv",
            ".venv",
            "site-packages",
            "__pycache__",
            ".tox",
            "target",
            "dist",
            ".next",
            ".idea",
            ".vscode",
        ];

    private readonly string folder;

    public FolderTree(string folder)
    {
        this.folder = folder;
        Name = new DirectoryInfo(folder).Name;
        var files = new List<string>();
        List(new DirectoryInfo(folder), "", 0, files);
        Files = files;
    }

    public string Name { get; }

    public IReadOnlyList<string> Files { get; }

    public bool Has(string path) => ProjectPath.Normal(path) is { } normal && Path.Exists(Path.Combine(folder, normal));

    public string? Read(string path)
    {
        var file = ProjectPath.Normal(path) is { } normal ? new FileInfo(Path.Combine(folder, normal)) : null;
        try
        {
            return file is { Exists: true } && (file.Attributes & FileAttributes.Device) != FileAttributes.Device
                ? AppFileText.Read(file.FullName)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void List(DirectoryInfo from, string prefix, int level, List<string> files)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };
        foreach (var entry in from.GetFileSystemInfos("*", options).OrderBy(e => e is DirectoryInfo)
            .ThenBy(e => e.Name, StringComparer.Ordinal))
        {
            if (files.Count >= MostFiles)
            {
                return;
            }

            if (entry is not DirectoryInfo below)
            {
                files.Add(prefix + entry.Name);
            }
            else if (level < DeepestLevel && !OthersCode.Contains(entry.Name) && !RawName.HasSign(entry.Name) && below.LinkTarget is null)
            {
                List(below, $"{prefix}{entry.Name}/", level + 1, files);
            }
        }
    }
}
