using System.Formats.Tar;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Registry;

namespace Fairlead.Docker.Api;

/// <summary>The Engine API over its socket, one method per call. Holds only the calls that are used.</summary>
internal sealed class Engine(EngineAddress address, RegistryLogins? logins = null) : IDisposable
{
    // What this client is written against; an older engine is spoken to in its own version.
    private static readonly Version Newest = new(1, 47);
    private static readonly Version Oldest = new(1, 41);
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan PullTime = TimeSpan.FromMinutes(30);

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancel) => new NetworkStream(await Connect(address, cancel), ownsSocket: true),
    });

    private readonly SemaphoreSlim negotiation = new(1, 1);
    private string? version;

    public EngineAddress Address { get; } = address;

    /// <summary>What registries are asked with; null where nothing is fetched.</summary>
    public RegistryLogins? Logins { get; } = logins;

    public void Dispose()
    {
        http.Dispose();
        negotiation.Dispose();
    }

    // Containers

    /// <summary>Those with the label, running or not; all when the label is empty.</summary>
    /// <summary>Whether it answers, and in a version that is known here.</summary>
    public Task Ping(CancellationToken cancel) => Negotiate(cancel);

    public Task<ContainerSummary[]> Containers(string labelFilter, CancellationToken cancel) =>
        Get(
            $"/containers/json?all=1{(labelFilter.Length > 0 ? $"&filters={Filter("label", labelFilter)}" : "")}",
            WireJson.Default.ContainerSummaryArray,
            cancel);

    public Task<ContainerDetails> Inspect(string container, CancellationToken cancel) =>
        Get($"/containers/{container}/json", WireJson.Default.ContainerDetails, cancel);

    /// <summary>Null when there is no such container.</summary>
    public Task<ContainerDetails?> Find(string container, CancellationToken cancel) =>
        OrNull(Inspect(container, cancel));

    /// <summary>
    /// Once the engine has been asked, its answer is waited for, whatever is cancelled meanwhile: it makes the container anyway, and
    /// who does not know its id can not take it back.
    /// </summary>
    /// <returns>The container's id.</returns>
    public async Task<string> Create(string name, JsonObject body, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var json = Json(Encoding.UTF8.GetBytes(body.ToJsonString()));
        using var response = await Checked(HttpMethod.Post, $"/containers/create?name={name}", json, CallTime, CancellationToken.None);
        return (await Read(response, WireJson.Default.Created, CancellationToken.None)).Id;
    }

    /// <summary>Nothing to do where there is no such container.</summary>
    public async Task Rename(string container, string name, CancellationToken cancel)
    {
        using var response = await Send(HttpMethod.Post, $"/containers/{container}/rename?name={name}", null, CallTime, cancel);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await Check(response, cancel);
        }
    }

    public Task Start(string container, CancellationToken cancel) => Post($"/containers/{container}/start", cancel);

    public Task Stop(string container, TimeSpan patience, CancellationToken cancel) =>
        Post($"/containers/{container}/stop?t={(int)patience.TotalSeconds}", cancel, CallTime + patience);

    /// <summary>Removes the container and its anonymous volumes; a container that is gone is fine.</summary>
    public async Task Remove(string container, CancellationToken cancel)
    {
        using var response = await Send(HttpMethod.Delete, $"/containers/{container}?v=1&force=1", null, CallTime, cancel);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            await Check(response, cancel);
        }
    }

    /// <summary>The exit code, once the container has stopped.</summary>
    public async Task<int> Wait(string container, CancellationToken cancel)
    {
        using var response = await Checked(
            HttpMethod.Post,
            $"/containers/{container}/wait?condition=not-running",
            null,
            Timeout.InfiniteTimeSpan,
            cancel);
        return (await Read(response, WireJson.Default.WaitResult, cancel)).StatusCode;
    }

    /// <summary>The commands of the processes in a container.</summary>
    public async Task<IReadOnlyList<string>> Top(string container, CancellationToken cancel) =>
        [.. (await Get($"/containers/{container}/top", WireJson.Default.TopResult, cancel)).Processes.Select(p => p[^1])];

    public Task ResizeContainer(string container, int columns, int rows, CancellationToken cancel) =>
        Post($"/containers/{container}/resize?w={columns}&h={rows}", cancel);

    /// <summary>The log as the engine keeps it: frames of both streams with time stamps, unless the container has a terminal.</summary>
    public async Task<Stream> Logs(string container, bool follow, DateTimeOffset? since, int? tail, CancellationToken cancel)
    {
        var from = since is { } s ? $"&since={s.ToUnixTimeMilliseconds() / 1000}.{s.ToUnixTimeMilliseconds() % 1000:000}" : "";
        var range = $"follow={(follow ? 1 : 0)}&tail={tail?.ToString() ?? "all"}{from}";
        var path = $"/containers/{container}/logs?stdout=1&stderr=1&timestamps=1&{range}";
        return await StreamOf(await Checked(HttpMethod.Get, path, null, Timeout.InfiniteTimeSpan, cancel), cancel);
    }

    /// <summary>Writes files into a container, running or not.</summary>
    public async Task PutFiles(string container, string folder, IReadOnlyList<(string Path, string Text)> files, CancellationToken cancel)
    {
        var buffer = new MemoryStream();
        await using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var parent in files.Select(f => Path.GetDirectoryName(f.Path)!).Where(p => p.Length > 0)
                .Distinct(StringComparer.Ordinal))
            {
                await tar.WriteEntryAsync(
                    new UstarTarEntry(TarEntryType.Directory, parent + "/") { Mode = (UnixFileMode)0b111_101_101 },
                    cancel);
            }

            foreach (var (path, text) in files)
            {
                var file = new UstarTarEntry(TarEntryType.RegularFile, path)
                {
                    Mode = (UnixFileMode)0b110_100_100,
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                };
                await tar.WriteEntryAsync(file, cancel);
            }
        }

        await PutArchive(container, folder, buffer, cancel);
    }

    /// <summary>Makes directories in a container, running or not, or gives those that are there an owner.</summary>
    /// <param name="container">Where.</param>
    /// <param name="root">An absolute path there; it gets the owner too.</param>
    /// <param name="directories">Relative to it.</param>
    /// <param name="owner">User and group.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task PutFolders(
        string container, string root, IReadOnlyList<string> directories, Owner owner, CancellationToken cancel)
    {
        var buffer = new MemoryStream();
        await using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var path in directories.SelectMany(Above).Distinct(StringComparer.Ordinal).Prepend(""))
            {
                // From the top of the container on: of where it is unpacked the engine changes no owner.
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, $"{root[1..]}/{path}".TrimEnd('/') + "/")
                {
                    Mode = (UnixFileMode)0b111_101_101, Uid = owner.User, Gid = owner.Group,
                }, cancel);
            }
        }

        await PutArchive(container, "/", buffer, cancel);
    }

    /// <summary>All regular files below a folder of a container, by their path inside it; empty when there is no such folder.</summary>
    public async Task<IReadOnlyList<(string Path, string Text)>> GetFiles(string container, string folder, CancellationToken cancel)
    {
        using var response = await Send(
            HttpMethod.Get,
            $"/containers/{container}/archive?path={Uri.EscapeDataString(folder)}",
            null,
            CallTime,
            cancel);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        await Check(response, cancel);
        var files = new List<(string, string)>();
        await using var tar = new TarReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                // The archive's names begin with the folder itself; an empty file has no data; the reader of the archive owns the stream.
                using var reader = new StreamReader(entry.DataStream ?? Stream.Null, Encoding.UTF8, leaveOpen: true);
                files.Add((entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], await reader.ReadToEndAsync(cancel)));
            }
        }

        return files;
    }

    // Commands in containers

    public async Task<string> ExecCreate(string container, ExecCreate exec, CancellationToken cancel) =>
        (await Post($"/containers/{container}/exec", exec, WireJson.Default.ExecCreate, WireJson.Default.Created, cancel)).Id;

    public Task<ExecDetails> ExecInspect(string exec, CancellationToken cancel) =>
        Get($"/exec/{exec}/json", WireJson.Default.ExecDetails, cancel);

    public Task ExecResize(string exec, int columns, int rows, CancellationToken cancel) =>
        Post($"/exec/{exec}/resize?w={columns}&h={rows}", cancel);

    /// <summary>Starts an exec and takes over its connection.</summary>
    public Task<Hijacked> ExecStart(string exec, bool tty, CancellationToken cancel) =>
        Hijack($"/exec/{exec}/start", JsonContent(new ExecStart(false, tty), WireJson.Default.ExecStart), cancel);

    /// <summary>Takes over the streams of a container.</summary>
    public Task<Hijacked> Attach(string container, CancellationToken cancel) =>
        Hijack($"/containers/{container}/attach?stream=1&stdin=1&stdout=1&stderr=1", null, cancel);

    // Networks and volumes

    public Task<NetworkSummary[]> Networks(CancellationToken cancel) => Get("/networks", WireJson.Default.NetworkSummaryArray, cancel);

    public Task CreateNetwork(NetworkCreate network, CancellationToken cancel) =>
        Post("/networks/create", network, WireJson.Default.NetworkCreate, WireJson.Default.Created, cancel);

    public Task RemoveNetwork(string name, CancellationToken cancel) => Delete($"/networks/{name}", cancel);

    public async Task<VolumeSummary[]> Volumes(CancellationToken cancel) =>
        (await Get("/volumes", WireJson.Default.VolumeList, cancel)).Volumes ?? [];

    public Task<VolumeSummary> Volume(string name, CancellationToken cancel) =>
        Get($"/volumes/{name}", WireJson.Default.VolumeSummary, cancel);

    /// <returns>The volume of that name: where there was one already, that one, with its own labels.</returns>
    public Task<VolumeSummary> CreateVolume(VolumeCreate volume, CancellationToken cancel) =>
        Post("/volumes/create", volume, WireJson.Default.VolumeCreate, WireJson.Default.VolumeSummary, cancel);

    public Task RemoveVolume(string name, CancellationToken cancel) => Delete($"/volumes/{name}", cancel);

    // Images

    /// <summary>Null when the engine does not have it.</summary>
    public Task<ImageDetails?> FindImage(string reference, CancellationToken cancel) =>
        OrNull(Get($"/images/{reference}/json", WireJson.Default.ImageDetails, cancel));

    public Task<ImageSummary[]> Images(string labelFilter, CancellationToken cancel) =>
        Get($"/images/json?filters={Filter("label", labelFilter)}", WireJson.Default.ImageSummaryArray, cancel);

    /// <summary>Fetches an image from its registry; the failure is the registry's own word.</summary>
    /// <param name="reference">The image's name.</param>
    /// <param name="login">What the registry is asked with; null where there is no login.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task Pull(string reference, RegistryLogin? login, CancellationToken cancel)
    {
        var named = reference.Contains('@', StringComparison.Ordinal) || reference.LastIndexOf(':') > reference.LastIndexOf('/')
            ? reference
            : reference + ":latest";
        using var response = await Send(HttpMethod.Post, $"/images/create?fromImage={Uri.EscapeDataString(named)}", login, cancel);
        await Check(response, cancel);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line, LowerWireJson.Default.PullProgress)?.Error is { } error)
            {
                throw new EngineException(HttpStatusCode.BadGateway, error);
            }
        }
    }

    /// <param name="reference">Repository and tag.</param>
    public Task Tag(string id, string reference, CancellationToken cancel)
    {
        var at = reference.LastIndexOf(':');
        return Post(
            $"/images/{id}/tag?repo={Uri.EscapeDataString(reference[..at])}&tag={Uri.EscapeDataString(reference[(at + 1)..])}",
            cancel);
    }

    public async Task RemoveImage(string reference, CancellationToken cancel)
    {
        using var response = await Send(HttpMethod.Delete, $"/images/{reference}", null, CallTime, cancel);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            await Check(response, cancel);
        }
    }

    // Events

    /// <summary>Container events of the app from now on, one JSON object a line.</summary>
    public async Task<Stream> Events(string labelFilter, CancellationToken cancel)
    {
        var filters = Uri.EscapeDataString($"{{\"type\":[\"container\"],\"label\":[\"{labelFilter}\"]}}");
        return await StreamOf(await Checked(HttpMethod.Get, $"/events?filters={filters}", null, Timeout.InfiniteTimeSpan, cancel), cancel);
    }

    // The wire

    private static IEnumerable<string> Above(string path) =>
        path.Split('/').Select((_, i) => string.Join('/', path.Split('/').Take(i + 1)));

    private async Task PutArchive(string container, string folder, MemoryStream tar, CancellationToken cancel)
    {
        tar.Position = 0;
        var content = new StreamContent(tar);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using var response = await Checked(
            HttpMethod.Put,
            $"/containers/{container}/archive?path={Uri.EscapeDataString(folder)}",
            content,
            CallTime,
            cancel);
    }

    private static string Filter(string key, string value) => Uri.EscapeDataString($"{{\"{key}\":[\"{value}\"]}}");

    private static async Task<Socket> Connect(EngineAddress address, CancellationToken cancel)
    {
        if (address.Socket is { } path)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return socket;
        }

        var parts = address.Tcp!.Split(':');
        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(parts[0], parts.Length > 1 ? int.Parse(parts[1]) : 2375, cancel);
        return tcp;
    }

    private static async Task<T?> OrNull<T>(Task<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (EngineException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var response = await Checked(HttpMethod.Get, path, null, CallTime, cancel);
        return await Read(response, type, cancel);
    }

    private async Task<TAnswer> Post<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel)
    {
        using var response = await Checked(HttpMethod.Post, path, JsonContent(body, bodyType), CallTime, cancel);
        return await Read(response, answerType, cancel);
    }

    private async Task Post(string path, CancellationToken cancel, TimeSpan? time = null)
    {
        using var response = await Checked(HttpMethod.Post, path, null, time ?? CallTime, cancel);
    }

    private async Task Delete(string path, CancellationToken cancel)
    {
        using var response = await Send(HttpMethod.Delete, path, null, CallTime, cancel);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await Check(response, cancel);
        }
    }

    private static async Task<T> Read<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancel) =>
        await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancel), type, cancel)
        ?? throw new EngineException(response.StatusCode, "the engine gave an empty answer");

    private static ByteArrayContent JsonContent<T>(T body, JsonTypeInfo<T> type) => Json(JsonSerializer.SerializeToUtf8Bytes(body, type));

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<HttpResponseMessage> Checked(
        HttpMethod method, string path, HttpContent? content, TimeSpan time, CancellationToken cancel)
    {
        var response = await Send(method, path, content, time, cancel);
        await Check(response, cancel);
        return response;
    }

    private static async Task Check(HttpResponseMessage response, CancellationToken cancel)
    {
        // 304: it is already started, or already stopped.
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.SwitchingProtocols)
        {
            return;
        }

        var body = await response.Content.ReadAsStringAsync(cancel);
        response.Dispose();
        string? message = null;
        try
        {
            message = JsonSerializer.Deserialize(body, LowerWireJson.Default.EngineError)?.Message;
        }
        catch (JsonException)
        {
            // Not JSON: the body itself is the message.
        }

        throw new EngineException(response.StatusCode, message ?? body.Trim());
    }

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, HttpContent? content, TimeSpan time, CancellationToken cancel)
    {
        var prefix = version ?? await Negotiate(cancel);
        return await Send(http, new HttpRequestMessage(method, $"http://engine{prefix}{path}") { Content = content }, time, cancel);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, RegistryLogin? login, CancellationToken cancel)
    {
        var prefix = version ?? await Negotiate(cancel);
        var request = new HttpRequestMessage(method, $"http://engine{prefix}{path}");
        if (login is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Registry-Auth", login.Header());
        }

        return await Send(http, request, PullTime, cancel);
    }

    private async Task<HttpResponseMessage> Send(
        HttpMessageInvoker invoker, HttpRequestMessage request, TimeSpan time, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            return await invoker.SendAsync(request, limit.Token);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            var why = $"{request.Method} {request.RequestUri!.AbsolutePath} took longer than {time.TotalSeconds:0} s";
            throw new FailureException(new Failure("the engine does not answer", why) { Next = "docker info" }, e);
        }
    }

    private FailureException Unreachable(HttpRequestException e)
    {
        var cause = (e.InnerException as SocketException ?? e.InnerException?.InnerException as SocketException)?.SocketErrorCode;
        var why = cause switch
        {
            SocketError.AccessDenied => $"this user may not use {Address}",
            SocketError.AddressNotAvailable or SocketError.ConnectionRefused => $"nothing answers on {Address}",
            _ => $"{Address}: {e.InnerException?.Message ?? e.Message}",
        };
        var next = cause == SocketError.AccessDenied
            ? "sudo usermod -aG docker $USER (then log in again)"
            : "start Docker, or set DOCKER_HOST";
        return new FailureException(new Failure("no Docker engine", why) { Next = next }, e);
    }

    private async Task<string> Negotiate(CancellationToken cancel)
    {
        await negotiation.WaitAsync(cancel);
        try
        {
            if (version is not null)
            {
                return version;
            }

            using var response = await Send(
                http,
                new HttpRequestMessage(HttpMethod.Get, "http://engine/_ping"),
                TimeSpan.FromSeconds(10),
                cancel);
            var theirs = response.Headers.TryGetValues("Api-Version", out var values) && Version.TryParse(values.First(), out var v)
                ? v
                : Oldest;
            if (theirs < Oldest)
            {
                throw new FailureException(
                    "the engine is too old",
                    $"it speaks API {theirs}; at least {Oldest} (Docker 20.10) is needed",
                    "upgrade Docker");
            }

            return version = $"/v{(theirs < Newest ? theirs : Newest)}";
        }
        finally
        {
            negotiation.Release();
        }
    }

    private async Task<Hijacked> Hijack(string path, HttpContent? content, CancellationToken cancel)
    {
        var prefix = version ?? await Negotiate(cancel);
        Socket? socket = null;

        // A connection of its own: the raw socket is needed to end the input without ending the output.
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, token) => new NetworkStream(socket = await Connect(Address, token), ownsSocket: true),
        });
        var request = new HttpRequestMessage(HttpMethod.Post, $"http://engine{prefix}{path}") { Content = content };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("tcp"));
        var response = await Send(invoker, request, CallTime, cancel);
        await Check(response, cancel);
        return new Hijacked(invoker, await response.Content.ReadAsStreamAsync(cancel), socket!);
    }

    private static async Task<Stream> StreamOf(HttpResponseMessage response, CancellationToken cancel) =>
        await response.Content.ReadAsStreamAsync(cancel);
}

/// <summary>The engine refused a call.</summary>
internal sealed class EngineException(HttpStatusCode status, string reason)
    : FailureException(new Failure("the engine refused", reason) { Next = "docker info" })
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>The engine's own words.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A connection taken over from HTTP: bytes in both directions.</summary>
internal sealed class Hijacked(HttpMessageInvoker owner, Stream stream, Socket socket) : IAsyncDisposable
{
    public Stream Stream { get; } = stream;

    /// <summary>Tells the other side that no more input comes.</summary>
    public void EndInput() => socket.Shutdown(SocketShutdown.Send);

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        owner.Dispose();
    }
}
