using System.Formats.Tar;
using System.Globalization;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

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
        var tar = new TarWriter(new ClientStream(stream), TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var file in context.Files)
        {
            sent.Add(await Read(file, () => IsContent(file) ? SendContent(tar, file, cancel) : SendPlain(tar, file, cancel)));
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
            await using var measured = new MeasuredStream(first.Path, Open(first));
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
    private static bool IsContent(ContextFile file) =>
        file.Digest.Length > 0 || (char.IsAsciiDigit(file.Kind[0]) && new FileInfo(file.Source) is { Exists: true, Length: > 0 });

    private static async Task<ContextFile> SendPlain(TarWriter tar, ContextFile file, CancellationToken cancel)
    {
        await tar.WriteEntryAsync(file.Source, file.Path, cancel);
        return file;
    }

    private static async Task<ContextFile> SendContent(TarWriter tar, ContextFile file, CancellationToken cancel)
    {
        await using var content = Open(file);
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
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (file.Kind.StartsWith("link ", StringComparison.Ordinal))
        {
            File.CreateSymbolicLink(to, file.Kind["link ".Length..]);
            return file;
        }

        if (file.Kind.StartsWith("folder ", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(to);
            return file;
        }

        if (!IsContent(file))
        {
            await File.WriteAllBytesAsync(to, [], cancel);
            return file;
        }

        await using var content = Open(file);
        await using var measured = new MeasuredStream(file.Path, content);
        var (mode, kind) = ModeOf(content, file);
        await using (var copy = new FileStream(to, FileMode.Create))
        {
            await measured.CopyToAsync(copy, cancel);
        }

        if (mode is { } set && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, set);
        }

        return file with { Kind = kind, Digest = measured.Length > 0 ? measured.Digest() : "" };
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

    private static FileStream Open(ContextFile file) => new(file.Source, ContextReader.Reading);

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
public sealed class ContextChangedException(string path, string why, Exception? inner = null) : Exception($"{path}: {why}", inner);

/// <summary>Whoever builds does not listen any more.</summary>
internal sealed class ClientEndedException(IOException inner) : IOException(inner.Message, inner);
