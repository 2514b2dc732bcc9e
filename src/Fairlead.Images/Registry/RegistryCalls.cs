using System.Net;
using System.Net.Http.Headers;

namespace Fairlead.Images.Registry;

/// <summary>
/// Calls of one registry: with what it wants to see, to where it sends its callers, and again where the line was cut. A login goes to no
/// other address than the registry's own.
/// </summary>
internal sealed class RegistryCalls(RegistryPlace place, HttpMessageInvoker http, TimeProvider clock)
{
    private const int Tries = 3;
    private const int MostHops = 5;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly RegistryTokens tokens = new(place, http);

    /// <summary>Makes a call until it is answered.</summary>
    /// <param name="scope">What is to be done: <c>repository:team/app:pull</c>.</param>
    /// <param name="read">What is wanted of the answer; only here its body can be read.</param>
    public Task<T> Do<T>(
        Func<HttpRequestMessage> make, string scope, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancel) => Try(make, scope, (Short, Tries), read, cancel);

    /// <summary>A call that carries a layer: whoever makes it makes it again.</summary>
    public Task<T> DoOnce<T>(
        Func<HttpRequestMessage> make, string scope, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancel) => Try(make, scope, (Long, 1), read, cancel);

    /// <summary>Makes calls again that belong together, where the line was cut.</summary>
    public async Task Repeat(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work(cancel);
                return;
            }
            catch (RegistryException e) when (e.Fault == RegistryFault.Unreachable && attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), clock, cancel);
            }
        }
    }

    public async Task<RegistryException> Refusal(HttpResponseMessage response, CancellationToken cancel) =>
        await RegistryWire.Refusal(place.Name, response, (await place.Login(cancel)).Login, cancel);

    private async Task<T> Try<T>(
        Func<HttpRequestMessage> make, string scope, (TimeSpan Time, int Tries) limits,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        var (time, tries) = limits;
        for (var attempt = 1; ; attempt++)
        {
            using var limit = new CancellationTokenSource(time, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            try
            {
                using var response = await Authorized(make, scope, both.Token);
                if (!IsPassing(response.StatusCode) || attempt == tries)
                {
                    return await read(response, both.Token);
                }
            }
            catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
            {
                throw Unreachable($"it did not answer within {time.TotalSeconds:0} s", e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                if (attempt == tries)
                {
                    throw Unreachable(e.InnerException?.Message ?? e.Message, e);
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), clock, cancel);
        }
    }

    private RegistryException Unreachable(string why, Exception inner) =>
        new(RegistryFault.Unreachable, $"{place.Name}: {why}", inner);

    // What a moment later may be answered otherwise.
    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private async Task<HttpResponseMessage> Authorized(Func<HttpRequestMessage> make, string scope, CancellationToken cancel)
    {
        var response = await Followed(make, tokens.Find(scope), cancel);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        var shown = await tokens.Get(response.Headers.WwwAuthenticate, scope, cancel);
        if (shown is null)
        {
            return response;
        }

        response.Dispose();
        return await Followed(make, shown, cancel);
    }

    private async Task<HttpResponseMessage> Followed(
        Func<HttpRequestMessage> make, AuthenticationHeaderValue? shown, CancellationToken cancel)
    {
        Uri? elsewhere = null;
        for (var hop = 0; ; hop++)
        {
            using var request = make();
            request.RequestUri = elsewhere ?? request.RequestUri!;
            if (!RegistryPlace.IsSafe(request.RequestUri))
            {
                throw new RegistryException(RegistryFault.Failed, $"{place.Name} sends its callers to an address that is not safe");
            }

            request.Headers.Authorization = request.RequestUri.Authority == place.Address.Authority ? shown : null;
            var response = await http.SendAsync(request, cancel);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location
                || request.Method != HttpMethod.Get && request.Method != HttpMethod.Head || hop == MostHops)
            {
                return response;
            }

            elsewhere = new Uri(request.RequestUri, location);
            response.Dispose();
        }
    }
}
