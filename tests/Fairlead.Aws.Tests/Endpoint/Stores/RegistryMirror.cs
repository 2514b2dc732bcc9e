using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>A real registry behind ECR's API: what is pushed to it is there, and what gets a tag there has it here.</summary>
internal sealed class RegistryMirror(string url, string? password)
{
    private static readonly HttpClient Http = new();

    private static readonly string[] Types =
    [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    ];

    public (string Digest, string Text, string Type)? Find(string repository, string version)
    {
        using var request = Ask(HttpMethod.Get, $"{repository}/manifests/{version}");
        Array.ForEach(Types, t => request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(t)));
        using var response = Http.Send(request);
        return !response.IsSuccessStatusCode ? null
            : (response.Headers.GetValues("Docker-Content-Digest").Single(), Read(response),
                response.Content.Headers.ContentType!.MediaType!);
    }

    public IReadOnlyList<string> Tags(string repository)
    {
        using var request = Ask(HttpMethod.Get, $"{repository}/tags/list");
        using var response = Http.Send(request);
        return !response.IsSuccessStatusCode ? []
            : [.. JsonNode.Parse(Read(response))!["tags"]?.AsArray().Select(t => t!.GetValue<string>()) ?? []];
    }

    /// <summary>What only the script has stays with it: a registry takes no manifest whose layers it lacks.</summary>
    public void Put(string repository, string tag, (string Text, string Type, double At) manifest)
    {
        using var request = Ask(HttpMethod.Put, $"{repository}/manifests/{tag}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(manifest.Text));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(manifest.Type);
        using var response = Http.Send(request);
    }

    private HttpRequestMessage Ask(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"{url}/v2/{path}");
        if (password is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes("AWS:" + password)));
        }

        return request;
    }

    private static string Read(HttpResponseMessage response)
    {
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return reader.ReadToEnd();
    }
}
