using System.Buffers.Binary;
using System.Formats.Tar;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>
/// Everything a build is made of: Dockerfile, filtered context, arguments, target and platform. What is hashed is what is sent: the
/// app file, the secrets beside it and git's own files are never part of it.
/// </summary>
internal sealed class BuildContext
{
    private readonly List<(string Path, FileSystemInfo File)> files;
    private readonly string dockerfile;

    private BuildContext(List<(string Path, FileSystemInfo File)> files, string dockerfile, string dockerfileName)
    {
        this.files = files;
        this.dockerfile = dockerfile;
        DockerfileName = dockerfileName;
    }

    /// <summary>Sixteen hexadecimal digits: equal where a build would give the same image.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The Dockerfile's name inside the context.</summary>
    public string DockerfileName { get; }

    public static async Task<BuildContext> Read(Image image, string folder, CancellationToken cancel)
    {
        var recipe = Path.GetFullPath(Path.Combine(folder, image.Dockerfile));
        var root = Path.GetFullPath(Path.Combine(folder, image.Context));
        var sent = Files(root, await ReadIgnore(root, recipe, cancel)).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();

        // A Dockerfile from elsewhere, or one that the rules ignore, is sent all the same, under a name of its own.
        var inside = sent.Find(f => f.File.FullName == recipe).Path;
        var context = new BuildContext(sent, recipe, inside ?? ".fairlead.Dockerfile");
        context.Hash = await context.ComputeHash(image, cancel);
        return context;
    }

    public async Task WriteTar(Stream stream, CancellationToken cancel)
    {
        // The client looks at the first kilobyte to know an archive: hence no extended headers, and a short name first.
        await using var tar = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true);
        await tar.WriteEntryAsync(dockerfile, DockerfileName, cancel);
        foreach (var (path, file) in files.Where(f => f.Path != DockerfileName))
        {
            await tar.WriteEntryAsync(file.FullName, path, cancel);
        }
    }

    private async Task<string> ComputeHash(Image image, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "2", image.Target ?? "", image.Platform ?? "", DockerfileName);
        foreach (var argument in image.Args.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            Add(hash, argument.Name, argument.Value);
        }

        await AddFile(hash, "Dockerfile", new FileInfo(dockerfile), cancel);
        foreach (var (path, file) in files)
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
                if (entry.Name is ".git" or ".fairlead" or "fairlead.yaml")
                {
                    continue;
                }

                var ignored = ignore.Ignores(path);
                if (entry is DirectoryInfo child && entry.LinkTarget is null && (!ignored || ignore.HasExceptions))
                {
                    pending.Push(child);
                }

                // A socket is no part of an image; the client leaves it out too.
                if (!ignored && !IsSocket(entry))
                {
                    yield return (path, entry);
                }
            }
        }
    }

    private static bool IsSocket(FileSystemInfo entry)
    {
        if (OperatingSystem.IsWindows() || entry is not FileInfo { Length: 0, LinkTarget: null })
        {
            return false;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(entry.FullName));
            return true;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return false;
        }
    }

    private static async Task AddFile(IncrementalHash hash, string path, FileSystemInfo file, CancellationToken cancel)
    {
        var mode = OperatingSystem.IsWindows() ? 0 : (int)(file.UnixFileMode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        Add(hash, path, file is DirectoryInfo ? "folder" : $"{mode}", file.LinkTarget ?? "");
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
