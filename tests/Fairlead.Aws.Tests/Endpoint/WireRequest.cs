using System.Text.RegularExpressions;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>A request as it came over the wire, wherever it was read.</summary>
internal sealed partial record WireRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static WireRequest Read(HttpRequestMessage request, byte[] body)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["host"] = request.RequestUri!.Authority };
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<
            KeyValuePair<string, IEnumerable<string>>>()))
        {
            headers[name] = string.Join(',', values).Trim();
        }

        return new WireRequest(request.Method.Method, request.RequestUri, headers, body);
    }

    /// <summary>The service's name in the signature's scope.</summary>
    public string SigningName => Scope().Match(Authorization).Groups["service"].Value;

    public string AccessKeyId => Scope().Match(Authorization).Groups["key"].Value;

    public string Region => Scope().Match(Authorization).Groups["region"].Value;

    public string Authorization => Header("Authorization") ?? "";

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Names and values, decoded.</summary>
    public IReadOnlyList<(string Name, string Value)> Query => Form(Uri.Query.TrimStart('?'));

    public static IReadOnlyList<(string Name, string Value)> Form(string text) =>
        [.. text.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).Select(p => (Decode(p[0]), p.Length > 1 ? Decode(p[1]) : ""))];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [GeneratedRegex("Credential=(?<key>[^/]+)/[0-9]{8}/(?<region>[^/]+)/(?<service>[^/]+)/")]
    private static partial Regex Scope();
}
