using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;

namespace Fairlead.Tests.Support;

/// <summary>Images of a few bytes, put into a registry.</summary>
internal static class SmallImage
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>A client of a registry.</summary>
    public static RegistryClient Client(string url, string? password = null) => new(
        new RegistryPlace(new Uri(url).Authority, new Uri(url), _ => Task.FromResult(new FoundLogin(password is null ? null
            : new RegistryLogin("the test", url) { Username = "AWS", Password = password }, null))),
        new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false }), TimeProvider.System);

    /// <returns>The digest.</returns>
    public static async Task<string> Put(
        RegistryClient registry, string repository, string? tag, string architecture = "amd64", string content = "x")
    {
        var layer = await Put(registry, repository, System.Text.Encoding.UTF8.GetBytes(content));
        var config = await Put(registry, repository, Json(new
        {
            architecture, os = "linux", rootfs = new { type = "layers", diff_ids = new[] { layer.Digest } },
        }));
        var manifest = new RegistryManifest(RegistryManifest.OciManifest, Json(new
        {
            schemaVersion = 2,
            mediaType = RegistryManifest.OciManifest,
            config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest = config.Digest, size = config.Size },
            layers = new[] { new { mediaType = "application/vnd.oci.image.layer.v1.tar", digest = layer.Digest, size = layer.Size } },
        }));
        await registry.PutManifest(repository, tag ?? manifest.Digest, manifest, None);
        return manifest.Digest;
    }

    /// <summary>One for several machines, with an attestation beside them, as BuildKit makes them.</summary>
    public static async Task<string> PutIndex(RegistryClient registry, string repository, string tag, params string[] architectures)
    {
        var children = new List<object>();
        foreach (var architecture in architectures.Append("unknown"))
        {
            var digest = await Put(registry, repository, null, architecture, $"for {architecture}");
            var child = (await registry.FindManifest(repository, digest, None))!;
            children.Add(new
            {
                mediaType = child.MediaType, digest, size = child.Bytes.Length,
                platform = new { architecture, os = architecture == "unknown" ? "unknown" : "linux" },
            });
        }

        var index = new RegistryManifest(RegistryManifest.OciIndex,
            Json(new { schemaVersion = 2, mediaType = RegistryManifest.OciIndex, manifests = children }));
        await registry.PutManifest(repository, tag, index, None);
        return index.Digest;
    }

    private static async Task<RegistryBlob> Put(RegistryClient registry, string repository, byte[] bytes)
    {
        var blob = new RegistryBlob("application/octet-stream", "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
        await registry.PutBlob(repository, blob, _ => Task.FromResult<Stream>(new MemoryStream(bytes)), None);
        return blob;
    }

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);
}
