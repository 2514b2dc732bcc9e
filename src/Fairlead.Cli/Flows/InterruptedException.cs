namespace Fairlead.Cli.Flows;

/// <summary>Somebody interrupted a command whose work goes on elsewhere.</summary>
/// <param name="words">What goes on, and which command comes back to it.</param>
internal sealed class InterruptedException(string words) : OperationCanceledException(words);
