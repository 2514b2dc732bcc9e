using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Docker.Api;

namespace Fairlead.Tests;

/// <summary>The Engine API on the wire, where a test has to choose the moment of an answer.</summary>
public sealed class EngineTests
{
    [Fact]
    public async Task The_id_of_a_container_is_known_though_the_call_was_interrupted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var engine = new Engine(new EngineAddress(null, $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        using var interrupt = new CancellationTokenSource();
        var created = engine.Create("web", new JsonObject(), interrupt.Token);
        using var connection = await listener.AcceptTcpClientAsync();
        await Answer(connection, "_ping", "OK");
        await Answer(connection, "containers/create", """{"Id": "abc"}""", before: interrupt.CancelAsync);
        (await created).ShouldBe("abc");
    }

    private static async Task Answer(TcpClient connection, string asked, string body, Func<Task>? before = null)
    {
        var buffer = new byte[4096];
        var read = await connection.GetStream().ReadAsync(buffer);
        Encoding.ASCII.GetString(buffer, 0, read).ShouldContain(asked);
        await (before?.Invoke() ?? Task.CompletedTask);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
