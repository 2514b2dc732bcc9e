namespace Fairlead.Cli.Console;

/// <summary>The command was called in a wrong way.</summary>
internal sealed class UsageException(string message) : Exception(message);
