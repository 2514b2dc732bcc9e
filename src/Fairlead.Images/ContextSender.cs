using System.Formats.Tar;
using System.Globalization;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;
using Fairlead.Images.Raw;

namespace Fairlead.Images;

/// <summary>
/// Sends build contexts to whoever builds. Answers what was sent: where a file has changed since it was read, that is what it has become.
/// Files that came later are not sent; one that went, shrank or can not be read ends it.
/// </summary>
internal static class ContextSender
{
    /// <summary>As an archive, the Dockerfile first.</summary>
    public static async Task<BuildContext> Send(BuildContext context, Stream stream, CancellationToken cancel)
    {
        var sent = new List<ContextFile>(context.Files.Count);

        // The client looks at the first kilobyte to know an archive: hence no extended headers, and a short name first. Where a file can
        // not be read the archive is left without its end.
        var client = new ClientStream(stream);
        var tar = new TarWriter(client, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var file in context.Files)
        {
            sent.Add(await Read(file, () => RawName.IsRaw(file.Path) || RawName.IsRaw(file.Kind) ? SendRaw(client, file, cancel)
                : IsContent(file) ? SendContent(tar, file, cancel)
                : SendPlain(tar, file, cancel)));
        }

        await tar.DisposeAsync();
        return new BuildContext(context.Image, context.DockerfileName, sent);
    }

    /// <summary>As a folder, without the Dockerfile, whose text goes to the other stream.</summary>
    public static async Task<BuildContext> Send(BuildContext context, string folder, Stream dockerfile, CancellationToken cancel)
    {
        var sent = new List<ContextFile>(context.Files.Count);
        foreach (var file in context.Files.Skip(1))
        {
            sent.Add(await Read(file, () => Place(file, Path.Combine(folder, file.Path), cancel)));
        }

        var first = context.Files[0];
        var client = new ClientStream(dockerfile);
        var said = await Read(first, async () =>
        {
            await using var measured = new MeasuredStream(first.Path, ContextEntry.Open(first.Source));
            await measured.CopyToAsync(client, cancel);
            return first with { Digest = measured.Digest() };
        });
        await client.FlushAsync(cancel);
        return new BuildContext(context.Image, context.DockerfileName, [said, .. sent]);
    }

    // What can not be read is the context's fault; what can not be written is the client's, who says why.
    private static async Task<ContextFile> Read(ContextFile file, Func<Task<ContextFile>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is IOException and not ClientEndedException || e is UnauthorizedAccessException)
        {
            throw new ContextChangedException(file.Path, e.Message, e);
        }
    }

    // One that was empty when it was read may have been written to since. What stays empty is not opened: it may be a pipe.
    private static bool IsContent(ContextFile file) => file.Digest.Length > 0
        || (char.IsAsciiDigit(file.Kind[0]) && (RawName.IsRaw(file.Source)
            ? RawFiles.Status(file.Source) is { Kind: RawKind.File, Size: > 0 }
            : new FileInfo(file.Source) is { Exists: true, Length: > 0 }));

    private static async Task<ContextFile> SendPlain(TarWriter tar, ContextFile file, CancellationToken cancel)
    {
        await tar.WriteEntryAsync(file.Source, file.Path, cancel);
        return file;
    }

    private static async Task<ContextFile> SendRaw(Stream archive, ContextFile file, CancellationToken cancel)
    {
        if (!IsContent(file))
        {
            await RawTarEntry.For(file).Write(archive, Stream.Null, cancel);
            return file;
        }

        await using var content = ContextEntry.Open(file.Source);
        await using var measured = new MeasuredStream(file.Path, content);
        var (mode, kind) = ModeOf(content, file);
        var modified = new DateTimeOffset(File.GetLastWriteTimeUtc(content.SafeFileHandle)).ToUnixTimeSeconds();
        await new RawTarEntry(RawTarEntry.File, file.Path, (int)mode!, modified).Write(archive, measured, cancel);
        return file with { Kind = kind, Digest = measured.Length > 0 ? measured.Digest() : "" };
    }

    private static async Task<ContextFile> SendContent(TarWriter tar, ContextFile file, CancellationToken cancel)
    {
        await using var content = ContextEntry.Open(file.Source);
        await using var measured = new MeasuredStream(file.Path, content);
        var (mode, kind) = ModeOf(content, file);
        var entry = new GnuTarEntry(TarEntryType.RegularFile, file.Path)
        {
            ModificationTime = new DateTimeOffset(File.GetLastWriteTimeUtc(file.Source)),
            DataStream = measured,
        };
        if (mode is { } set)
        {
            entry.Mode = set;
        }

        await tar.WriteEntryAsync(entry, cancel);
        return file with { Kind = kind, Digest = measured.Length > 0 ? measured.Digest() : "" };
    }

    private static async Task<ContextFile> Place(ContextFile file, string to, CancellationToken cancel)
    {
        RawFiles.CreateFolder(Path.GetDirectoryName(to)!);
        if (file.Kind.StartsWith("link ", StringComparison.Ordinal))
        {
            CreateLink(to, file.Kind["link ".Length..]);
            return file;
        }

        if (file.Kind.StartsWith("folder ", StringComparison.Ordinal))
        {
            RawFiles.CreateFolder(to);
            return file;
        }

        await using var copy = RawName.IsRaw(to) ? RawFiles.Create(to) : new FileStream(to, FileMode.Create);
        if (!IsContent(file))
        {
            return file;
        }

        await using var content = ContextEntry.Open(file.Source);
        await using var measured = new MeasuredStream(file.Path, content);
        var (mode, kind) = ModeOf(content, file);
        await measured.CopyToAsync(copy, cancel);
        await copy.FlushAsync(cancel);
        if (mode is { } set && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(copy.SafeFileHandle, set);
        }

        return file with { Kind = kind, Digest = measured.Length > 0 ? measured.Digest() : "" };
    }

    private static void CreateLink(string path, string target)
    {
        if (RawName.IsRaw(path) || RawName.IsRaw(target))
        {
            RawFiles.CreateLink(path, target);
        }
        else
        {
            File.CreateSymbolicLink(path, target);
        }
    }

    private static (UnixFileMode? Mode, string Kind) ModeOf(FileStream content, ContextFile file)
    {
        if (OperatingSystem.IsWindows())
        {
            return (null, file.Kind);
        }

        var mode = File.GetUnixFileMode(content.SafeFileHandle);
        return (mode, ((int)mode).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Tells the end of whoever reads from a file that can not be read.</summary>
    private sealed class ClientStream(Stream inner) : WriteOnlyStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            try
            {
                inner.Write(buffer, offset, count);
            }
            catch (IOException e)
            {
                throw new ClientEndedException(e);
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await inner.WriteAsync(buffer, cancellationToken);
            }
            catch (IOException e)
            {
                throw new ClientEndedException(e);
            }
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    }
}

/// <summary>A file of the context can no longer be sent as it was read.</summary>
public sealed class ContextChangedException(string path, string why, Exception? inner = null)
    : Exception($"{RawName.Shown(path)}: {why}", inner);

/// <summary>Whoever builds does not listen any more.</summary>
internal sealed class ClientEndedException(IOException inner) : IOException(inner.Message, inner);
