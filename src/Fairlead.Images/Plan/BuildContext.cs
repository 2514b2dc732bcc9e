using System.Buffers.Binary;
using System.Security.Cryptography;
using Fairlead.Core.Model;

namespace Fairlead.Images.Plan;

/// <summary>A file, folder or link of a build context.</summary>
/// <param name="Path">Inside the context, with forward slashes. Here and in all else a name keeps its bytes: <see cref="RawName"/>.</param>
/// <param name="Source">Where it lies.</param>
/// <param name="Kind"><c>folder MODE</c>, <c>link TARGET</c>, or the mode of a file: all of its bits, in decimal.</param>
/// <param name="Digest">The SHA-256 of a file's bytes; empty for all else.</param>
public sealed record ContextFile(string Path, string Source, string Kind, string Digest);

/// <summary>
/// Everything a build is made of: Dockerfile, filtered context, arguments, target and platform, read once. The app file, the secrets
/// beside it and git's own files are never part of it.
/// </summary>
/// <param name="Image">Whose build it is.</param>
/// <param name="DockerfileName">
/// The Dockerfile's name inside the context; null where it lies elsewhere, or means a file that does: then no instruction may see it.
/// </param>
/// <param name="Files">In the order of their paths, the Dockerfile first.</param>
public sealed record BuildContext(Image Image, string? DockerfileName, IReadOnlyList<ContextFile> Files)
{
    /// <summary>Sixteen hexadecimal digits: equal where a build would give the same image.</summary>
    public string Hash { get; } = ComputeHash(Image, DockerfileName, Files);

    /// <summary>Paths, for people, of files whose content is another one here.</summary>
    public IReadOnlyList<string> ChangedSince(BuildContext before) =>
        [.. Files.Zip(before.Files).Where(pair => pair.First != pair.Second).Select(pair => RawName.Shown(pair.First.Path))];

    private static string ComputeHash(Image image, string? dockerfileName, IReadOnlyList<ContextFile> files)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(sha, "4", image.Target ?? "", image.Platform ?? "", dockerfileName ?? "");
        foreach (var argument in image.Args.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            Add(sha, argument.Name, argument.Value);
        }

        foreach (var file in files)
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
            var bytes = RawName.Bytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }
    }
}
