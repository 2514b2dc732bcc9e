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

    /// <summary>With the times between them doubling up to the longest: about ten minutes.</summary>
    public const int Lasting = 35;

    /// <summary>Where AWS itself has failed: about a minute. A fault that stays is told.</summary>
    public const int OfServer = 9;

    /// <summary>Of a command's first call: a few seconds. Nothing has begun that would be worth a longer wait.</summary>
    public const int First = 5;

    private static readonly ResiliencePropertyKey<bool> Repeatable = new("repeatable");
    private static readonly ResiliencePropertyKey<int> Tries = new("tries");

    public static ResiliencePipeline Make(TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            BackoffType = DelayBackoffType.Exponential,
            Delay = Shortest,
            MaxDelay = Longest,
            MaxRetryAttempts = Lasting,
            UseJitter = true,
            ShouldHandle = static o => ValueTask.FromResult(o.Outcome.Exception is { } e
                && o.AttemptNumber < o.Context.Properties.GetValue(Tries, Lasting)
                && MayRepeat(e, o.Context.Properties.GetValue(Repeatable, defaultValue: false), o.AttemptNumber)),
        })
        .Build();

    public static async Task<T> Run<T>(ResiliencePipeline pipeline, bool isRepeatable, int tries, Func<CancellationToken, Task<T>> call,
        CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        try
        {
            context.Properties.Set(Repeatable, isRepeatable);
            context.Properties.Set(Tries, tries);
            return await pipeline.ExecuteAsync(static async (c, next) => await next(c.CancellationToken), context, call);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool MayRepeat(Exception error, bool isRepeatable, int attempt) => error switch
    {
        AmazonServiceException { InnerException: HttpRequestException inner } => MayRepeat(inner, isRepeatable, attempt),
        AmazonServiceException service => AwsErrors.IsThrottled(service)
            || isRepeatable && AwsErrors.IsOfServer(service) && attempt < OfServer,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.InvalidResponse } e =>
            isRepeatable && e.InnerException is not System.Security.Authentication.AuthenticationException,
        HttpRequestException or IOException or SocketException or TimeoutException => isRepeatable,
        _ => false,
    };
}
