using System.Globalization;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;

namespace Fairlead.Docker.Run.Containers;

/// <summary>
/// What a container listens on, from Linux's <c>/proc/net/tcp</c>: the commonest mistake is to listen where nobody else can reach.
/// </summary>
internal static class Listeners
{
    private const string Listening = "0A";
    private const string Loopback = "0100007F";

    /// <summary>Whether something listens on a port, though on the container's own loopback alone.</summary>
    public static async Task<bool> IsOnLoopbackOnly(Engine engine, string container, int port, CancellationToken cancel)
    {
        try
        {
            var (code, table) = await ContainerExec.Run(engine, container, ["cat", "/proc/net/tcp"], cancel);
            return code == 0 && IsOnLoopbackOnly(table, port);
        }
        catch (FailureException)
        {
            return false; // it does not run at this moment, or has no cat: then nothing more is known
        }
    }

    /// <summary>Columns: number, local address and port in hexadecimal, remote, state, …</summary>
    public static bool IsOnLoopbackOnly(string table, int port)
    {
        var end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        var addresses = table.Split('\n').Skip(1)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(c => c.Length > 3 && c[3] == Listening && c[1].EndsWith(end, StringComparison.Ordinal))
            .Select(c => c[1].Split(':')[0])
            .ToList();
        return addresses.Count > 0 && addresses.TrueForAll(a => a == Loopback);
    }
}
