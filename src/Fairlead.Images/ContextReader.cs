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
    /// <summary>
    /// Where a Dockerfile goes that lies outside of its context, or that the rules ignore: the client sends it all the same.
    /// </summary>
    private const string DockerfileFromElsewhere = ".fairlead.Dockerfile";

    private readonly Dictionary<(string Root, string Dockerfile), Task<(string Name, IReadOnlyList<ContextFile> Files)>> read = [];

    public async Task<BuildContext> Read(Image image, CancellationToken cancel)
    {
        var place = (
            Root: Path.GetFullPath(Path.Combine(folder, image.Context)),
            Dockerfile: Path.GetFullPath(Path.Combine(folder, image.Dockerfile)));
        Task<(string Name, IReadOnlyList<ContextFile> Files)>? reading;
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

    private async Task<(string Name, IReadOnlyList<ContextFile> Files)> ReadFiles(
        string root, string dockerfile, CancellationToken cancel)
    {
        var found = Find(root, await ReadIgnore(root, dockerfile, cancel)).ToList();
        var inside = found.Find(f => f.File.FullName == dockerfile).Path;
        var first = (Path: inside ?? DockerfileFromElsewhere, File: (FileSystemInfo)new FileInfo(dockerfile));
        var files = new List<ContextFile>(found.Count + 1) { await Read(first.Path, first.File, cancel) };
        foreach (var (path, file) in found.Where(f => f.Path != inside).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            files.Add(await Read(path, file, cancel));
        }

        return (first.Path, files);
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
            foreach (var entry in directory.EnumerateFileSystemInfos())
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

    private static async Task<ContextFile> Read(string path, FileSystemInfo file, CancellationToken cancel)
    {
        const UnixFileMode Execution = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var kind = file switch
        {
            { LinkTarget: { } target } => $"link {target}",
            DirectoryInfo => "folder",
            _ => OperatingSystem.IsWindows() ? "0" : $"{(int)(file.UnixFileMode & Execution)}",
        };
        return new ContextFile(
            path,
            file.FullName,
            kind,
            file is FileInfo { LinkTarget: null, Length: > 0 } ? await Digest(file.FullName, cancel) : "");
    }

    private static async Task<string> Digest(string path, CancellationToken cancel)
    {
        await using var stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan });
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
    }
}
