using System.Formats.Tar;
using System.Net;
using System.Text;
using System.Text.Json;
using Fairlead.Docker.Plan;

namespace Fairlead.Tests.Support;

/// <summary>
/// Answers on the wire as an engine would in which the world is as it is: what there is, the state volume, images, logs. It changes
/// nothing, so it is for commands that look.
/// </summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly HttpListener listener;
    private readonly World world;
    private readonly string app;

    /// <param name="app">Whose world it is.</param>
    public FakeEngine(World world, string app)
    {
        this.world = world;
        this.app = app;
        (listener, var port) = LoopbackServer.Start();
        Host = $"tcp://127.0.0.1:{port}";
        _ = Serve();
    }

    /// <summary>For DOCKER_HOST.</summary>
    public string Host { get; }

    /// <summary>What containers say, by their name in the app file.</summary>
    public Dictionary<string, string[]> Logs { get; } = [];

    /// <summary>Images that it does not have, and can not fetch.</summary>
    public HashSet<string> Missing { get; } = [];

    public void Dispose() => listener.Close();

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                var body = Answer(context.Request.HttpMethod, context.Request.Url!);
                context.Response.StatusCode = body is null ? 404 : 200;
                body ??= Json(new { message = $"no answer for {context.Request.Url}" });
                context.Response.ContentLength64 = body.Length;
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private byte[]? Answer(string method, Uri url)
    {
        var observed = world.Observe();
        var parts = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipWhile(p => p.StartsWith("v1.")).ToArray();
        return (method, parts) switch
        {
            ("GET", ["_ping"]) => [],
            ("GET", ["containers", "json"]) => Json(observed.Containers.Select(Summary)),
            ("GET", ["containers", var id, "json"]) when observed.Find(id) is { } container => Json(Details(container)),
            ("GET", ["containers", var id, "archive"]) when observed.Find(id) is { Role: Role.Resource } database =>
                Tar(new() { ["PG_VERSION"] = observed.DataVersions.GetValueOrDefault(database.Name, "") }, ""),
            ("GET", ["containers", var id, "archive"]) when observed.Find(id) is not null => State(observed),
            ("GET", ["containers", var id, "logs"]) when observed.Find(id) is { } container => Frames(
                [.. (Logs.GetValueOrDefault(container.Name) ?? []).TakeLast(Tail(url.Query))]),
            ("GET", ["networks"]) => Json(observed.Subnet is null ? []
                : new object[]
                {
                    new
                    {
                        Id = "n",
                        Name = $"{app}_local",
                        IPAM = new { Config = new[] { new { observed.Subnet } } },
                        Labels = new Dictionary<string, string> { [Labels.Scope] = $"{app}_local" },
                    },
                }),
            ("GET", ["volumes"]) => Json(
                new { Volumes = observed.Volumes.Select(v => new { v.Name, Mountpoint = "", v.Labels }) }),
            ("GET", ["images", "json"]) => Json(Array.Empty<object>()),
            ("GET", ["images", var image, "json"]) when !Missing.Contains(image) => Json(new
            {
                Id = $"id-{image.Replace(':', '-')}",
                Config = new { Env = new[] { $"PG_MAJOR={image.Split(':')[^1]}" } },
            }),
            _ => null,
        };
    }

    private object Summary(Container container) => new
    {
        container.Id,
        Names = new[] { "/" + container.Handle },
        container.Image,
        ImageID = container.ImageId,
        container.State,
        Status = "",
        Created = container.Created.ToUnixTimeSeconds(),
        Labels = new Dictionary<string, string>
        {
            [Labels.Scope] = $"{app}_local",
            [Labels.Name] = container.Name,
            [Labels.Role] = container.Role.ToString().ToLowerInvariant(),
            [Labels.Release] = $"{container.Release}",
            [Labels.Config] = container.Config,
            [Labels.Cause] = container.Cause,
        },
        NetworkSettings = new
        {
            Networks = new Dictionary<string,
            object> { [$"{app}_local"] = new { IPAMConfig = new { IPv4Address = container.Address } } },
        },
    };

    private static int Tail(string query) =>
        query.Split('?', '&').FirstOrDefault(p => p.StartsWith("tail="))?["tail=".Length..] is { } tail && tail != "all"
            ? int.Parse(tail)
            : int.MaxValue;

    private object Details(Container container) => new
    {
        container.Id,
        Name = container.Handle,
        container.Image,
        State = new
        {
            Status = container.State,
            Running = container.Runs,
            OOMKilled = false,
            ExitCode = container.ExitCode ?? 0,
            StartedAt = container.Created,
        },
        RestartCount = 0,
        Config = new { },
        HostConfig = Limits(container.Adjustable ?? world.AsMade(container.Handle)),
        NetworkSettings = new
        {
            Networks = (container.Adjustable ?? world.AsMade(container.Handle)).Networks
                .ToDictionary(n => n.Key, n => new { Aliases = n.Value }),
        },
    };

    private static object Limits(Adjustable limits) => new
    {
        limits.Memory,
        MemorySwap = limits.Swap,
        limits.CpuShares,
        RestartPolicy = new { Name = limits.Restart },
    };

    // The state volume, with what the world keeps apart from it.
    private static byte[] State(Observed observed)
    {
        var files = new Dictionary<string, string>(observed.State);
        foreach (var release in observed.Releases)
        {
            files[StateJson.ReleasePath(release.Number)] = JsonSerializer.Serialize(release, StateJson.Default.Release);
        }

        foreach (var run in observed.Runs)
        {
            files[StateJson.RunPath(run.Run.Job, run.Sequence)] = JsonSerializer.Serialize(run, StateJson.Default.RunRecord);
        }

        foreach (var (proxy, slots) in observed.Slots)
        {
            files[$"lb/{proxy}/servers"] = "1\n"
                + string.Concat(slots.Select(s => $"1 {s.Backend} 1 {s.Server} {(s.Address.Length == 0 ? "0.0.0.0" : s.Address)} "
                    + $"{(s.Up ? 2 : 0)} {(s.ReceivesTraffic ? 4 : 12)} 1 1 1 15 3 4 6 0 0 0 slot.invalid {s.Port} - 0 0 - - 0\n"));
        }

        return Tar(files, "state/");
    }

    private static byte[] Tar(Dictionary<string, string> files, string folder)
    {
        var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile,
                    folder + path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return buffer.ToArray();
    }

    // Each line in a frame: the stream, three zeros, the length.
    private static byte[] Frames(string[] lines)
    {
        var buffer = new MemoryStream();
        foreach (var line in lines.Select(l => Encoding.UTF8.GetBytes($"2026-11-21T10:00:00.000000000Z {l}\n")))
        {
            buffer.Write([1, 0, 0, 0, (byte)(line.Length >> 24), (byte)(line.Length >> 16), (byte)(line.Length >> 8), (byte)line.Length]);
            buffer.Write(line);
        }

        return buffer.ToArray();
    }

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);
}
