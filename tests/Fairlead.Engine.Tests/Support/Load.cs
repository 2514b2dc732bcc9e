using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Engine.Tests.Support;

/// <summary>
/// Keep-alive connections that ask without a pause and forgive nothing: a connection that ends without an answer, or with one that is
/// not 200, is a failure. A connection whose answer said "Connection: close" is made anew, as HTTP wants it.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Connections = 16;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource stop = new(Longest);
    private readonly ConcurrentBag<string> failures = [];
    private readonly Task running;
    private int requests;

    public Load(Uri url)
    {
        var address = new IPEndPoint(IPAddress.Loopback, url.Port);
        var request = Encoding.ASCII.GetBytes($"GET {url.AbsolutePath} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        running = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => Client(address, request))));
    }

    /// <summary>Ends the load; fails the test if one request failed.</summary>
    public async Task<int> EndWithoutFailure()
    {
        await stop.CancelAsync();
        await running;
        failures.GroupBy(f => f).Select(g => $"{g.Count()} × {g.Key}").ShouldBeEmpty($"of {requests} requests");
        requests.ShouldBeGreaterThan(100);
        return requests;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task Client(IPEndPoint address, byte[] request)
    {
        var buffer = new byte[16 * 1024];
        Socket? socket = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (socket is null)
                {
                    socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(address);
                }

                await socket.SendAsync(request);
                var answer = await Answer(socket, buffer);
                Interlocked.Increment(ref requests);
                if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                {
                    failures.Add(answer.Length == 0 ? "closed without an answer" : answer.Split('\r')[0]);
                    socket.Dispose();
                    socket = null;
                }
                else if (answer.Contains("connection: close", StringComparison.OrdinalIgnoreCase))
                {
                    socket.Dispose();
                    socket = null;
                }
            }
            catch (SocketException e)
            {
                failures.Add(e.SocketErrorCode.ToString());
                socket?.Dispose();
                socket = null;
            }
        }

        socket?.Dispose();
    }

    private static async Task<string> Answer(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                return "";
            }

            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0)
            {
                continue;
            }

            var at = text.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            var body = at < 0 ? 0 : int.Parse(
                text.AsSpan(at + 15, text.IndexOf('\r', at) - at - 15),
                NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture);
            if (length >= head + 4 + body)
            {
                return text;
            }
        }
    }
}
