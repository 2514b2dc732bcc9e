using System.Net;
using Fairlead.Aws.Tests.Endpoint.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>HTTP on one free port of this machine.</summary>
internal sealed class AwsListener : IAsyncDisposable
{
    private readonly WebApplication app;

    private AwsListener(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public static async Task<AwsListener> Start(AwsDispatcher dispatcher, VirtualClock clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.Listen(IPAddress.Loopback, 0);
            o.AddServerHeader = false;
        });
        var built = builder.Build();
        built.Run(context => Answer(context, dispatcher, clock));
        await built.StartAsync();
        return new AwsListener(built);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private static async Task Answer(HttpContext context, AwsDispatcher dispatcher, VirtualClock clock)
    {
        clock.Begin();
        try
        {
            var answer = dispatcher.Answer(await Read(context));
            if (answer is null)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = answer.Status;
            context.Response.Headers.Date = clock.GetUtcNow().ToString("r");
            foreach (var (name, value) in answer.Headers)
            {
                context.Response.Headers[name] = value;
            }

            if (context.Request.Method != "HEAD" && answer.Status != 204)
            {
                context.Response.ContentLength = answer.Body.Length;
                await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
            }
        }
        finally
        {
            clock.End();
        }
    }

    private static async Task<WireRequest> Read(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return new WireRequest(context.Request.Method, new Uri($"http://{context.Request.Host}{target}"), headers, body.ToArray());
    }
}
