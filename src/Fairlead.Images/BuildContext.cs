using System.Buffers.Binary;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;

namespace Fairlead.Images;

/// <summary>A file, folder or link of a build context.</summary>
/// <param name="Path">Inside the context, with forward slashes.</param>
/// <param name="Source">Where it lies.</param>
/// <param name="Kind"><c>folder</c>, <c>link TARGET</c>, or the execution bits of a file.</param>
/// <param name="Digest">The SHA-256 of a file's bytes; empty for all else.</param>
public sealed record ContextFile(string Path, string Source, string Kind, string Digest);

/// <summary>
/// Everything a build is made of: Dockerfile, filtered context, arguments, target and platform, read once. The app file, the secrets
/// beside it and git's own files are never part of it.
/// </summary>
/// <param name="Image">Whose build it is.</param>
/// <param name="DockerfileName">The Dockerfile's name inside the context.</param>
/// <param name="Files">In the order of their paths, the Dockerfile first.</param>
public sealed record BuildContext(Image Image, string DockerfileName, IReadOnlyList<ContextFile> Files)
{
    private string? hash;

    /// <summary>Sixteen hexadecimal digits: equal where a build would give the same image.</summary>
    public string Hash => hash ??= ComputeHash();

    /// <summary>
    /// Writes what was read, and answers what was written: where a file has changed since, that is what it has become. Files that came
    /// later are not sent; one that went or shrank ends it.
    /// </summary>
    public async Task<BuildContext> Send(Stream stream, CancellationToken cancel)
    {
        var sent = new List<ContextFile>(Files.Count);

        // The client looks at the first kilobyte to know an archive: hence no extended headers, and a short name first. Where a file can
        // not be read the archive is left without its end.
        var tar = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var file in Files)
        {
            sent.Add(HasContent(file) ? await SendContent(tar, file, cancel) : await SendPlain(tar, file, cancel));
        }

        await tar.DisposeAsync();
        return new BuildContext(Image, DockerfileName, sent);
    }

    /// <summary>Paths of files whose content is another one here.</summary>
    public IReadOnlyList<string> ChangedSince(BuildContext before) =>
        [.. Files.Zip(before.Files).Where(pair => pair.First.Digest != pair.Second.Digest).Select(pair => pair.First.Path)];

    // One that was empty when it was read may have been written to since.
    private static bool HasContent(ContextFile file) => file.Digest.Length > 0 || (char.IsAsciiDigit(file.Kind[0]) && new FileInfo(file.Source) is { Exists: true, Length: > 0 });

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

    private string ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(sha, "3", Image.Target ?? "", Image.Platform ?? "", DockerfileName);
        foreach (var argument in Image.Args.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            Add(sha, argument.Name, argument.Value);
        }

        foreach (var file in Files)
        {
            Add(sha, file.Path, file.Kind, file.Digest);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset())[..16];
    }

    private static void Add(IncrementalHash sha, params ReadOnlySpan<string> parts)
    {
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }
    }
}

/// <summary>A file of the context can no longer be sent as it was read.</summary>
public sealed class ContextChangedException(string path, string why, Exception? inner = null) : Exception($"{path}: {why}", inner);
