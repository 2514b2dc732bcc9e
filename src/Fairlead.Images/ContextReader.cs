using System.Security.Cryptography;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;
using Fairlead.Images.Raw;

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
        var first = ContextEntry.Behind(dockerfile);
        var inside = found.Find(f => f.Entry.Source == dockerfile && first.Source == dockerfile).Path;
        var files = new List<ContextFile>(found.Count + 1) { await Read(inside ?? "Dockerfile", first, cancel) };
        foreach (var (path, entry) in found.Where(f => f.Path != inside).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            files.Add(await Read(path, entry, cancel));
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

    // Rules are held against names as they are shown: for a byte that is no UTF-8 that is U+FFFD.
    private IEnumerable<(string Path, ContextEntry Entry)> Find(string context, DockerIgnore ignore)
    {
        var pending = new Stack<ContextEntry>([ContextEntry.Folder(context)]);
        while (pending.TryPop(out var directory))
        {
            foreach (var entry in Entries(directory, Path.GetRelativePath(context, directory.Source), ignore))
            {
                var path = Path.GetRelativePath(context, entry.Source).Replace(Path.DirectorySeparatorChar, '/');
                if (entry.Name is ".git" or ".fairlead" or "fairlead.yaml" || notSource.Contains(entry.Source, StringComparer.Ordinal))
                {
                    continue;
                }

                var ignored = ignore.Ignores(RawName.Shown(path));
                if ((!ignored || ignore.HasExceptions) && entry.IsFolder)
                {
                    pending.Push(entry);
                }

                // A socket is no part of an image; the client leaves it out too.
                if (!ignored && !entry.IsSocket)
                {
                    yield return (Nameable(path, entry), entry);
                }
            }
        }
    }

    // An ignored folder is looked into only for what an exception brings back; where it can not be, nothing of it is meant.
    private static List<ContextEntry> Entries(ContextEntry directory, string path, DockerIgnore ignore)
    {
        try
        {
            return [.. directory.Entries()];
        }
        catch (UnauthorizedAccessException)
            when (path != "." && ignore.Ignores(RawName.Shown(path.Replace(Path.DirectorySeparatorChar, '/'))))
        {
            return [];
        }
    }

    // Where bytes can not be asked for, nobody finds a file under the signs that stand for them.
    private static string Nameable(string path, ContextEntry entry) => entry is RawEntry || !RawName.HasSign(path) ? path
        : throw new IOException($"{path}: the name of this file is not UTF-8; rename it, or exclude it in .dockerignore");

    private static async Task<ContextFile> Read(string path, ContextEntry entry, CancellationToken cancel) =>
        new(path, entry.Source, entry.Kind, entry.HasContent ? await Digest(entry.Source, cancel) : "");

    private static async Task<string> Digest(string path, CancellationToken cancel)
    {
        await using var stream = ContextEntry.Open(path);
        try
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
        }
        catch (IOException e) when (RawName.IsRaw(path))
        {
            throw new IOException($"{RawName.Shown(path)}: {e.Message}", e);
        }
    }
}
