using System.Diagnostics;
using Fairlead.Core.Targets;

namespace Fairlead.Images;

/// <summary>A Docker client on this machine, and whether BuildKit can be used through it.</summary>
internal sealed record DockerClient(string Path, bool UsesBuildKit)
{
    /// <summary>
    /// The first client that can use BuildKit: one with buildx, or one before version 23, which speaks to the engine's own. Else the
    /// first client at all, with the engine's classic builder.
    /// </summary>
    public static async Task<DockerClient> Find(Func<string, string?> variable, CancellationToken cancel)
    {
        var name = OperatingSystem.IsWindows() ? "docker.exe" : "docker";
        var clients = (variable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(d => System.IO.Path.Combine(d, name)).Where(File.Exists).Distinct(StringComparer.Ordinal).ToList();
        foreach (var client in clients)
        {
            if (await CanUseBuildKit(client, cancel))
            {
                return new DockerClient(client, UsesBuildKit: true);
            }
        }

        return clients is [var first, ..]
            ? new DockerClient(first, UsesBuildKit: false)
            : throw new FailureException(
                "images can not be built",
                "no 'docker' client is on the PATH",
                "install the Docker client, or name finished images with images: {app: {use: …}}");
    }

    private static async Task<bool> CanUseBuildKit(string client, CancellationToken cancel)
    {
        var version = await Output(client, ["--version"], cancel); // "Docker version 20.10.24+dfsg1, build 297e128"
        var major = version?.Split(' ') is [_, _, var number, ..] && int.TryParse(number.Split('.')[0], out var n) ? n : 0;
        return major is > 17 and < 23 || await Output(client, ["buildx", "version"], cancel) is not null;
    }

    private static async Task<string?> Output(string client, string[] arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(client, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
        if (process is null)
        {
            return null;
        }

        var error = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await error;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? output : null;
    }
}
