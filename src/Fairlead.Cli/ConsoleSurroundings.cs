#pragma warning disable RS0030 // the one place where the process's own console, clock and environment come in
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Core.Targets;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Cli;

/// <summary>The surroundings of a real process.</summary>
internal static class ConsoleSurroundings
{
    public static Surroundings Create() => new()
    {
        Out = Writer(Console.OpenStandardOutput()),
        Error = Writer(Console.OpenStandardError()),
        Variable = Environment.GetEnvironmentVariable,
        WorkingFolder = Directory.GetCurrentDirectory(),
        HomeFolder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        User = Environment.UserName,
        Clock = TimeProvider.System,
        Terminal = new ConsoleTerminal(),
        Prompt = new ConsolePrompt(),
        IsTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
    };

    // Console.Out would turn the terminal into its own keypad mode.
    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    private sealed class ConsoleTerminal : ITerminal
    {
        public bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

        public bool HasInput => Console.IsInputRedirected;

        // Not Console.OpenStandardInput: at a terminal that edits lines itself, and echoes what stty was told not to.
        public Stream Input => new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

        public Stream Output { get; } = Console.OpenStandardOutput();

        public Stream Error { get; } = Console.OpenStandardError();

        public (int Columns, int Rows) Size { get; private set; } = (80, 24);

        public IDisposable EnterRaw()
        {
            Measure();
            return new RawMode(Measure);
        }

        // The console class would answer too, but turns the terminal into its own keypad mode first.
        private void Measure()
        {
            if (Stty("size")?.Split(' ') is [var rows, var columns] && int.TryParse(columns, out var c) && int.TryParse(rows, out var r) && c > 0)
            {
                Size = (c, r);
            }
        }
    }

    // The terminal's modes are changed by stty, which every Unix has; its saved form is what it takes back.
    private sealed class RawMode : IDisposable
    {
        private readonly string? saved = Stty("-g");
        private readonly PosixSignalRegistration? resized;

        public RawMode(Action measure)
        {
            Stty("raw -echo");
            resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => measure());
        }

        public void Dispose()
        {
            resized?.Dispose();
            if (saved is { Length: > 0 })
            {
                Stty(saved);
            }
        }
    }

    private sealed class ConsolePrompt : IPrompt
    {
        public bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

        public string? Ask(string question)
        {
            Console.Error.Write(question + " ");
            return Console.ReadLine();
        }

        public string? AskSecret(string question)
        {
            Console.Error.Write(question + " ");
            var value = new StringBuilder();
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                switch (key.Key)
                {
                    case ConsoleKey.Enter:
                        Console.Error.WriteLine();
                        return value.ToString();
                    case ConsoleKey.D when key.Modifiers == ConsoleModifiers.Control && value.Length == 0:
                        Console.Error.WriteLine();
                        return null;
                    case ConsoleKey.Backspace:
                        value.Length = Math.Max(0, value.Length - 1);
                        break;
                    default:
                        if (!char.IsControl(key.KeyChar))
                        {
                            value.Append(key.KeyChar);
                        }

                        break;
                }
            }
        }

        public string ReadAll() => Console.In.ReadToEnd();
    }

    private static string? Stty(string arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"stty {arguments} < /dev/tty"]) { RedirectStandardOutput = true, UseShellExecute = false });
        var output = process?.StandardOutput.ReadToEnd();
        process?.WaitForExit();
        return output?.Trim();
    }
}
