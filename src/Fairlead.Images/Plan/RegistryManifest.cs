using System.Security.Cryptography;
using System.Text.Json;

namespace Fairlead.Images.Plan;

/// <summary>A manifest as a registry keeps it: its bytes are what its digest stands for.</summary>
public sealed record RegistryManifest(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>All that are understood.</summary>
    public static readonly IReadOnlyList<string> MediaTypes = [OciManifest, OciIndex, DockerManifest, DockerIndex];

    public string Digest { get; } = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));

    /// <summary>It leads to images for several platforms.</summary>
    public bool IsIndex => MediaType is OciIndex or DockerIndex;

    /// <summary>Of an index: the manifests that it leads to.</summary>
    public IReadOnlyList<RegistryBlob> Children() => Read(static root => List(root, "manifests"));

    /// <summary>Of an image: what it says of itself.</summary>
    public RegistryBlob? Config() => Read(static root =>
        root.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object ? RegistryBlob.Read(config) : null);

    /// <summary>Of an image: what it is made of, its own word included. What lies elsewhere on the web is no part of a registry.</summary>
    public IReadOnlyList<RegistryBlob> Blobs() =>
        [.. Config() is { } config ? [config] : Array.Empty<RegistryBlob>(), .. Read(static root => List(root, "layers"))
            .Where(l => !l.IsForeign)];

    private T Read<T>(Func<JsonElement, T> read)
    {
        using var json = JsonDocument.Parse(Bytes);
        return read(json.RootElement);
    }

    private static IReadOnlyList<RegistryBlob> List(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(RegistryBlob.Read)] : [];
}

/// <summary>What a manifest says of something that it leads to.</summary>
public sealed record RegistryBlob(string MediaType, string Digest, long Size)
{
    /// <summary>Of an image in an index; null where the index does not say.</summary>
    public ImagePlatform? Platform { get; private init; }

    public bool IsForeign { get; private init; }

    internal static RegistryBlob Read(JsonElement blob)
    {
        var type = Text(blob, "mediaType") ?? "";
        return new RegistryBlob(type, Text(blob, "digest") ?? "", blob.TryGetProperty("size", out var size) ? size.GetInt64() : 0)
        {
            Platform = blob.TryGetProperty("platform", out var platform) && platform.ValueKind == JsonValueKind.Object
                ? ImagePlatform.Read(Text(platform, "os"), Text(platform, "architecture")) : null,
            IsForeign = type.Contains(".foreign.", StringComparison.Ordinal)
                || type.Contains(".nondistributable.", StringComparison.Ordinal)
                || blob.TryGetProperty("urls", out var urls) && urls.ValueKind == JsonValueKind.Array && urls.GetArrayLength() > 0,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
