using System.Net;
using System.Text;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests.Support;

/// <summary>A server of this machine that answers as a test says: a registry that refuses, or an engine that only pushes.</summary>
internal sealed class StubRegistry : IDisposable
{
    private readonly HttpListener listener;
    private readonly Func<HttpListenerRequest, StubAnswer> answer;

    public StubRegistry(Func<HttpListenerRequest, StubAnswer> answer)
    {
        (listener, Port) = LoopbackServer.Start();
        this.answer = answer;
        _ = Serve();
    }

    public int Port { get; }

    public string Host => $"127.0.0.1:{Port}";

    /// <summary>Method, path and query of each request, and what it was authorized with.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose() => listener.Close();

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await Answer(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        lock (Requests)
        {
            Requests.Add($"{request.HttpMethod} {request.RawUrl} {request.Headers["Authorization"]}".Trim());
        }

        var given = answer(request);
        response.StatusCode = given.Status;
        foreach (var (name, value) in given.Headers)
        {
            response.AddHeader(name, value);
        }

        var body = Encoding.UTF8.GetBytes(given.Body);
        response.ContentLength64 = body.Length + (given.IsCut ? 1 : 0);
        if (request.HttpMethod != "HEAD")
        {
            await response.OutputStream.WriteAsync(body);
        }

        if (given.IsCut)
        {
            response.Abort();
            return;
        }

        response.Close();
    }
}

internal sealed record StubAnswer(int Status, string Body = "")
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The connection is closed before the end.</summary>
    public bool IsCut { get; init; }

    /// <summary>An error as registries answer it.</summary>
    public static StubAnswer Error(int status, string code, string message) =>
        new(status, $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
}
