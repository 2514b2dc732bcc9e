using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Fairlead.Engine.Tests.Support;

/// <summary>Sits between the command and the engine: sees every call that changes something, and can act at the n-th.</summary>
internal sealed partial class EngineTap : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"tap-{Guid.NewGuid():N}.sock");
    private readonly List<string> changes = [];
    private readonly List<string> calls = [];
    private readonly Task accepting;

    public EngineTap()
    {
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(64);
        accepting = Accept();
    }

    public string DockerHost => $"unix://{path}";

    /// <summary>Everything that was asked, too.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (changes)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>Is asked before each change, with its number from 1, whether the engine may hear of it.</summary>
    public Func<int, bool>? MayChange { get; set; }

    public IReadOnlyList<string> Changes
    {
        get
        {
            lock (changes)
            {
                return [.. changes];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
        File.Delete(path);
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Serve(await listener.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task Serve(Socket client)
    {
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(DockerEngine.Socket));
            var up = Copy(client, engine, look: true);
            await Copy(engine, client, look: false);
            client.Dispose();
            await up;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
    }

    private async Task Copy(Socket from, Socket to, bool look)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var read and > 0)
            {
                if (look && Line().Match(System.Text.Encoding.Latin1.GetString(buffer, 0, Math.Min(read, 400))) is { Success: true } match)
                {
                    if (!Note(match.Value))
                    {
                        from.Dispose();
                        return;
                    }
                }

                await to.SendAsync(buffer.AsMemory(0, read));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }

    // Running a command in a container reads here: the load balancer is asked that way.
    private bool Note(string line)
    {
        lock (changes)
        {
            calls.Add(line);
        }

        if (line.StartsWith("GET", StringComparison.Ordinal) || line.Contains("/exec", StringComparison.Ordinal) || line.Contains("/wait", StringComparison.Ordinal))
        {
            return true;
        }

        int number;
        lock (changes)
        {
            changes.Add(line);
            number = changes.Count;
        }

        return MayChange?.Invoke(number) ?? true;
    }

    [GeneratedRegex(@"^(GET|POST|PUT|DELETE|HEAD) /(v[\d.]+/|_ping)\S*")]
    private static partial Regex Line();
}
