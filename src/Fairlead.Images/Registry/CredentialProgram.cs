using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Fairlead.Images.Registry;

/// <summary>
/// A program that keeps logins, <c>docker-credential-NAME</c>: it is given the registry on its input and answers JSON. What it says on
/// its error output is not shown: nobody knows what is in it.
/// </summary>
/// <param name="name">Its name, without what all such programs have in common.</param>
/// <param name="variable">Reads an environment variable.</param>
/// <param name="patience">How long it may take.</param>
internal sealed class CredentialProgram(string name, Func<string, string?> variable, TimeSpan patience)
{
    // How such a program says that it has no login for the registry.
    private const string NoLogin = "credentials not found";

    // What some answer in place of a user: the rest is an identity token.
    private const string Token = "<token>";

    private readonly string program = "docker-credential-" + name;

    /// <returns>Null where it has none.</returns>
    /// <exception cref="LoginDoubtException">It can not be asked.</exception>
    public async Task<RegistryLogin?> Ask(string server, CancellationToken cancel)
    {
        var path = Find() ?? throw new LoginDoubtException($"{program} is not on the PATH");
        var (code, said) = await Run(path, server, cancel);
        if (code == 0)
        {
            return Read(server, said);
        }

        return said.Contains(NoLogin, StringComparison.OrdinalIgnoreCase) ? null
            : throw new LoginDoubtException($"{program} ended with {code}: try 'echo {server} | {program} get'");
    }

    private RegistryLogin? Read(string server, string said)
    {
        try
        {
            using var document = JsonDocument.Parse(said);
            var (user, secret) = (Member(document.RootElement, "Username"), Member(document.RootElement, "Secret"));
            var login = new RegistryLogin(program, server);
            login = user == Token ? login with { IdentityToken = secret } : login with { Username = user, Password = secret };
            return login.IsFilled ? login : null;
        }
        catch (JsonException)
        {
            throw new LoginDoubtException($"{program} answered something that is no JSON");
        }
    }

    private static string? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // A name is no path: what is run stands on the user's PATH.
    private string? Find()
    {
        var isBare = OperatingSystem.IsWindows() && !program.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);
        var file = isBare ? program + ".exe" : program;
        return Path.GetFileName(file) != file ? null
            : (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(d => Path.Combine(d, file)).FirstOrDefault(File.Exists);
    }

    private async Task<(int Code, string Said)> Run(string path, string server, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        using var process = Start(path);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            await Write(process, server, limit.Token);
            var said = await output;
            await error;
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, said);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new LoginDoubtException($"{program} did not answer within {patience.TotalSeconds:0} s");
        }
    }

    private Process Start(string path)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(path, ["get"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new LoginDoubtException($"{program} can not be started: {e.Message}");
        }
    }

    // One that does not read has its answer ready.
    private static async Task Write(Process process, string server, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(server.AsMemory(), cancel);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }
}

/// <summary>A login could not be found out. No reason to give up: most images need none.</summary>
internal sealed class LoginDoubtException(string why) : Exception(why);
