using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Cli.Project;

/// <summary>What lies in folders, as one hash that is the same on every machine: names and contents, in the order of the names.</summary>
internal static class FolderHash
{
    private const string Bytecode = "__pycache__";

    /// <param name="root">What the folders are relative to.</param>
    /// <param name="folders">In any order.</param>
    public static string? Compute(string root, IReadOnlyList<string> folders)
    {
        if (!folders.All(f => Directory.Exists(Path.Combine(root, f))))
        {
            return null;
        }

        var files = folders.Select(f => Path.GetFullPath(Path.Combine(root, f))).SelectMany(FilesIn)
            .Select(f => (Name: Path.GetRelativePath(root, f).Replace('\\', '/'), Path: f))
            .DistinctBy(f => f.Name, StringComparer.Ordinal).OrderBy(f => f.Name, StringComparer.Ordinal);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (name, path) in files)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
                hash.AppendData(SHA256.HashData(WithoutReturns(File.ReadAllBytes(path))));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What editors and interpreters leave is not the project's.
    private static IEnumerable<string> FilesIn(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden })
        .Where(f => !f.Contains(Path.DirectorySeparatorChar + Bytecode + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    // A checkout on Windows may end its lines otherwise.
    private static byte[] WithoutReturns(byte[] content) => [.. content.Where(b => b != '\r')];
}
