using System.Net.Sockets;
using Amazon.Runtime;
using Polly;
using Polly.Retry;

namespace Fairlead.Aws.Api.Wire;

/// <summary>
/// When a call is made again. What AWS never looked at always is; what may have been done already only where doing it twice is no harm.
/// A line that is cut for ten minutes costs a wait and no more.
/// </summary>
internal static class Retries
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // With the times between them doubling up to the longest: about ten minutes.
    private const int Most = 35;

    private static readonly ResiliencePropertyKey<bool> Repeatable = new("repeatable");

    public static ResiliencePipeline Make(TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            BackoffType = DelayBackoffType.Exponential,
            Delay = Shortest,
            MaxDelay = Longest,
            MaxRetryAttempts = Most,
            UseJitter = true,
            ShouldHandle = static o => ValueTask.FromResult(o.Outcome.Exception is { } e
                && MayRepeat(e, o.Context.Properties.GetValue(Repeatable, defaultValue: false))),
        })
        .Build();

    public static async Task<T> Run<T>(ResiliencePipeline pipeline, bool isRepeatable, Func<CancellationToken, Task<T>> call,
        CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        try
        {
            context.Properties.Set(Repeatable, isRepeatable);
            return await pipeline.ExecuteAsync(static async (c, next) => await next(c.CancellationToken), context, call);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool MayRepeat(Exception error, bool isRepeatable) => error switch
    {
        AmazonServiceException { InnerException: HttpRequestException inner } => MayRepeat(inner, isRepeatable),
        AmazonServiceException service => AwsErrors.IsThrottled(service) || isRepeatable && AwsErrors.IsOfServer(service),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.InvalidResponse } e =>
            isRepeatable && e.InnerException is not System.Security.Authentication.AuthenticationException,
        HttpRequestException or IOException or SocketException or TimeoutException => isRepeatable,
        _ => false,
    };
}
