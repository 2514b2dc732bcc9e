using System.Net.Sockets;
using System.Security.Cryptography;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Images;

/// <summary>Reads build contexts; what several images share is read once.</summary>
/// <param name="folder">The folder of the app file.</param>
/// <param name="notSource">Full paths of files that are no part of any context.</param>
public sealed class ContextReader(string folder, IReadOnlyList<string> notSource)
{
    private readonly Dictionary<(string Root, string Dockerfile), Task<(string? Name, IReadOnlyList<ContextFile> Files)>> read = [];

    public async Task<BuildContext> Read(Image image, CancellationToken cancel)
    {
        var place = (
            Root: Path.GetFullPath(Path.Combine(folder, image.Context)),
            Dockerfile: Path.GetFullPath(Path.Combine(folder, image.Dockerfile)));
        Task<(string? Name, IReadOnlyList<ContextFile> Files)>? reading;
        lock (read)
        {
            if (!read.TryGetValue(place, out reading))
            {
                read[place] = reading = ReadFiles(place.Root, place.Dockerfile, cancel);
            }
        }

        try
        {
            var (name, files) = await reading;
            return new BuildContext(image, name, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                new Failure($"{image.Name}: the build context could not be read", e.Message)
                {
                    Place = image.Origin.Name,
                    Outcome = "nothing was changed",
                    Next = "make the file readable, or exclude it in .dockerignore",
                },
                e);
        }
    }

    // The Dockerfile is the first of the files. One that the rules ignore, or that lies elsewhere, is read and no part of the context; a
    // link is what it leads to.
    private async Task<(string? Name, IReadOnlyList<ContextFile> Files)> ReadFiles(
        string root, string dockerfile, CancellationToken cancel)
    {
        var found = Find(root, await ReadIgnore(root, dockerfile, cancel)).ToList();
        var means = new FileInfo(dockerfile) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true) : null;
        var inside = means is null ? found.Find(f => f.File.FullName == dockerfile).Path : null;
        var first = means ?? new FileInfo(dockerfile);
        var files = new List<ContextFile>(found.Count + 1) { await Read(inside ?? "Dockerfile", first, cancel) };
        foreach (var (path, file) in found.Where(f => f.Path != inside).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            files.Add(await Read(path, file, cancel));
        }

        return (inside, files);
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

    private IEnumerable<(string Path, FileSystemInfo File)> Find(string context, DockerIgnore ignore)
    {
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(context)]);
        while (pending.TryPop(out var directory))
        {
            foreach (var entry in Entries(directory, Path.GetRelativePath(context, directory.FullName), ignore))
            {
                var path = Path.GetRelativePath(context, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (entry.Name is ".git" or ".fairlead" or "fairlead.yaml" || notSource.Contains(entry.FullName, StringComparer.Ordinal))
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
                    yield return (Nameable(path), entry);
                }
            }
        }
    }

    // An ignored folder is looked into only for what an exception brings back; where it can not be, nothing of it is meant.
    private static List<FileSystemInfo> Entries(DirectoryInfo directory, string path, DockerIgnore ignore)
    {
        try
        {
            return [.. directory.EnumerateFileSystemInfos()];
        }
        catch (UnauthorizedAccessException) when (path != "." && ignore.Ignores(path.Replace(Path.DirectorySeparatorChar, '/')))
        {
            return [];
        }
    }

    // What is no UTF-8 reaches us with signs in its place, under which nobody finds the file.
    private static string Nameable(string path) => !path.Contains('\uFFFD', StringComparison.Ordinal) ? path
        : throw new IOException($"{path}: the name of this file is not UTF-8; rename it, or exclude it in .dockerignore");

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

    private static async Task<ContextFile> Read(string path, FileSystemInfo file, CancellationToken cancel)
    {
        var mode = OperatingSystem.IsWindows() ? "0" : $"{(int)file.UnixFileMode}";
        var kind = file switch
        {
            { LinkTarget: { } target } => $"link {target}",
            DirectoryInfo => $"folder {mode}",
            _ => mode,
        };
        return new ContextFile(
            path,
            file.FullName,
            kind,
            file is FileInfo { LinkTarget: null, Length: > 0 } ? await Digest(file.FullName, cancel) : "");
    }

    /// <summary>Somebody else's lock does not matter, as it does not to the builder's own client: the project file says so.</summary>
    internal static FileStreamOptions Reading => new() { Options = FileOptions.SequentialScan | FileOptions.Asynchronous };

    private static async Task<string> Digest(string path, CancellationToken cancel)
    {
        await using var stream = new FileStream(path, Reading);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
    }
}
