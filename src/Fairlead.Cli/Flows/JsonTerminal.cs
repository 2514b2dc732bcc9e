using System.Text;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>A terminal whose output becomes events: a line of JSON for each line that a container writes.</summary>
internal sealed class JsonTerminal(ITerminal terminal, Screen screen, string subject) : ITerminal
{
    public bool IsInteractive => false;

    public bool HasInput => terminal.HasInput;

    public Stream Input => terminal.Input;

    public bool IsOutputLost => terminal.IsOutputLost;

    public Stream Output { get; } = new LineStream(
        line => screen.WriteJsonLine(json => EventJson.Write(json, new OutputLine(screen.Now, subject, line))));

    public Stream Error => Output;

    public (int Columns, int Rows) Size => terminal.Size;

    public IDisposable EnterRaw() => throw new InvalidOperationException("nobody is at it");

    /// <summary>Bytes that become whole lines.</summary>
    private sealed class LineStream(Func<string, Task> write) : WriteOnlyStream
    {
        private readonly List<byte> begun = [];

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                var end = buffer.Span.IndexOf((byte)'\n');
                begun.AddRange((end < 0 ? buffer : buffer[..end]).ToArray());
                if (end < 0)
                {
                    return;
                }

                await End();
                buffer = buffer[(end + 1)..];
            }
        }

        /// <summary>A last line without an end is a line too.</summary>
        public override Task FlushAsync(CancellationToken cancellationToken) => begun.Count > 0 ? End() : Task.CompletedTask;

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private Task End()
        {
            var line = Encoding.UTF8.GetString([.. begun]).TrimEnd('\r');
            begun.Clear();
            return write(line);
        }
    }
}
