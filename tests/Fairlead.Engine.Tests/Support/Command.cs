using System.Diagnostics;
using System.Text;

namespace Fairlead.Engine.Tests.Support;

/// <summary>What a process said and answered.</summary>
internal sealed record Answer(int Code, string Out, string Error)
{
    public string All => Out + Error;

    public Answer Succeeds()
    {
        Code.ShouldBe(0, All);
        return this;
    }
}

/// <summary>A running process whose output is collected.</summary>
internal sealed class Command : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Task reading;

    private Command(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(Read(process.StandardOutput, output), Read(process.StandardError, error));
    }

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public bool HasExited => process.HasExited;

    public static Command Start(
        string file,
        IEnumerable<string> arguments,
        string folder,
        IReadOnlyDictionary<string,
        string>? variables = null,
        string? input = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        if (input is not null)
        {
            started.StandardInput.Write(input);
        }

        started.StandardInput.Close();
        return new Command(started);
    }

    public static async Task<Answer> Run(
        string file,
        IEnumerable<string> arguments,
        string folder,
        IReadOnlyDictionary<string,
        string>? variables = null,
        string? input = null)
    {
        using var command = Start(file, arguments, folder, variables, input);
        return await command.End();
    }

    public async Task<Answer> End(TimeSpan? longest = null)
    {
        using var limit = new CancellationTokenSource(longest ?? Longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await reading.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end:\n{output}{error}",
                e);
        }

        return new Answer(process.ExitCode, output.ToString(), error.ToString());
    }

    /// <summary>SIGKILL, as a pulled plug.</summary>
    public void Kill() => process.Kill();

    /// <summary>What Ctrl-C sends.</summary>
    public void Interrupt() => Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static async Task Read(StreamReader reader, StringBuilder into)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (into)
            {
                into.Append(line).Append('\n');
            }
        }
    }
}
