using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>The hash of everything a build is made of: Dockerfile, filtered context, arguments, target and platform.</summary>
internal static class BuildContext
{
    public static async Task<string> Hash(Image image, string folder, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "1", image.Target ?? "", image.Platform ?? "");
        foreach (var argument in image.Args.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            Add(hash, argument.Name, argument.Value);
        }

        var dockerfile = Path.GetFullPath(Path.Combine(folder, image.Dockerfile));
        Add(hash, "Dockerfile");
        hash.AppendData(await SHA256.HashDataAsync(File.OpenRead(dockerfile), cancel));
        var context = Path.GetFullPath(Path.Combine(folder, image.Context));
        var ignore = await ReadIgnore(context, dockerfile, cancel);
        foreach (var (path, file) in Files(context, ignore).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            await AddFile(hash, path, file, cancel);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    // As the builder does: Dockerfile.dockerignore beside the Dockerfile goes before .dockerignore in the context.
    private static async Task<DockerIgnore> ReadIgnore(string context, string dockerfile, CancellationToken cancel)
    {
        foreach (var file in new[] { dockerfile + ".dockerignore", Path.Combine(context, ".dockerignore") })
        {
            if (File.Exists(file))
            {
                return DockerIgnore.Parse(await File.ReadAllTextAsync(file, cancel));
            }
        }

        return DockerIgnore.Parse("");
    }

    private static IEnumerable<(string Path, FileSystemInfo File)> Files(string context, DockerIgnore ignore)
    {
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(context)]);
        while (pending.TryPop(out var directory))
        {
            foreach (var entry in directory.EnumerateFileSystemInfos())
            {
                var path = Path.GetRelativePath(context, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');

                // Ours and git's own files go into no image that anyone means to build, and change all the time.
                if (path is ".git" or ".fairlead" || (ignore.Ignores(path) && (entry is FileInfo || !ignore.HasExceptions)))
                {
                    continue;
                }

                if (entry is DirectoryInfo child && entry.LinkTarget is null)
                {
                    pending.Push(child);
                }
                else
                {
                    yield return (path, entry);
                }
            }
        }
    }

    private static async Task AddFile(IncrementalHash hash, string path, FileSystemInfo file, CancellationToken cancel)
    {
        var mode = OperatingSystem.IsWindows() ? 0 : (int)(file.UnixFileMode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        Add(hash, path, $"{mode}", file.LinkTarget ?? "");
        if (file.LinkTarget is null && file is FileInfo { Length: > 0 })
        {
            await using var stream = new FileStream(file.FullName, new FileStreamOptions { Options = FileOptions.SequentialScan });
            hash.AppendData(await SHA256.HashDataAsync(stream, cancel));
        }
    }

    private static void Add(IncrementalHash hash, params ReadOnlySpan<string> parts)
    {
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
