using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;

namespace Fairlead.Docker.Run;

/// <summary>Finds out who has a port of the host.</summary>
internal static partial class PortHolder
{
    public static async Task<Failure> Explain(Engine engine, string subject, string message, CancellationToken cancel)
    {
        return await Explain(
            engine,
            subject,
            Port().Match(message) is { Success: true } match ? int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) : 0,
            cancel);
    }

    public static async Task<Failure> Explain(Engine engine, string subject, int port, CancellationToken cancel)
    {
        var holder = await Container(engine, port, cancel) ?? Process(port) ?? "another program";
        return new Failure($"{subject}: the port {port} of this machine is taken", $"{holder} listens on it")
        {
            Next = $"stop {holder}, or choose another port with host_port",
        };
    }

    [GeneratedRegex(@":(?<port>\d+)(?!.*:\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Port();

    private static async Task<string?> Container(Engine engine, int port, CancellationToken cancel)
    {
        foreach (var container in await engine.Containers("", cancel))
        {
            if (container.Status.StartsWith("Up", StringComparison.Ordinal)
                && await engine.Find(container.Id, cancel) is { HostConfig.PortBindings: { } bindings }
                && bindings.Values.Any(b => b is not null && b.Any(x => x.HostPort == port.ToString(CultureInfo.InvariantCulture))))
            {
                return $"the container {container.Names[0].TrimStart('/')}";
            }
        }

        return null;
    }

    // Linux tells it in /proc: the socket's inode, then the process that has it open.
    private static string? Process(int port)
    {
        try
        {
            var inode = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists)
                .SelectMany(File.ReadLines)
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(f => f.Length > 9 && f[3] == "0A" && f[1].EndsWith($":{port:X4}", StringComparison.Ordinal))?[9];
            if (inode is null)
            {
                return null;
            }

            return Directory.EnumerateDirectories("/proc")
                .Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0]) && Has(d, $"socket:[{inode}]"))
                .Select(d => $"{File.ReadAllText(Path.Combine(d, "comm")).Trim()} (process {Path.GetFileName(d)})")
                .FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // not told on this system
        }
    }

    private static bool Has(string process, string socket)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(fd => new FileInfo(fd).LinkTarget == socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another user's, or it has just ended
        }
    }
}
