using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fairlead.Docker.Api;

/// <summary>The engine's way of sending two streams over one: an 8-byte head (stream number, 3 zeros, length) before each piece.</summary>
internal static class Frames
{
    private const int Largest = 1024 * 1024;

    /// <summary>Copies pieces to output (1) and error (2) until the stream ends.</summary>
    public static async Task Copy(Stream source, Stream output, Stream error, CancellationToken cancel)
    {
        var head = new byte[8];
        var body = new byte[32 * 1024];
        while (await source.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false, cancel) == 8)
        {
            var target = head[0] == 2 ? error : output;
            var left = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
            while (left > 0)
            {
                var read = await source.ReadAsync(body.AsMemory(0, (int)Math.Min(left, (uint)body.Length)), cancel);
                if (read == 0)
                {
                    return;
                }

                await target.WriteAsync(body.AsMemory(0, read), cancel);
                left -= (uint)read;
            }

            await target.FlushAsync(cancel);
        }
    }

    /// <summary>
    /// Lines of a log, in the order the engine has them. It keeps a line of more than 16 KB in pieces, each with a stamp of its own.
    /// </summary>
    public static async IAsyncEnumerable<LoggedLine> Lines(
        Stream log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var head = new byte[8];
        var begun = new Dictionary<byte, Pieces>();
        while (await log.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false, cancel) == 8)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)), int.MaxValue);
            var body = new byte[length];
            if (await log.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancel) < length)
            {
                yield break;
            }

            if (!begun.Remove(head[0], out var line))
            {
                line = new Pieces();
            }

            line.Add(body);
            if (line.IsWhole)
            {
                yield return line.Read();
            }
            else
            {
                begun[head[0]] = line;
            }
        }

        foreach (var rest in begun.Values)
        {
            yield return rest.Read();
        }
    }

    private sealed class Pieces
    {
        private readonly List<byte> bytes = [];
        private DateTimeOffset at;
        private int count;
        private bool isCut;

        public bool IsWhole { get; private set; }

        public void Add(ReadOnlySpan<byte> piece)
        {
            var space = piece.IndexOf((byte)' ');
            var isStamped = space > 0 && DateTimeOffset.TryParse(
                Encoding.ASCII.GetString(piece[..space]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stamp)
                && (count > 0 || (at = stamp) == stamp);
            var text = isStamped ? piece[(space + 1)..] : piece;
            count++;
            IsWhole = text.EndsWith((byte)'\n');
            if (bytes.Count + text.Length > Largest)
            {
                isCut = true;
                text = text[..(Largest - bytes.Count)];
            }

            bytes.AddRange(text);
        }

        public LoggedLine Read()
        {
            var text = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes)).TrimEnd('\n').TrimEnd('\r');
            return new LoggedLine(at, isCut ? $"{text} … (the line is longer than 1 MB)" : text, count);
        }
    }
}

/// <param name="Pieces">In how many pieces the engine keeps it.</param>
internal sealed record LoggedLine(DateTimeOffset At, string Text, int Pieces);
