using Fairlead.Core.Targets;

namespace Fairlead.Tests.Support;

/// <summary>Where nobody sits at a terminal.</summary>
/// <param name="size">The size of one that output may go to nevertheless.</param>
internal sealed class NoTerminal(Func<(int Columns, int Rows)>? size = null) : ITerminal
{
    public bool IsInteractive => false;

    public bool HasInput => false;

    public Stream Input => Stream.Null;

    public Stream Output => Stream.Null;

    public bool IsOutputLost => false;

    public Stream Error => Stream.Null;

    public (int Columns, int Rows) Size => size?.Invoke() ?? (80, 24);

    public IDisposable EnterRaw() => throw new InvalidOperationException("there is no terminal");
}
