using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fairlead.Engine.Tests.Support;

/// <summary>
/// A registry that has one image, team/app:1, and gives it to nobody but ann. What is in it is what an image of the engine has.
/// </summary>
internal sealed class PrivateRegistry : IDisposable
{
    public const string Login = "ann:s3cr3t-of-ann";
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly HttpListener listener = new();
    private readonly Dictionary<string, byte[]> blobs = [];
    private readonly byte[] manifest;

    private PrivateRegistry(byte[] layer)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Host = $"127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        var config = Json(new
        {
            architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
                == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64",
            os = "linux",
            config = new { Cmd = new[] { "sleep", "1000" }, Env = new[] { "PATH=/usr/bin:/bin" } },
            rootfs = new { type = "layers", diff_ids = new[] { Digest(layer) } },
        });
        manifest = Json(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = Blob("application/vnd.docker.container.image.v1+json", config),
            layers = new[] { Blob("application/vnd.docker.image.rootfs.diff.tar", layer) },
        });
        listener.Prefixes.Add($"http://{Host}/");
        listener.Start();
        _ = Serve();
    }

    /// <summary>127.0.0.1 and a port; engines speak plain HTTP with it.</summary>
    public string Host { get; }

    public string Image => $"{Host}/team/app:1";

    /// <summary>Has what a container of the image would see.</summary>
    public static async Task<PrivateRegistry> With(TestApp app, string image)
    {
        var id = (await app.Docker("create", image)).Succeeds().Out.Trim();
        var file = Path.Combine(Path.GetTempPath(), $"layer-{Guid.NewGuid():N}.tar");
        try
        {
            (await app.Docker("export", "-o", file, id)).Succeeds();
            return new PrivateRegistry(await File.ReadAllBytesAsync(file));
        }
        finally
        {
            File.Delete(file);
            await app.Docker("rm", id);
        }
    }

    public void Dispose() => listener.Close();

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                _ = Answer(context);
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
        var body = Find(request.Url!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries));
        if (request.Headers["Authorization"] != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Login)))
        {
            response.AddHeader("WWW-Authenticate", "Basic realm=\"team\"");
            (response.StatusCode, body) = (401, Json(new { errors = new[] { new { code = "UNAUTHORIZED", message = "no" } } }));
        }
        else if (body is null)
        {
            (response.StatusCode, body) = (404, []);
        }
        else
        {
            response.AddHeader("Docker-Content-Digest", Digest(body));
            response.ContentType = body == manifest ? ManifestType : "application/octet-stream";
        }

        response.ContentLength64 = body.Length;
        if (request.HttpMethod != "HEAD")
        {
            await response.OutputStream.WriteAsync(body);
        }

        response.Close();
    }

    private byte[]? Find(string[] path) => path switch
    {
        ["v2"] => "{}"u8.ToArray(),
        ["v2", "team", "app", "manifests", var name] when name == "1" || name == Digest(manifest) => manifest,
        ["v2", "team", "app", "blobs", var digest] => blobs.GetValueOrDefault(digest),
        _ => null,
    };

    private object Blob(string mediaType, byte[] bytes)
    {
        blobs[Digest(bytes)] = bytes;
        return new { mediaType, size = bytes.Length, digest = Digest(bytes) };
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);
}
