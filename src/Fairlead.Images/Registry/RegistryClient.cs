using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fairlead.Images.Plan;

namespace Fairlead.Images.Registry;

/// <summary>
/// A registry, spoken to directly: manifests and what they lead to, read and written. <c>OCI Distribution Specification, version 1.1</c>.
/// </summary>
/// <param name="http">Follows no redirections by itself, since a login goes to no other address.</param>
public sealed class RegistryClient(RegistryPlace place, HttpMessageInvoker http, TimeProvider clock)
{
    // The specification lets registries refuse more.
    private const int LongestManifest = 4 << 20;

    private readonly RegistryCalls calls = new(place, http, clock);

    /// <summary>A manifest by its tag or digest; null where there is none.</summary>
    public async Task<RegistryManifest?> FindManifest(string repository, string version, CancellationToken cancel)
    {
        var found = await calls.Do(() => Manifest(HttpMethod.Get, repository, version), Pulls(repository), Read, cancel);
        return found is null || !version.Contains(':', StringComparison.Ordinal) || found.Digest == version ? found
            : throw new RegistryException(RegistryFault.Failed, $"{place.Name} answers {found.Digest} where {version} was asked for");
    }

    /// <summary>What a tag stands for; null where it is not there. Costs less than the manifest: some registries count those.</summary>
    public Task<string?> FindDigest(string repository, string version, CancellationToken cancel) => calls.Do(
        () => Manifest(HttpMethod.Head, repository, version), Pulls(repository),
        async (response, c) => response.StatusCode == HttpStatusCode.NotFound ? null
            : (await Checked(response, c)).Headers.TryGetValues("Docker-Content-Digest", out var digests) ? digests.First() : null,
        cancel);

    /// <summary>What machine an image is for; of an index, every machine that it has one for.</summary>
    public async Task<IReadOnlyList<ImagePlatform>> Platforms(string repository, RegistryManifest manifest, CancellationToken cancel)
    {
        // Attestations stand beside the images, for a machine that is none.
        if (manifest.IsIndex)
        {
            var all = manifest.Children().Select(c => c.Platform).OfType<ImagePlatform>();
            return [.. all.Where(p => p.Architecture != "unknown").Distinct()];
        }

        var config = manifest.Config() ?? throw new RegistryException(RegistryFault.Failed, $"{manifest.Digest} is no image");
        var said = await calls.Do(
            () => Blob(HttpMethod.Get, repository, config.Digest), Pulls(repository),
            async (response, c) => await RegistryWire.Read((await Checked(response, c)), LongestManifest, c), cancel);
        try
        {
            using var json = JsonDocument.Parse(said);
            string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            return [ImagePlatform.Read(Text("os"), Text("architecture"))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RegistryException(RegistryFault.Failed, $"{manifest.Digest} does not say what machine it is for", e);
        }
    }

    public Task<bool> HasBlob(string repository, string digest, CancellationToken cancel) => calls.Do(
        () => Blob(HttpMethod.Head, repository, digest), Writes(repository),
        async (response, c) => response.StatusCode != HttpStatusCode.NotFound && await Checked(response, c) is not null, cancel);

    /// <summary>Writes bytes that are there in one piece.</summary>
    /// <param name="open">Opened again where the line was cut.</param>
    public Task PutBlob(string repository, RegistryBlob blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancel) =>
        calls.Repeat(
            async c =>
            {
                var upload = await StartUpload(repository, c);
                await using var content = await open(c);
                await Send(upload, repository, blob, content, c);
            },
            cancel);

    /// <summary>Copies a layer, if it is not here yet; it goes from registry to registry and lies nowhere.</summary>
    public Task CopyBlob(RegistryClient from, string fromRepository, string repository, RegistryBlob blob, CancellationToken cancel) =>
        calls.Repeat(
            async c =>
            {
                if (await HasBlob(repository, blob.Digest, c))
                {
                    return;
                }

                var upload = await StartUpload(repository, c);
                await from.calls.DoOnce(
                    () => from.Blob(HttpMethod.Get, fromRepository, blob.Digest), Pulls(fromRepository),
                    async (response, token) =>
                    {
                        await using var content = await (await from.Checked(response, token)).Content.ReadAsStreamAsync(token);
                        return await Send(upload, repository, blob, content, token);
                    },
                    c);
            },
            cancel);

    /// <summary>Writes a manifest whose parts are there.</summary>
    /// <param name="version">A tag, or its own digest.</param>
    public Task PutManifest(string repository, string version, RegistryManifest manifest, CancellationToken cancel) => calls.Do(
        () =>
        {
            var request = Manifest(HttpMethod.Put, repository, version);
            request.Content = new ReadOnlyMemoryContent(manifest.Bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(manifest.MediaType);
            return request;
        },
        Writes(repository), async (response, c) => await Checked(response, c) is not null, cancel);

    private static string Pulls(string repository) => $"repository:{repository}:pull";

    private static string Writes(string repository) => $"repository:{repository}:pull,push";

    private async Task<RegistryManifest?> Read(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var type = (await Checked(response, cancel)).Content.Headers.ContentType?.MediaType ?? "";
        return RegistryManifest.MediaTypes.Contains(type, StringComparer.Ordinal)
            ? Checked(new RegistryManifest(type, await RegistryWire.Read(response, LongestManifest, cancel)))
            : throw new RegistryException(RegistryFault.Failed, $"{place.Name} answers a manifest of an unknown type: '{type}'");
    }

    // Whoever is given it can rely on its form.
    private RegistryManifest Checked(RegistryManifest manifest)
    {
        try
        {
            _ = manifest.IsIndex ? manifest.Children() : manifest.Blobs();
            return manifest;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new RegistryException(RegistryFault.Failed, $"{place.Name} answers a manifest that is none", e);
        }
    }

    private async Task<HttpResponseMessage> Checked(HttpResponseMessage response, CancellationToken cancel) =>
        response.IsSuccessStatusCode ? response : throw await calls.Refusal(response, cancel);

    private Task<Uri> StartUpload(string repository, CancellationToken cancel) => calls.Do(
        () => new HttpRequestMessage(HttpMethod.Post, new Uri(place.Address, $"/v2/{repository}/blobs/uploads/")),
        Writes(repository),
        async (response, c) => (await Checked(response, c)).Headers.Location is { } location ? new Uri(place.Address, location)
            : throw new RegistryException(RegistryFault.Failed, $"{place.Name} does not say where to send a layer"),
        cancel);

    private Task<bool> Send(Uri upload, string repository, RegistryBlob blob, Stream content, CancellationToken cancel) => calls.DoOnce(
        () =>
        {
            var query = $"digest={Uri.EscapeDataString(blob.Digest)}";
            var address = new UriBuilder(upload) { Query = upload.Query.Length > 1 ? $"{upload.Query[1..]}&{query}" : query };
            var request = new HttpRequestMessage(HttpMethod.Put, address.Uri) { Content = new StreamContent(content) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            request.Content.Headers.ContentLength = blob.Size;
            return request;
        },
        Writes(repository), async (response, c) => await Checked(response, c) is not null, cancel);

    private HttpRequestMessage Manifest(HttpMethod method, string repository, string version)
    {
        var request = new HttpRequestMessage(method, new Uri(place.Address, $"/v2/{repository}/manifests/{version}"));
        foreach (var type in RegistryManifest.MediaTypes)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }

        return request;
    }

    private HttpRequestMessage Blob(HttpMethod method, string repository, string digest) =>
        new(method, new Uri(place.Address, $"/v2/{repository}/blobs/{digest}"));
}
