using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Api;

/// <summary>Where the engine listens: <c>DOCKER_HOST</c>, else the current Docker context, else the usual socket.</summary>
/// <param name="Socket">A unix socket; null when the engine is reached over TCP.</param>
/// <param name="Tcp">host:port without TLS; null when there is a socket.</param>
public sealed record EngineAddress(string? Socket, string? Tcp)
{
    public const string DefaultSocket = "/var/run/docker.sock";

    public override string ToString() => Socket is not null ? $"unix://{Socket}" : $"tcp://{Tcp}";

    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="home">The home folder of the user.</param>
    public static EngineAddress Find(Func<string, string?> variable, string home)
    {
        if (variable("DOCKER_HOST") is { Length: > 0 } host)
        {
            return Parse(host, "DOCKER_HOST");
        }

        var config = variable("DOCKER_CONFIG") ?? Path.Combine(home, ".docker");
        var context = variable("DOCKER_CONTEXT") ?? Read(Path.Combine(config, "config.json"), "currentContext");
        if (context is null or "" or "default")
        {
            return new EngineAddress(DefaultSocket, null);
        }

        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context)));
        var endpoint = Read(Path.Combine(config, "contexts", "meta", id, "meta.json"), "Endpoints", "docker", "Host");
        return endpoint is not null
            ? Parse(endpoint, $"the Docker context '{context}'")
            : throw new FailureException("no engine", $"the Docker context '{context}' names no engine", "docker context ls");
    }

    private static EngineAddress Parse(string host, string where)
    {
        if (host.StartsWith("unix://", StringComparison.Ordinal))
        {
            return new EngineAddress(host[7..], null);
        }

        if (host.StartsWith("tcp://", StringComparison.Ordinal))
        {
            return new EngineAddress(null, host[6..].TrimEnd('/'));
        }

        throw new FailureException(
            "no engine",
            $"{where} is '{host}'; only unix:// and tcp:// addresses are understood",
            "unset DOCKER_HOST");
    }

    private static string? Read(string file, params string[] path)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var element = document.RootElement;
            foreach (var name in path)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                {
                    return null;
                }
            }

            return element.GetString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
