using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fairlead.Images.Plan;

namespace Fairlead.Images.Raw;

/// <summary>
/// An entry of an archive whose name or link is bytes that are no UTF-8, for which the runtime's writer would write others. GNU's format,
/// as of all other entries.
/// </summary>
/// <param name="Type">By the sign that stands for it.</param>
/// <param name="Path">Its name.</param>
/// <param name="Mode">All bits of its mode.</param>
/// <param name="Modified">In seconds of Unix time.</param>
internal sealed record RawTarEntry(char Type, string Path, int Mode, long Modified)
{
    public const char File = '0';
    private const char Link = '2';
    private const char Folder = '5';
    private const char Pipe = '6';
    private const char LongLink = 'K';
    private const char LongName = 'L';
    private const int Block = 512;
    private const int Short = 100;

    /// <summary>What a link says.</summary>
    public string Target { get; init; } = "";

    /// <summary>Of what has no content. Its mode and target are those that it was hashed with.</summary>
    public static RawTarEntry For(ContextFile file)
    {
        var status = RawFiles.Status(file.Source);
        return file.Kind.Split(' ', 2) switch
        {
            ["link", var target] => new(Link, file.Path, 0x1FF, status.Modified) { Target = target },
            ["folder", var mode] => new(Folder, file.Path, Number(mode), status.Modified),
            [var mode, ..] => new(status.Kind == RawKind.Pipe ? Pipe : File, file.Path, Number(mode), status.Modified),
            _ => throw new InvalidOperationException(file.Kind),
        };
    }

    public async Task Write(Stream archive, Stream content, CancellationToken cancel)
    {
        await WriteLong(archive, LongLink, Target, cancel);
        await WriteLong(archive, LongName, Path, cancel);
        var length = content.Length;
        await archive.WriteAsync(Header(length), cancel);
        await content.CopyToAsync(archive, cancel);
        await archive.WriteAsync(new byte[(int)(-length & (Block - 1))], cancel);
    }

    // What does not fit into the header stands before it, as the content of an entry of its own.
    private static async Task WriteLong(Stream archive, char type, string text, CancellationToken cancel)
    {
        byte[] bytes = [.. RawName.Bytes(text), 0];
        if (bytes.Length > Short + 1)
        {
            using var content = new MemoryStream(bytes);
            await new RawTarEntry(type, "././@LongLink", 0, 0).Write(archive, content, cancel);
        }
    }

    private byte[] Header(long size)
    {
        var header = new byte[Block];
        Put(header, 0, Short, RawName.Bytes(Path));
        Octal(header, 100, 8, Mode);
        Octal(header, 108, 8, 0);
        Octal(header, 116, 8, 0);
        Octal(header, 124, 12, size);
        Octal(header, 136, 12, Math.Max(0, Modified));
        Put(header, 148, 8, "        "u8);
        header[156] = (byte)Type;
        Put(header, 157, Short, RawName.Bytes(Target));
        Put(header, 257, 8, "ustar  \0"u8);
        Octal(header, 148, 7, header.Sum(b => b));
        return header;
    }

    private static void Put(byte[] header, int at, int length, ReadOnlySpan<byte> bytes) =>
        bytes[..Math.Min(length, bytes.Length)].CopyTo(header.AsSpan(at));

    // What is too large for the digits is written as a number, as GNU does.
    private static void Octal(byte[] header, int at, int length, long value)
    {
        var digits = Convert.ToString(value, 8);
        if (digits.Length < length)
        {
            Put(header, at, length, Encoding.ASCII.GetBytes(digits.PadLeft(length - 1, '0') + '\0'));
            return;
        }

        header[at] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(at + length - 8), value);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
