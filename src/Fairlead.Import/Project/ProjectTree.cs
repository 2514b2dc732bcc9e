namespace Fairlead.Import.Project;

/// <summary>What <c>init</c> asks of the project's folder. Paths are relative to it, with slashes.</summary>
public interface IProjectTree
{
    /// <summary>The folder's own name.</summary>
    string Name { get; }

    /// <summary>The files of the first levels, in order; of folders that hold other people's code none.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>A file or folder of the project.</summary>
    bool Has(string path);

    /// <summary>Null where there is no such file.</summary>
    string? Read(string path);
}

/// <summary>Paths of a project, by their text alone.</summary>
public static class ProjectPath
{
    /// <summary>Without <c>./</c>, <c>..</c> and double slashes; null when it leaves the project. The project itself is <c>.</c>.</summary>
    public static string? Normal(string path)
    {
        if (path.StartsWith('/') || path.StartsWith('~') || path.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != "."))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count == 0)
            {
                return null;
            }
            else
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return parts.Count == 0 ? "." : string.Join('/', parts);
    }

    public static string Join(string folder, string path) => folder is "." or "" ? path : $"{folder}/{path}";

    /// <summary>The folder of a file; <c>.</c> for one at the top.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is var at and > 0 ? path[..at] : ".";

    public static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
