using System.Net.Http.Headers;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using Polly;

namespace Fairlead.Aws.Api.Wire;

/// <summary>
/// Signs calls, makes them and makes them again. A clock that is wrong is found by AWS's answers and put right for what follows; nothing of
/// the machine is changed.
/// </summary>
internal sealed class AwsTransport(AWSCredentials credentials, Endpoints endpoints, HttpMessageHandler http,
    TimeProvider clock) : IDisposable
{
    // At once and to one service: beyond it AWS begins to throttle, and nothing becomes faster.
    private const int MostAtOnce = 10;

    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(4);

    private readonly HttpMessageInvoker invoker = new(http, disposeHandler: false);
    private readonly Dictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);
    private readonly ResiliencePipeline retries = Retries.Make(clock);
    private long skew;

    public AWSCredentials Credentials => credentials;

    public Endpoints Endpoints => endpoints;

    /// <summary>Answers the body.</summary>
    /// <exception cref="AmazonServiceException">AWS refused, and would again.</exception>
    public Task<byte[]> Send(AwsRequest request, CancellationToken cancel) =>
        TakeTurns(request.Service.Id, request.IsRepeatable, Retries.Lasting, c => Try(request, c), cancel);

    /// <summary>Makes a call of an official client by the same rules.</summary>
    /// <param name="service">Its <c>serviceId</c>.</param>
    public Task<T> Run<T>(string service, bool isRepeatable, Func<CancellationToken, Task<T>> call, CancellationToken cancel,
        int tries = Retries.Lasting) =>
        TakeTurns(service, isRepeatable, tries, c => Limit($"{service} did not answer", call, c), cancel);

    /// <summary>For an official client, over the same connections.</summary>
    public HttpClient NewClient() => new(http, disposeHandler: false);

    public void Dispose()
    {
        invoker.Dispose();
        http.Dispose();
    }

    private async Task<T> TakeTurns<T>(string service, bool isRepeatable, int tries, Func<CancellationToken, Task<T>> call,
        CancellationToken cancel)
    {
        var gate = GateOf(service);
        await gate.WaitAsync(cancel);
        try
        {
            return await AsEither(() => Retries.Run(retries, isRepeatable, tries, call, cancel));
        }
        finally
        {
            gate.Release();
        }
    }

    // Where there is another who may ask, what was denied is asked as him.
    private async Task<T> AsEither<T>(Func<Task<T>> ask)
    {
        if (credentials is not EitherCredentials { Now: var used } either)
        {
            return await ask();
        }

        try
        {
            return await ask();
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            if (!await either.TakeRole(used))
            {
                throw;
            }
        }

        return await ask();
    }

    private SemaphoreSlim GateOf(string service)
    {
        lock (gates)
        {
            return gates.TryGetValue(service, out var gate) ? gate : gates[service] = new SemaphoreSlim(MostAtOnce);
        }
    }

    private async Task<byte[]> Try(AwsRequest request, CancellationToken cancel)
    {
        try
        {
            return await SendOnce(request, cancel);
        }
        catch (AmazonServiceException e) when (AwsErrors.MayBeSkewed(e) && e.Data["skew"] is TimeSpan found && IsNews(found))
        {
            Interlocked.Exchange(ref skew, found.Ticks);
            return await SendOnce(request, cancel);
        }
    }

    private bool IsNews(TimeSpan found) => (found - TimeSpan.FromTicks(Interlocked.Read(ref skew))).Duration() > Tolerated;

    private Task<byte[]> SendOnce(AwsRequest request, CancellationToken cancel) =>
        Limit($"{request.Service.Id} did not answer {request.Operation}", async limited =>
        {
            using var message = await Sign(request, limited);
            using var answer = await invoker.SendAsync(message, limited);
            var body = await answer.Content.ReadAsByteArrayAsync(limited);
            return answer.IsSuccessStatusCode ? body : throw Refusal(request, answer, body);
        }, cancel);

    private async Task<T> Limit<T>(string otherwise, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        // Asking for them anew is a call of its own, with tries of its own.
        if ((credentials is EitherCredentials either ? either.Now : credentials) is RoleCredentials role)
        {
            await role.GetCredentialsAsync();
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var limit = clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), limited, LongestCall,
            Timeout.InfiniteTimeSpan);
        try
        {
            return await call(limited.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{otherwise} within {LongestCall.TotalSeconds:0} s", e);
        }
    }

    private AmazonServiceException Refusal(AwsRequest request, HttpResponseMessage answer, byte[] body)
    {
        var error = AwsErrors.Read(request, answer.StatusCode, body,
            name => answer.Headers.TryGetValues(name, out var values) ? values.First() : null);
        if (answer.Headers.Date is { } date)
        {
            error.Data["skew"] = date - clock.GetUtcNow();
        }

        return error;
    }

    private async Task<HttpRequestMessage> Sign(AwsRequest request, CancellationToken cancel)
    {
        var query = string.Join('&', request.Query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
        var uri = new Uri(endpoints.Find(request.Service), request.Path + (query.Length > 0 ? "?" + query : ""));
        var unsigned = new AWSSigningRequest { HttpMethod = request.Method, RequestUri = uri, Content = request.Body };
        foreach (var (name, value) in request.Headers)
        {
            unsigned.Headers[name] = value;
        }

        var signed = await AWSSigV4Signer.SignAsync(unsigned, new AWSSigV4Parameters
        {
            Credentials = credentials,
            Region = Amazon.RegionEndpoint.GetBySystemName(endpoints.SigningRegion(request.Service)),
            Service = request.Service.SigningName,
            SignedAt = (clock.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref skew))).UtcDateTime,
        }, cancel);
        var message = new HttpRequestMessage(request.Method, uri);
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(request.Body);
        }

        foreach (var (name, value) in request.Headers.Concat(signed.Headers))
        {
            Add(message, name, value);
        }

        return message;
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
        {
            message.Content?.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
        }
        else if (!message.Headers.Contains(name))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
