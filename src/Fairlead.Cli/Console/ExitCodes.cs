namespace Fairlead.Cli.Console;

/// <summary>What the process answers. <c>run</c> and <c>exec</c> pass the container's own code through.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The world said no.</summary>
    public const int Failure = 1;

    /// <summary>The file or the flags are wrong.</summary>
    public const int Problem = 2;

    /// <summary><c>plan --exit-code</c> found changes; <c>init</c> left something out that serves.</summary>
    public const int Changes = 3;

    /// <summary>Another deploy went ahead, or a kept plan no longer fits; nothing was changed.</summary>
    public const int Superseded = 4;

    /// <summary>Credentials expired; what was begun goes on without us.</summary>
    public const int Expired = 5;

    /// <summary>We broke a promise.</summary>
    public const int Bug = 70;

    public const int Interrupted = 130;
}
