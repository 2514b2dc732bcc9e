#pragma warning disable RS0030 // asks the process's own console
using System.Text;

namespace Fairlead.Cli.Console;

/// <summary>
/// Questions at a terminal. The console class would read too, but can not be interrupted and leaves the terminal in modes of its own; so
/// the terminal edits an open line itself, and a hidden one is read byte by byte.
/// </summary>
/// <param name="stop">Ends a question at once, with the terminal as it was.</param>
internal sealed class ConsolePrompt(TextWriter error, CancellationToken stop) : IPrompt
{
    private const byte EndOfInput = 4;
    private const byte ClearLine = 21;
    private const byte Backspace = 8;
    private const byte Delete = 127;

    public bool CanAsk => !System.Console.IsInputRedirected && !System.Console.IsErrorRedirected;

    public string? Ask(string question)
    {
        var line = new List<byte>();
        Start(question);
        while (Read() is { Length: > 0 } bytes)
        {
            line.AddRange(bytes);
            if (bytes[^1] == '\n')
            {
                return Text(line).TrimEnd('\n', '\r');
            }
        }

        error.WriteLine();
        return line.Count == 0 ? null : Text(line);
    }

    public string? AskSecret(string question)
    {
        var saved = ProcessHost.Stty("-g");
        ProcessHost.Stty("-icanon -echo min 1 time 0");
        try
        {
            Start(question);
            var line = ReadHidden();
            error.WriteLine();
            return line;
        }
        finally
        {
            if (saved is { Length: > 0 })
            {
                ProcessHost.Stty(saved);
            }
        }
    }

    public byte[] ReadAll()
    {
        using var input = ProcessHost.OpenInput();
        using var all = new MemoryStream();
        input.CopyTo(all);
        return all.ToArray();
    }

    private void Start(string question)
    {
        stop.ThrowIfCancellationRequested();
        error.Write(question + " ");
    }

    // What the terminal no longer does: the keys that take something back, and the end. What comes behind the line is not for us.
    private string? ReadHidden()
    {
        var line = new List<byte>();
        while (Read() is { Length: > 0 } bytes)
        {
            foreach (var key in bytes)
            {
                switch (key)
                {
                    case (byte)'\n' or (byte)'\r':
                        return Text(line);
                    case EndOfInput when line.Count == 0:
                        return null;
                    case Backspace or Delete:
                        TakeBack(line);
                        break;
                    case ClearLine:
                        line.Clear();
                        break;
                    case >= (byte)' ':
                        line.Add(key);
                        break;
                }
            }
        }

        return line.Count == 0 ? null : Text(line);
    }

    // One character: the bytes that follow its first begin with the bits 10.
    private static void TakeBack(List<byte> line)
    {
        while (line.Count > 0)
        {
            var last = line[^1];
            line.RemoveAt(line.Count - 1);
            if ((last & 0b1100_0000) != 0b1000_0000)
            {
                return;
            }
        }
    }

    // A read can not be taken back, so it has a thread that the process does not wait for.
    private byte[] Read()
    {
        var done = new ManualResetEventSlim();
        var buffer = new byte[4096];
        var count = 0;
        new Thread(() =>
        {
            try
            {
                using var input = ProcessHost.OpenInput();
                count = input.Read(buffer);
            }
            catch (IOException)
            {
                // The terminal is gone: the input has ended.
            }

            done.Set();
        }) { IsBackground = true }.Start();
        try
        {
            done.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            error.WriteLine();
            throw;
        }

        return buffer[..count];
    }

    private static string Text(List<byte> line) => Encoding.UTF8.GetString([.. line]);
}
