#pragma warning disable RS0030 // asks the process's own terminal
using System.Runtime.InteropServices;

namespace Fairlead.Cli.Console;

/// <summary>
/// The size of the terminal, asked of the system each time. The console class would answer too, but turns the terminal into its own
/// keypad mode first.
/// </summary>
internal static class TerminalSize
{
    private const nuint LinuxRequest = 0x5413;
    private const nuint AppleRequest = 0x40087468;

    // Where nobody knows.
    private static readonly (int Columns, int Rows) Usual = (80, 24);

    public static (int Columns, int Rows) Measure()
    {
        if (OperatingSystem.IsWindows())
        {
            return Known(System.Console.WindowWidth, System.Console.WindowHeight);
        }

        // What is redirected has no size.
        for (var descriptor = 2; descriptor >= 0; descriptor--)
        {
            if (Ask(descriptor, out var window) == 0)
            {
                return Known(window.Columns, window.Rows);
            }
        }

        return Usual;
    }

    private static (int Columns, int Rows) Known(int columns, int rows) => columns > 0 && rows > 0 ? (columns, rows) : Usual;

    // On Apple's ARM, what a function takes without naming it stands behind all registers.
    private static int Ask(int descriptor, out Window window) =>
        OperatingSystem.IsLinux() ? Control(descriptor, LinuxRequest, out window)
        : RuntimeInformation.ProcessArchitecture != Architecture.Arm64 ? Control(descriptor, AppleRequest, out window)
        : Control(descriptor, AppleRequest, 0, 0, 0, 0, 0, 0, out window);

    [DllImport("libc", EntryPoint = "ioctl")]
    private static extern int Control(int descriptor, nuint request, out Window window);

    [DllImport("libc", EntryPoint = "ioctl")]
    private static extern int Control(
        int descriptor, nuint request, nint r2, nint r3, nint r4, nint r5, nint r6, nint r7, out Window window);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Window
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort Width;
        public readonly ushort Height;
    }
}
