using System.Net.Sockets;

namespace Fairlead.Engine.Tests.Support;

/// <summary>A test that needs a Docker engine; where none answers it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute() => Skip = DockerEngine.Missing;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute() => Skip = DockerEngine.Missing;
}

internal static class DockerEngine
{
    public const string Socket = "/var/run/docker.sock";

    public static string? Missing { get; } = Answers(Socket) ? null : "no Docker engine answers; bin/setup installs and starts one";

    public static bool Answers(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
