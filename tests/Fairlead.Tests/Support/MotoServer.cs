using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Tests.Support;

/// <summary>A test that asks moto; skipped, with how to get it, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MotoFactAttribute : FactAttribute
{
    public MotoFactAttribute() => Skip = MotoServer.Missing;
}

/// <summary>The same, for each of several.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MotoTheoryAttribute : TheoryAttribute
{
    public MotoTheoryAttribute() => Skip = MotoServer.Missing;
}

/// <summary>Whose account and which region a call is for.</summary>
internal sealed record MotoPlace(string Account, string Region);

/// <summary>Moto, which plays AWS: a server of its own, on a free port of this machine.</summary>
internal sealed class MotoServer : IDisposable
{
    private const string Version = "5.2.1";
    private const int Tries = 5;

    /// <summary>Why it can not be asked, or null.</summary>
    public static readonly string? Missing = Installed() == Version
        ? null
        : $"moto {Version} is not on this machine: pip install 'moto[server]=={Version}'";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly TaskCompletionSource<bool> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> errors = new();
    private readonly HttpClient client;
    private readonly Process process;

    private MotoServer(int port, IEnumerable<KeyValuePair<string, string>> variables)
    {
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        process = new Process
        {
            StartInfo = new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
                Environment = { ["PYTHONWARNINGS"] = "ignore", ["PYTHONUNBUFFERED"] = "1" },
            },
            EnableRaisingEvents = true,
        };
        foreach (var (name, value) in variables)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Exited += (_, _) => ready.TrySetResult(false);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address => client.BaseAddress!;

    /// <summary>What its own faults were, since the last time.</summary>
    public string TakeErrors()
    {
        var text = string.Join("; ", errors.Distinct());
        errors.Clear();
        return text;
    }

    /// <summary>The port that was free may be taken before it has it: then there is another.</summary>
    /// <param name="variables">Environment variables that it reads.</param>
    public static async Task<MotoServer> Start(params KeyValuePair<string, string>[] variables)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var server = new MotoServer(port, variables);
            if (await server.ready.Task.WaitAsync(LongestStart))
            {
                return server;
            }

            var said = server.TakeErrors();
            server.Dispose();
            attempt.ShouldBeLessThan(Tries, $"moto_server does not start: {said}");
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        client.Dispose();
    }

    /// <summary>A call of CloudFormation.</summary>
    public Task<(bool IsDone, string Text)> Stacks(MotoPlace place, string action, params (string Key, string Value)[] fields) =>
        Send(place, "cloudformation", new FormUrlEncodedContent(
            [KeyValuePair.Create("Action", action), .. fields.Select(f => KeyValuePair.Create(f.Key, f.Value))]));

    /// <summary>A call of a service that takes JSON.</summary>
    public Task<(bool IsDone, string Text)> Json(MotoPlace place, string service, string target, string body)
    {
        var content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1");
        content.Headers.Add("X-Amz-Target", target);
        return Send(place, service, content);
    }

    private async Task<(bool IsDone, string Text)> Send(MotoPlace place, string service, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential=KEY/20261121/{place.Region}/{service}/aws4_request, SignedHeaders=host, Signature=none");
        request.Headers.Add("x-moto-account-id", place.Account);
        using var response = await client.SendAsync(request);
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private void Hear(string? line)
    {
        if (line?.Contains("Running on", StringComparison.Ordinal) == true)
        {
            ready.TrySetResult(true);
        }
        else if (line is not null && !line.StartsWith(' ') && line.Contains("Error", StringComparison.Ordinal))
        {
            errors.Enqueue(line);
        }
    }

    private static string? Installed()
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3",
                ["-c", "import importlib.metadata as m; print(m.version('moto'), m.version('flask'))"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
            var error = python.StandardError.ReadToEndAsync();
            var version = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            _ = error.GetAwaiter().GetResult();
            return version.Split(' ')[0];
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
