using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Fairlead.Tests.Support;

/// <summary>A test that needs a registry; skipped, with how to get one, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RegistryFactAttribute : FactAttribute
{
    public RegistryFactAttribute() => Skip = LocalRegistry.Missing;
}

/// <summary>The real registry, Debian's docker-registry, on a free port of this machine; what is in it is gone with it.</summary>
internal sealed partial class LocalRegistry : IDisposable
{
    /// <summary>Of the user AWS, where a registry is closed.</summary>
    public const string Password = "s3cr3t-of-ecr";

    // Bcrypt, of the password.
    private const string PasswordHash = "$2b$04$OfNFW2f0NJqx46CuF0nKtOggm554mr/cUxL6rM386ei2KqDKsHwCG";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly string? Program = Folders().Select(f => Path.Combine(f, "docker-registry")).FirstOrDefault(File.Exists);

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-registry-").FullName;
    private readonly TaskCompletionSource<string> listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;

    private LocalRegistry(bool isClosed)
    {
        File.WriteAllText(Path.Combine(folder, "users"), $"AWS:{PasswordHash}\n");
        var auth = isClosed ? $"auth: {{htpasswd: {{realm: ecr, path: '{folder}/users'}} }}" : "";
        File.WriteAllText(Path.Combine(folder, "config.yml"), $$"""
            version: 0.1
            log: {level: info, accesslog: {disabled: true} }
            storage: {filesystem: {rootdirectory: '{{folder}}/data'}, maintenance: {uploadpurging: {enabled: false} } }
            http: {addr: '127.0.0.1:0', secret: of-a-test}
            {{auth}}
            """);
        process = new Process
        {
            StartInfo = new ProcessStartInfo(Program!, ["serve", Path.Combine(folder, "config.yml")])
            {
                RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false,
            },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Exited += (_, _) => listens.TrySetException(new InvalidOperationException("docker-registry does not start"));
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing { get; } =
        Program is null ? "docker-registry is not on this machine: bin/setup registry fetches it" : null;

    /// <summary>127.0.0.1 and a port.</summary>
    public string Host { get; private set; } = "";

    public string Url => $"http://{Host}";

    /// <param name="isClosed">It wants to be logged in to, as AWS.</param>
    public static async Task<LocalRegistry> Start(bool isClosed = false)
    {
        var registry = new LocalRegistry(isClosed);
        registry.Host = await registry.listens.Task.WaitAsync(LongestStart);
        return registry;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<string> Folders()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append(Path.Combine(cache, "fairlead", "registry", "usr", "bin"));
    }

    private void Hear(string? line)
    {
        if (line is not null && Listening().Match(line) is { Success: true } found)
        {
            listens.TrySetResult(found.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
