using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairlead.Images.Registry;

/// <summary>
/// What a registry is shown: a password, or a token that it sends its callers for. <c>distribution: Token Authentication
/// Specification</c>.
/// </summary>
internal sealed partial class RegistryTokens(RegistryPlace place, HttpMessageInvoker http)
{
    private const int LongestAnswer = 1 << 20;

    private readonly Dictionary<string, AuthenticationHeaderValue> known = new(StringComparer.Ordinal);

    public AuthenticationHeaderValue? Find(string scope)
    {
        lock (known)
        {
            return known.GetValueOrDefault(scope);
        }
    }

    /// <summary>What to show after a refusal.</summary>
    /// <param name="challenges">What the registry wants to see.</param>
    /// <param name="scope">What is to be done: <c>repository:team/app:pull</c>.</param>
    /// <returns>Null where there is nothing to show.</returns>
    public async Task<AuthenticationHeaderValue?> Get(
        IEnumerable<AuthenticationHeaderValue> challenges, string scope, CancellationToken cancel)
    {
        var login = (await place.Login(cancel)).Login;
        AuthenticationHeaderValue? header = null;
        foreach (var challenge in challenges)
        {
            header ??= challenge.Scheme.ToUpperInvariant() switch
            {
                "BASIC" => Basic(login),
                "BEARER" => login is { RegistryToken: { Length: > 0 } own } ? new AuthenticationHeaderValue("Bearer", own)
                    : await Fetch(challenge.Parameter ?? "", scope, login, cancel),
                _ => null,
            };
        }

        if (header is not null)
        {
            lock (known)
            {
                known[scope] = header;
            }
        }

        return header;
    }

    private static AuthenticationHeaderValue? Basic(RegistryLogin? login) => login is { Username: { } user, Password: { Length: > 0 } word }
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{word}"))) : null;

    private async Task<AuthenticationHeaderValue?> Fetch(
        string challenge, string scope, RegistryLogin? login, CancellationToken cancel)
    {
        var said = Parameter().Matches(challenge).ToDictionary(
            m => m.Groups["name"].Value.ToLowerInvariant(), m => m.Groups["value"].Value, StringComparer.Ordinal);
        if (!Uri.TryCreate(said.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) || !RegistryPlace.IsSafe(realm))
        {
            throw new RegistryException(RegistryFault.Failed, $"{place.Name} sends its callers for a token to an address that is not safe");
        }

        using var request = Ask(realm, said.GetValueOrDefault("service"), scope, login);
        using var response = await http.SendAsync(request, cancel);
        return response.IsSuccessStatusCode && Token(await RegistryWire.Read(response, LongestAnswer, cancel)) is { } token
            ? new AuthenticationHeaderValue("Bearer", token)
            : throw await RegistryWire.Refusal(place.Name, response, login, cancel);
    }

    // An identity token is given for an access token, as a password is; the form is then another one (OAuth 2).
    private static HttpRequestMessage Ask(Uri realm, string? service, string scope, RegistryLogin? login)
    {
        if (login is { IdentityToken: { Length: > 0 } identity })
        {
            return new HttpRequestMessage(HttpMethod.Post, realm)
            {
                Content = new FormUrlEncodedContent(
                [
                    new("grant_type", "refresh_token"), new("service", service ?? ""), new("client_id", "fairlead"), new("scope", scope),
                    new("refresh_token", identity),
                ]),
            };
        }

        var query = $"scope={Uri.EscapeDataString(scope)}" + (service is null ? "" : $"&service={Uri.EscapeDataString(service)}");
        var address = new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{query}" : query };
        var request = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        request.Headers.Authorization = Basic(login);
        return request;
    }

    private static string? Token(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Text(json.RootElement, "token") ?? Text(json.RootElement, "access_token");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text : null;

    [GeneratedRegex("(?<name>\\w+)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
