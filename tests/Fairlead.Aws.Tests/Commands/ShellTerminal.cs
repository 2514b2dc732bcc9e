using System.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>Where what runs for somebody writes to, without a terminal.</summary>
internal sealed class ShellTerminal : ITerminal, IAsyncDisposable
{
    private readonly MemoryStream output = new();

    public bool IsInteractive => false;

    public bool HasInput => false;

    public Stream Input => Stream.Null;

    public Stream Output => output;

    public bool IsOutputLost => false;

    public Stream Error => output;

    public (int Columns, int Rows) Size => (80, 24);

    public string Text => Encoding.UTF8.GetString(output.ToArray());

    public IDisposable EnterRaw() => throw new InvalidOperationException("there is no terminal");

    public ValueTask DisposeAsync() => output.DisposeAsync();
}
