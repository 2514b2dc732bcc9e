#pragma warning disable RS0030 // the one place where the process's own console, clock and environment come in
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Core.Targets;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Cli.Console;

/// <summary>The surroundings of a real process.</summary>
internal static class ProcessHost
{
    /// <param name="stop">Cancelled when the user wants the command to end.</param>
    public static HostEnvironment Create(CancellationToken stop)
    {
        var loss = new OutputLoss();
        return Create(loss, stop) with { Loss = loss };
    }

    private static HostEnvironment Create(OutputLoss loss, CancellationToken stop) => new()
    {
        Out = new LastingWriter(Writer(OpenOutput()), loss),
        Error = new LastingWriter(Writer(OpenError()), new OutputLoss()),
        Variable = Environment.GetEnvironmentVariable,
        WorkingFolder = Directory.GetCurrentDirectory(),
        HomeFolder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        User = Environment.UserName,
        Machine = Environment.MachineName,
        Process = Environment.ProcessId,
        Clock = TimeProvider.System,
        Terminal = new ConsoleTerminal(loss),
        Launch = Launch,
        Prompt = new ConsolePrompt(Writer(OpenError()), stop),
        IsTerminal = !System.Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
    };

    private static int? Launch(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            // Ctrl-C is the other program's to understand, however often.
            using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // there is none of that name
        }
    }

    private static StreamWriter Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    private sealed class ConsoleTerminal(OutputLoss loss) : ITerminal
    {
        public bool IsOutputLost => loss.Error is not null;

        public bool IsInteractive => !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected;

        public bool HasInput => System.Console.IsInputRedirected;

        public Stream Input => OpenInput();

        public Stream Output { get; } = new WatchedStream(OpenOutput(), loss);

        public Stream Error { get; } = OpenError();

        public (int Columns, int Rows) Size => TerminalSize.Measure();

        public IDisposable EnterRaw() => new RawMode();
    }

    private static Stream OpenOutput() => Open(1, System.Console.OpenStandardOutput);

    private static Stream OpenError() => Open(2, System.Console.OpenStandardError);

    // At a terminal not the console's streams: with the first write they turn it into their own keypad mode, and leave it there. Nor in a
    // pipe: they do not say that nobody reads it any more. In a file they are right: two streams may lead to the same, and each of the
    // others would count its own place in it. Where there is none at all, the number may be that of some other file by now.
    private static Stream Open(int descriptor, Func<Stream> console)
    {
        if (OperatingSystem.IsWindows())
        {
            return console();
        }

        try
        {
            var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return stream.CanSeek ? console() : stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Stream.Null;
        }
    }

    // Not System.Console.OpenStandardInput: at a terminal that edits lines itself, and echoes what stty was told not to.
    internal static Stream OpenInput() => new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    // The terminal's modes are changed by stty, which every Unix has; its saved form is what it takes back.
    private sealed class RawMode : IDisposable
    {
        private readonly string? saved = Stty("-g");

        public RawMode() => Stty("raw -echo");

        public void Dispose()
        {
            if (saved is { Length: > 0 })
            {
                Stty(saved);
            }
        }
    }

    internal static string? Stty(string arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"stty {arguments} < /dev/tty"]) { RedirectStandardOutput = true, UseShellExecute = false });
        var output = process?.StandardOutput.ReadToEnd();
        process?.WaitForExit();
        return output?.Trim();
    }
}
