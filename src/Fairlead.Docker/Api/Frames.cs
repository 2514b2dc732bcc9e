using System.Buffers.Binary;
using System.Globalization;
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

    /// <summary>Lines of a log with their time stamps, in the order the engine has them.</summary>
    public static async IAsyncEnumerable<(DateTimeOffset At, string Text)> Lines(
        Stream log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var head = new byte[8];
        var partial = new Dictionary<byte, string>();
        while (await log.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false, cancel) == 8)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)), Largest);
            var body = new byte[length];
            if (await log.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancel) < length)
            {
                yield break;
            }

            // A piece is one line with its stamp; only lines over 16 KB come in several.
            var text = partial.GetValueOrDefault(head[0], "") + Encoding.UTF8.GetString(body);
            if (!text.EndsWith('\n') && text.Length < Largest)
            {
                partial[head[0]] = text;
                continue;
            }

            partial.Remove(head[0]);
            foreach (var line in text.TrimEnd('\n').Split('\n'))
            {
                yield return Parse(line.TrimEnd('\r'));
            }
        }

        foreach (var rest in partial.Values)
        {
            yield return Parse(rest.TrimEnd());
        }
    }

    private static (DateTimeOffset At, string Text) Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0
            && DateTimeOffset.TryParse(line.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at, line[(space + 1)..])
            : (DateTimeOffset.MinValue, line);
    }
}
