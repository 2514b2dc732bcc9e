using System.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Console;

/// <summary>What became of an output: whoever reads it may go, and a disk may be full, at any moment.</summary>
#pragma warning disable CA1001 // its source lives as long as the process
internal sealed class OutputLoss
#pragma warning restore CA1001
{
    // EPIPE on all Unix systems.
    private const int BrokenPipe = 32;
    private readonly CancellationTokenSource source = new();

    /// <summary>Cancelled when nothing more can be written.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Why; null as long as all is well.</summary>
    public IOException? Error { get; private set; }

    /// <summary>Nobody reads any more, which is how one ends a pipe.</summary>
    public bool IsReaderGone => Error is { } e && (e.HResult & 0xFFFF) == BrokenPipe;

    public void Report(IOException error)
    {
        Error ??= error;
        source.Cancel();
    }
}

/// <summary>
/// A writer that never fails: losing the view must not stop the work. What can not be written is dropped, and the loss is on record.
/// </summary>
internal sealed class LastingWriter(TextWriter inner, OutputLoss loss) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void WriteLine() => Try(inner.WriteLine);

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override Task WriteAsync(char value) => Try(() => inner.WriteAsync(value));

    public override Task WriteAsync(string? value) => Try(() => inner.WriteAsync(value));

    public override Task WriteLineAsync() => Try(inner.WriteLineAsync);

    public override Task WriteLineAsync(string? value) => Try(() => inner.WriteLineAsync(value));

    public override void Flush() => Try(inner.Flush);

    public override Task FlushAsync() => Try(inner.FlushAsync);

    private void Try(Action write)
    {
        if (loss.Error is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (IOException e)
        {
            loss.Report(e);
        }
    }

    private async Task Try(Func<Task> write)
    {
        if (loss.Error is not null)
        {
            return;
        }

        try
        {
            await write();
        }
        catch (IOException e)
        {
            loss.Report(e);
        }
    }
}

/// <summary>A stream that tells of its loss, and passes it on to whoever writes.</summary>
internal sealed class WatchedStream(Stream inner, OutputLoss loss) : WriteOnlyStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            inner.Write(buffer, offset, count);
        }
        catch (IOException e)
        {
            loss.Report(e);
            throw;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            loss.Report(e);
            throw;
        }
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
