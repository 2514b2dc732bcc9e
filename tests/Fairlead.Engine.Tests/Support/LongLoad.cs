using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Engine.Tests.Support;

/// <summary>
/// What lasts while releases come and go: websockets and server-sent events that end only with a farewell, requests of 20 seconds, uploads
/// of 100 MB, and requests that must run once. One after the other of each kind, so that some of each are always in flight.
/// </summary>
internal sealed class LongLoad : IAsyncDisposable
{
    private const int Megabytes = 100;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource stop = new(Longest);
    private readonly ConcurrentBag<string> failures = [];
    private readonly ConcurrentBag<string> once = [];
    private readonly IPEndPoint address;
    private readonly Task running;
    private int talks;
    private int streams;
    private int slow;
    private int uploads;

    public LongLoad(Uri url)
    {
        address = new IPEndPoint(IPAddress.Loopback, url.Port);
        running = Task.WhenAll(
            Again(Talk), Again(Talk), Again(Listen), Again(Listen), Again(Slow), Again(Slow), Again(Upload), Again(Once), Again(Once));
    }

    /// <summary>The names of the requests that were to run once, and were answered.</summary>
    public IReadOnlyCollection<string> RanOnce => once;

    /// <summary>How much of each there was, in words.</summary>
    public string Count =>
        $"{talks} messages, {streams} events, {slow} requests of 20 s, {uploads} uploads of {Megabytes} MB, {once.Count} that run once";

    public async Task EndWithoutFailure()
    {
        await stop.CancelAsync();
        await running;
        failures.ShouldBeEmpty(Count);
        new[] { talks, streams, slow, uploads, once.Count }.ShouldAllBe(n => n > 0, Count);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    // What has begun is brought to its end also when no more is to begin.
    private async Task Again(Func<Stream, Task> once)
    {
        while (!stop.IsCancellationRequested)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address);
                await using var stream = new NetworkStream(socket);
                await once(stream).WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (Exception e) when (e is IOException or SocketException or TimeoutException)
            {
                failures.Add($"{once.Method.Name}: {e.Message}");
            }
        }
    }

    private async Task Talk(Stream stream)
    {
        await Send(stream, "GET /talk HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        (await Head(stream)).ShouldStart("HTTP/1.1 101");
        while (!stop.IsCancellationRequested)
        {
            await stream.WriteAsync((byte[])[0x81, 0x82, 1, 2, 3, 4, (byte)('h' ^ 1), (byte)('i' ^ 2)]);
            var frame = new byte[4];
            await stream.ReadExactlyAsync(frame);
            if (frame[0] == 0x88)
            {
                return; // going away
            }

            Encoding.ASCII.GetString(frame, 2, 2).ShouldStart("hi");
            Interlocked.Increment(ref talks);
            await Task.Delay(50);
        }
    }

    private async Task Listen(Stream stream)
    {
        await Send(stream, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        (await Head(stream)).ShouldStart("HTTP/1.1 200");
        using var lines = new StreamReader(stream);
        while (!stop.IsCancellationRequested)
        {
            switch (await lines.ReadLineAsync())
            {
                case null:
                    throw new IOException("the events ended without a farewell");
                case "event: bye":
                    return;
                case var line when line.StartsWith("data: ", StringComparison.Ordinal):
                    Interlocked.Increment(ref streams);
                    break;
            }
        }
    }

    private async Task Slow(Stream stream)
    {
        await Send(stream, "GET /slow/20 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        (await Head(stream)).ShouldStart("HTTP/1.1 200");
        Interlocked.Increment(ref slow);
    }

    private async Task Upload(Stream stream)
    {
        await Send(stream, $"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Megabytes * 1_048_576}\r\n\r\n");
        var part = new byte[1_048_576];
        for (var i = 0; i < Megabytes; i++)
        {
            await stream.WriteAsync(part);
            await Task.Delay(40); // four seconds and more for all of it
        }

        (await Head(stream)).ShouldStart("HTTP/1.1 200");
        Interlocked.Increment(ref uploads);
    }

    private async Task Once(Stream stream)
    {
        var name = Guid.NewGuid().ToString("N");
        await Send(stream, $"POST /once/{name} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        (await Head(stream)).ShouldStart("HTTP/1.1 200");
        once.Add(name);
        await Task.Delay(20);
    }

    private static async Task Send(Stream stream, string request) => await stream.WriteAsync(Encoding.ASCII.GetBytes(request));

    private static async Task<string> Head(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}

file static class Expected
{
    public static void ShouldStart(this string answer, string start)
    {
        if (!answer.StartsWith(start, StringComparison.Ordinal))
        {
            throw new IOException($"answered {answer.Split('\r')[0]}");
        }
    }
}
