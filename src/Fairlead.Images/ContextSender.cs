using System.Formats.Tar;
using Fairlead.Images.Plan;

namespace Fairlead.Images;

/// <summary>Sends build contexts to whoever builds.</summary>
internal static class ContextSender
{
    /// <summary>
    /// Writes what was read, and answers what was written: where a file has changed since, that is what it has become. Files that came
    /// later are not sent; one that went or shrank ends it.
    /// </summary>
    public static async Task<BuildContext> Send(BuildContext context, Stream stream, CancellationToken cancel)
    {
        var sent = new List<ContextFile>(context.Files.Count);

        // The client looks at the first kilobyte to know an archive: hence no extended headers, and a short name first. Where a file can
        // not be read the archive is left without its end.
        var tar = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var file in context.Files)
        {
            sent.Add(HasContent(file) ? await SendContent(tar, file, cancel) : await SendPlain(tar, file, cancel));
        }

        await tar.DisposeAsync();
        return new BuildContext(context.Image, context.DockerfileName, sent);
    }

    // One that was empty when it was read may have been written to since.
    private static bool HasContent(ContextFile file) =>
        file.Digest.Length > 0 || (char.IsAsciiDigit(file.Kind[0]) && new FileInfo(file.Source) is { Exists: true, Length: > 0 });

    private static async Task<ContextFile> SendPlain(TarWriter tar, ContextFile file, CancellationToken cancel)
    {
        try
        {
            await tar.WriteEntryAsync(file.Source, file.Path, cancel);
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new ContextChangedException(file.Path, e.Message, e);
        }
    }

    private static async Task<ContextFile> SendContent(TarWriter tar, ContextFile file, CancellationToken cancel)
    {
        await using var content = Open(file);
        await using var measured = new MeasuredStream(file.Path, content);
        var entry = new GnuTarEntry(TarEntryType.RegularFile, file.Path)
        {
            ModificationTime = new DateTimeOffset(File.GetLastWriteTimeUtc(file.Source)),
            DataStream = measured,
        };
        if (!OperatingSystem.IsWindows())
        {
            entry.Mode = File.GetUnixFileMode(content.SafeFileHandle);
        }

        await tar.WriteEntryAsync(entry, cancel);
        return file with { Digest = measured.Digest() };
    }

    private static FileStream Open(ContextFile file)
    {
        try
        {
            return new FileStream(file.Source, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContextChangedException(file.Path, e.Message, e);
        }
    }
}

/// <summary>A file of the context can no longer be sent as it was read.</summary>
public sealed class ContextChangedException(string path, string why, Exception? inner = null) : Exception($"{path}: {why}", inner);
