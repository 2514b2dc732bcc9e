using System.Text;
using System.Text.Json;
using Fairlead.Core.Targets;

namespace Fairlead.Images.Registry;

/// <summary>What a registry is asked with, as the Engine API takes it. Only <see cref="Header"/> has values in it.</summary>
/// <param name="Source">Where it stands, for people: a file or a program.</param>
/// <param name="Server">The key it stands under.</param>
public sealed record RegistryLogin(string Source, string Server)
{
    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>What some registries give instead of a password.</summary>
    public string? IdentityToken { get; init; }

    public string? RegistryToken { get; init; }

    /// <summary>False where a file knows of a registry and has no login for it.</summary>
    public bool IsFilled => Password is { Length: > 0 } || IdentityToken is { Length: > 0 } || RegistryToken is { Length: > 0 };

    /// <summary>The value of <c>X-Registry-Auth</c>: JSON in base64url.</summary>
    public string Header()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in new[]
            {
                ("username", Username), ("password", Password), ("serveraddress", Server),
                ("identitytoken", IdentityToken), ("registrytoken", RegistryToken),
            })
            {
                if (value is { Length: > 0 })
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
        }

        // Go's base64.URLEncoding, which has its padding.
        return Convert.ToBase64String(buffer.ToArray()).Replace('+', '-').Replace('/', '_');
    }

    /// <summary>What a registry or engine said, without what it was given.</summary>
    public string Clean(string text)
    {
        var redactor = new Redactor();
        foreach (var value in new[] { Password, IdentityToken, RegistryToken }.OfType<string>())
        {
            redactor.Learn(value);
        }

        return redactor.Clean(text);
    }

    public override string ToString() => $"the login for {Server} from {Source}";

    /// <summary>Reads <c>user:password</c> in base64; null where it is something else.</summary>
    internal static (string Username, string Password)? Decode(string auth)
    {
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length).Trim('\0');
        var at = text.IndexOf(':', StringComparison.Ordinal);
        return at <= 0 ? null : (text[..at], text[(at + 1)..]);
    }
}
