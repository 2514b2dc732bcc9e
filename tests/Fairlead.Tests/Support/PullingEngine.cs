using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Docker.Api;

namespace Fairlead.Tests.Support;

/// <summary>An engine that is only asked to fetch images. It keeps what it was given as login, and answers what it is told to.</summary>
internal sealed class PullingEngine : IDisposable
{
    private readonly HttpListener listener;

    public PullingEngine()
    {
        (listener, var port) = LoopbackServer.Start();
        Address = new EngineAddress(null, $"127.0.0.1:{port}");
        _ = Serve();
    }

    public EngineAddress Address { get; }

    /// <summary>The header as it came; null where there was none.</summary>
    public string? Header { get; private set; }

    /// <summary>The failure; null: the image is there.</summary>
    public Func<string>? Refuses { get; init; }

    /// <summary>The login as it was meant.</summary>
    public JsonNode? Login => Header is null ? null
        : JsonNode.Parse(Convert.FromBase64String(Header.Replace('-', '+').Replace('_', '/')));

    public void Dispose() => listener.Close();

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                var isPull = context.Request.Url!.AbsolutePath.EndsWith("/images/create", StringComparison.Ordinal);
                Header = isPull ? context.Request.Headers["X-Registry-Auth"] : Header;
                var refusal = isPull ? Refuses?.Invoke() : null;
                context.Response.StatusCode = refusal is null ? 200 : 500;
                var body = new JsonObject { ["Id"] = "sha256:1", ["message"] = refusal };
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
