using System.Diagnostics;
using Xunit.Abstractions;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Rights;
using Fairlead.Aws.Tests.Endpoint.Server;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>
/// The command as a process of its own, in real time, against the scripted AWS: the native file where <c>bin/test</c> has made one.
/// </summary>
public sealed class PublishedCommandTests(ITestOutputHelper told) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-published-").FullName;
    private ScriptedAws aws = null!;
    private ITimer time = null!;

    [Fact]
    public async Task It_releases_is_killed_at_an_exact_call_and_the_same_command_goes_on()
    {
        aws = await ScriptedAws.Start();
        new CallerRights(aws).Enforce();
        aws.Parts.Worker.Latencies.Only = TimeSpan.FromMilliseconds(50);
        time = aws.Clock.Run(pace: 1);

        Write(AwsShell.Digest);
        foreach (var call in new[] { "CreateChangeSet", "UpdateService" })
        {
            (await Run(["deploy", "-e", "production", "--yes"], killedAt: call)).Code.ShouldBe(137, call);
        }

        var first = await Run(["deploy", "-e", "production", "--yes"]);
        first.Code.ShouldBe(0, first.All);
        first.Out.ShouldContain("is live");
        aws.Parts.Stacks.All.Where(s => !s.IsGone).Select(s => s.Name).Order().ShouldBe([
            "fairlead-shop", "shop-production", "shop-production-access", "shop-production-web"]);
        aws.Parts.Services.Services.ShouldHaveSingleItem().Primary.HasCompleted.ShouldBeTrue();

        Write(AwsShell.Other);
        var second = await Run(["deploy", "-e", "production", "--yes"]);
        second.Code.ShouldBe(0, second.All);
        told.WriteLine($"another image: {second.Calls} calls; {second.LastLine}");
        var unchanged = await Run(["deploy", "-e", "production", "--yes"]);
        unchanged.Out.ShouldStartWith("nothing to do");
        told.WriteLine($"nothing changed: {unchanged.Calls} calls; {unchanged.LastLine}");
        (await Run(["rollback", "-e", "production", "--yes"])).Code.ShouldBe(0);
        (await Run(["status", "-e", "production", "--exit-code"])).Out.ShouldContain("2 of 2 healthy");
    }

    public async ValueTask DisposeAsync()
    {
        await time.DisposeAsync();
        await aws.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void Write(string digest) => File.WriteAllText(Path.Combine(folder, "fairlead.yaml"), AwsShell.Shop(digest));

    private async Task<Ended> Run(string[] arguments, string? killedAt = null)
    {
        string[] command = Environment.GetEnvironmentVariable("FAIRLEAD_NATIVE") is { Length: > 0 } native ? [native]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "fairlead.dll")];

        // The shell tells the processor's time; what is killed has to be the command itself.
        string[] timed = killedAt is null ? ["bash", "-c", "TIMEFORMAT='processor: %U s + %S s'; time \"$@\"", "-"] : [];
        string[] typed = [.. timed, .. command, .. arguments];
        var start = new ProcessStartInfo(typed[0], typed[1..])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in aws.Variables().Append(new("HOME", folder)))
        {
            start.Environment[name] = value;
        }

        var calls = aws.Calls.Count;
        using var process = Process.Start(start)!;
        aws.World.Calling = c =>
        {
            if (c.Operation == killedAt)
            {
                process.Kill();
            }
        };
        using var limit = new CancellationTokenSource(Longest);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new Ended(process.ExitCode, await output, await error, aws.Calls.Count - calls);
        }
        finally
        {
            aws.World.Calling = null;
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private sealed record Ended(int Code, string Out, string Error, int Calls)
    {
        public string All => $"{Code}\n{Out}{Error}";

        public string LastLine => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
    }
}
