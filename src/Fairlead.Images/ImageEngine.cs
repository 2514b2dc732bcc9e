using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;

namespace Fairlead.Images;

/// <summary>
/// A Docker engine, as far as images are built on it and leave it. <c>Docker Engine API, version 1.41</c>; a newer one is spoken to in a
/// version that both know.
/// </summary>
/// <param name="address">As <c>DOCKER_HOST</c> names it: <c>unix://</c> or <c>tcp://</c>.</param>
public sealed class ImageEngine(string address) : IImageStore, IDisposable
{
    private const string Unix = "unix://";
    private const string Tcp = "tcp://";
    private const int UsualPort = 2375;
    private static readonly Version Newest = new(1, 47);
    private static readonly Version Oldest = new(1, 41);
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(100);

    // Without a word. A push may take as long as it goes on.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancel) => new NetworkStream(await Connect(address, cancel), ownsSocket: true),
    });

    private Version? version;

    public void Dispose() => http.Dispose();

    public async Task<string?> FindId(string reference, CancellationToken cancel) => (await Inspect(reference, cancel))?["Id"]?.ToString();

    /// <summary>What machine an image is for; null where the engine does not have it.</summary>
    public async Task<ImagePlatform?> FindPlatform(string reference, CancellationToken cancel) =>
        await Inspect(reference, cancel) is { } image
            ? ImagePlatform.Read(image["Os"]?.ToString(), image["Architecture"]?.ToString()) : null;

    public async Task<string> Fetch(string reference, CancellationToken cancel)
    {
        await foreach (var line in Lines($"/images/create?fromImage={Uri.EscapeDataString(reference)}", null, cancel))
        {
            Check(line);
        }

        return await FindId(reference, cancel) ?? throw new EngineImageException($"{reference} was fetched, and is gone again");
    }

    public async Task Tag(string id, string reference, CancellationToken cancel)
    {
        var (repository, tag) = Split(reference);
        using var response = await Send(HttpMethod.Post,
            $"/images/{id}/tag?repo={Uri.EscapeDataString(repository)}&tag={Uri.EscapeDataString(tag)}", null, CallTime, cancel);
        await Check(response, cancel);
    }

    /// <summary>Takes a name from an image; what it was built on stays, so that the next build is quick.</summary>
    public async Task Untag(string reference, CancellationToken cancel)
    {
        using var response = await Send(HttpMethod.Delete, $"/images/{reference}?noprune=1", null, CallTime, cancel);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            await Check(response, cancel);
        }
    }

    /// <summary>Sends an image to the registry that its name names.</summary>
    /// <param name="login">In a header of the call: neither a command line nor the user's own logins ever have it.</param>
    /// <param name="progressed">How many of how many layers are there.</param>
    /// <returns>The digest.</returns>
    public async Task<string> Push(string reference, RegistryLogin login, Action<int, int> progressed, CancellationToken cancel)
    {
        var (repository, tag) = Split(reference);
        var layers = new Dictionary<string, bool>(StringComparer.Ordinal);
        string? said = null, given = null;
        try
        {
            await foreach (var line in Lines($"/images/{repository}/push?tag={Uri.EscapeDataString(tag)}", login, cancel))
            {
                Check(line);
                said = SaidDigest(line) ?? said;
                given = (line["aux"]?["Digest"] ?? line["aux"]?["selectedManifest"]?["digest"])?.ToString() ?? given;
                if (Counts(layers, line))
                {
                    progressed(layers.Values.Count(d => d), layers.Count);
                }
            }
        }
        catch (EngineImageException e)
        {
            throw new EngineImageException(login.Clean(e.Reason), e) { IsCut = e.IsCut };
        }

        return given ?? said ?? throw new EngineImageException("the connection was closed before the image was there") { IsCut = true };
    }

    // One whose images are containerd's gives the digest in words alone, or that of the one image of an index that it has (moby,
    // daemon/containerd/image_push.go).
    private static string? SaidDigest(JsonNode line) =>
        line["status"]?.ToString().Split(' ') is [_, "digest:", ['s', 'h', 'a', ..] digest, "size:", _] ? digest : null;

    // "Preparing", "Waiting", "Pushing" … "Pushed", or "Layer already exists" and "Mounted from team/app".
    private static bool Counts(Dictionary<string, bool> layers, JsonNode line)
    {
        if (line["id"]?.ToString() is not { Length: > 0 } id || line["status"]?.ToString() is not { } status)
        {
            return false;
        }

        var isDone = status is "Pushed" or "Layer already exists" || status.StartsWith("Mounted from", StringComparison.Ordinal);
        var isNews = !layers.TryGetValue(id, out var before) || before != isDone;
        layers[id] = isDone || before;
        return isNews;
    }

    private static void Check(JsonNode line)
    {
        if ((line["errorDetail"]?["message"] ?? line["error"])?.ToString() is { } error)
        {
            throw new EngineImageException(error);
        }
    }

    private static (string Repository, string Tag) Split(string reference)
    {
        var at = reference.LastIndexOf(':');
        return (reference[..at], reference[(at + 1)..]);
    }

    private async IAsyncEnumerable<JsonNode> Lines(
        string path, RegistryLogin? login, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        using var response = await Send(HttpMethod.Post, path, login, Idle, cancel);
        await Check(response, cancel);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await Next(lines, cancel) is { } line)
        {
            if (line.Length > 0 && Parse(line) is { } said)
            {
                yield return said;
            }
        }
    }

    private static async Task<string?> Next(StreamReader lines, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Idle);
        try
        {
            return await lines.ReadLineAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new EngineImageException($"it said nothing for {Idle.TotalMinutes:0} minutes", e) { IsCut = true };
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new EngineImageException(e.Message, e) { IsCut = true };
        }
    }

    private static JsonNode? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<JsonNode?> Inspect(string reference, CancellationToken cancel)
    {
        using var response = await Send(HttpMethod.Get, $"/images/{reference}/json", null, CallTime, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await Check(response, cancel);
        return Parse(await response.Content.ReadAsStringAsync(cancel));
    }

    private static async Task Check(HttpResponseMessage response, CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode)
        {
            var said = await response.Content.ReadAsStringAsync(cancel);
            throw new EngineImageException(Parse(said)?["message"]?.ToString() ?? $"the engine answers {(int)response.StatusCode}");
        }
    }

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, RegistryLogin? login, TimeSpan time, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            version ??= await Negotiate(limit.Token);
            var request = new HttpRequestMessage(method, $"http://engine/v{version}{path}");
            if (login is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Registry-Auth", login.Header());
            }

            return await http.SendAsync(request, limit.Token);
        }
        catch (HttpRequestException e)
        {
            throw new FailureException(
                new Failure("no Docker engine", $"{address}: {e.InnerException?.Message ?? e.Message}")
                {
                    Next = "start Docker, or set DOCKER_HOST",
                },
                e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new FailureException(
                new Failure("the engine does not answer", $"{method} {path.Split('?')[0]} took longer than {time.TotalSeconds:0} s")
                {
                    Next = "docker info",
                },
                e);
        }
    }

    private async Task<Version> Negotiate(CancellationToken cancel)
    {
        using var ping = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://engine/_ping"), cancel);
        var theirs = ping.Headers.TryGetValues("Api-Version", out var values) && Version.TryParse(values.First(), out var v) ? v : Oldest;
        return theirs < Newest ? theirs : Newest;
    }

    private static async Task<Socket> Connect(string address, CancellationToken cancel)
    {
        if (address.StartsWith(Unix, StringComparison.Ordinal))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address[Unix.Length..]), cancel);
            return socket;
        }

        if (!address.StartsWith(Tcp, StringComparison.Ordinal) || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw new FailureException(
                "no engine", $"'{address}' is no address of one; only unix:// and tcp:// are understood", "unset DOCKER_HOST");
        }

        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(uri.Host, uri.Port > 0 ? uri.Port : UsualPort, cancel);
        return tcp;
    }
}

/// <summary>An engine does not do what it is asked with an image.</summary>
/// <param name="reason">The engine's, or the registry's, own words.</param>
public sealed class EngineImageException(string reason, Exception? inner = null)
    : FailureException(new Failure("the engine refused", reason) { Next = "docker info" }, inner)
{
    public string Reason { get; } = reason;

    /// <summary>The line ended in the middle.</summary>
    public bool IsCut { get; init; }
}
