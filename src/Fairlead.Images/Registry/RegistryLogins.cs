using System.Text.Json;
using Fairlead.Images.Plan;

namespace Fairlead.Images.Registry;

/// <summary>What is known of a registry's login.</summary>
/// <param name="Login">Null where there is none.</param>
/// <param name="Doubt">Why it could not be found out; null where all went well.</param>
public sealed record FoundLogin(RegistryLogin? Login, string? Doubt);

/// <summary>
/// The logins of the user's Docker client: its <c>config.json</c>, and the programs it names. Read when a registry is asked for, once for
/// each. What can not be read is told when the registry wants a login, as with Docker's own client.
/// </summary>
/// <param name="variable">Reads an environment variable.</param>
/// <param name="home">The home folder of the user.</param>
public sealed class RegistryLogins(Func<string, string?> variable, string home)
{
    // Docker Hub's login stands under an address that is older than registries.
    private const string HubKey = "https://index.docker.io/v1/";

    private readonly Dictionary<string, Task<FoundLogin>> found = new(StringComparer.Ordinal);
    private readonly string file = Path.Combine(
        variable("DOCKER_CONFIG") is { Length: > 0 } folder ? folder : Path.Combine(home, ".docker"), "config.json");

    /// <summary>How long a program that keeps logins may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <param name="registry">As <see cref="ImageRegistry.HostOf"/> names it.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<FoundLogin> Find(string registry, CancellationToken cancel)
    {
        Task<FoundLogin>? finding;
        lock (found)
        {
            if (!found.TryGetValue(registry, out finding) || finding.IsFaulted || finding.IsCanceled)
            {
                found[registry] = finding = Read(registry, cancel);
            }
        }

        return await finding;
    }

    private async Task<FoundLogin> Read(string registry, CancellationToken cancel)
    {
        try
        {
            if (!File.Exists(file))
            {
                return new FoundLogin(null, null);
            }

            using var document = JsonDocument.Parse(
                await File.ReadAllBytesAsync(file, cancel), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return await Read(document.RootElement, registry, cancel);
        }
        catch (JsonException e)
        {
            return new FoundLogin(null, $"{file} is no JSON (line {e.LineNumber + 1})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FoundLogin(null, $"{file} can not be read");
        }
    }

    private async Task<FoundLogin> Read(JsonElement config, string registry, CancellationToken cancel)
    {
        var server = registry == ImageRegistry.Hub ? HubKey : registry;
        string? doubt = null;
        if ((String(Member(config, "credHelpers", registry)) ?? Text(config, "credsStore")) is { Length: > 0 } name)
        {
            try
            {
                if (await new CredentialProgram(name, variable, Patience).Ask(server, cancel) is { } login)
                {
                    return new FoundLogin(login, null);
                }
            }
            catch (LoginDoubtException e)
            {
                doubt = e.Message;
            }
        }

        return Member(config, "auths", registry) is { } entry && InFile(entry, server) is { IsFilled: true } own
            ? new FoundLogin(own, null)
            : new FoundLogin(null, doubt);
    }

    private RegistryLogin InFile(JsonElement entry, string server)
    {
        var auth = Text(entry, "auth") is { Length: > 0 } text ? RegistryLogin.Decode(text) : null;
        return new RegistryLogin(file, server)
        {
            Username = auth?.Username ?? Text(entry, "username"),
            Password = auth?.Password ?? Text(entry, "password"),
            IdentityToken = Text(entry, "identitytoken"),
            RegistryToken = Text(entry, "registrytoken"),
        };
    }

    // Exactly so, else by the host that the key means: files have https://host/v1/ too.
    private static JsonElement? Member(JsonElement config, string map, string registry)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty(map, out var members)
            || members.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var key = registry == ImageRegistry.Hub ? HubKey : registry;
        JsonElement? near = null;
        foreach (var member in members.EnumerateObject())
        {
            if (member.Name == key)
            {
                return member.Value;
            }

            near ??= Host(member.Name) == registry ? member.Value : null;
        }

        return near;
    }

    private static string Host(string key)
    {
        var at = key.IndexOf("://", StringComparison.Ordinal);
        return ImageRegistry.HostOf((at < 0 ? key : key[(at + 3)..]).Split('/')[0] + "/");
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out var value) ? String(value) : null;

    private static string? String(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
