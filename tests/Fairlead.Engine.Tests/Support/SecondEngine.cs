using System.Diagnostics;

namespace Fairlead.Engine.Tests.Support;

/// <summary>A Docker engine of the test's own, beside the one of the machine, which may be stopped and pruned at will.</summary>
internal sealed class SecondEngine : IAsyncDisposable
{
    private const string Dockerd = "/usr/sbin/dockerd";
    private const string Bridge = "fairlead-test0";
    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-engine-").FullName;
    private Process? process;

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing { get; } =
        DockerEngine.Missing
            ?? (!File.Exists(Dockerd) ? $"there is no {Dockerd}" : Environment.UserName != "root" ? "a second engine needs root" : null);

    public string Socket => Path.Combine(folder, "docker.sock");

    public string Host => $"unix://{Socket}";

    public static async Task<SecondEngine> Start(params string[] images)
    {
        var engine = new SecondEngine();

        // A bridge of its own: an engine without one removes docker0, whose ever it is.
        await Shell($"ip link show {Bridge} >/dev/null 2>&1 || ip link add {Bridge} type bridge; "
            + $"ip addr replace 10.127.255.1/24 dev {Bridge}; ip link set {Bridge} up");
        await engine.Start();
        var archive = Path.Combine(engine.folder, "images.tar");
        (await Command.Run("docker", ["save", "-o", archive, .. images], engine.folder)).Succeeds();
        (await Command.Run("docker", ["load", "-i", archive], engine.folder, new Dictionary<string,
            string> { ["DOCKER_HOST"] = engine.Host })).Succeeds();
        return engine;
    }

    public async Task Start()
    {
        var arguments = $"--host {Host} --data-root {folder}/data --exec-root {folder}/exec --pidfile {folder}/pid --bridge {Bridge}";
        process = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"exec {Dockerd} {arguments} >>{folder}/log 2>&1"]) { UseShellExecute = false })!;
        await Waiting.Eventually(() =>
        {
            process.HasExited.ShouldBeFalse($"see {folder}/log");
            return Task.FromResult(DockerEngine.Answers(Socket));
        });
    }

    /// <summary>As a restart of Docker or a shutdown of the machine does.</summary>
    public async Task Stop()
    {
        await Process.Start("kill", ["-TERM", $"{process!.Id}"]).WaitForExitAsync();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process!.HasExited)
        {
            await Stop();
        }

        await Shell($"umount {folder}/data/overlay2 2>/dev/null; rm -rf {folder}; ip link delete {Bridge}");
    }

    private static Task<Answer> Shell(string script) => Command.Run("sh", ["-c", script], "/");
}
