namespace Fairlead.Docker.Run.Containers;

/// <summary>Why the engine refused to start a container, in words that lead somewhere.</summary>
/// <param name="Key">The key of the file that it is about.</param>
/// <param name="Why">What is so.</param>
/// <param name="Next">One step to take.</param>
internal sealed record EngineRefusal(string Key, string Why, string Next)
{
    /// <summary>Null where the engine's own words have to do.</summary>
    public static EngineRefusal? Explain(string reason)
    {
        if (reason.Contains("unable to find user", StringComparison.Ordinal)
            || reason.Contains("no matching entries in passwd", StringComparison.Ordinal))
        {
            return new("user", "the image has no user of that name", "write a number, or a user that the image has");
        }

        if (reason.Contains("No command specified", StringComparison.OrdinalIgnoreCase))
        {
            return new("command", "neither the file nor the image says what to run", "write 'command'");
        }

        if (reason.Contains("executable file not found", StringComparison.Ordinal))
        {
            return new("command", "the image has no program of that name", "correct 'command'");
        }

        if (reason.Contains("exec format error", StringComparison.Ordinal))
        {
            return new(
                "command", "it is no program for this machine: another processor, or a script without #!", "look at the image's platform");
        }

        if (reason.Contains("argument list too long", StringComparison.Ordinal))
        {
            return new("env", "the variables are longer than Linux takes", "put what is long into a file");
        }

        return reason.Contains("no such file or directory", StringComparison.Ordinal) && reason.Contains("exec", StringComparison.Ordinal)
            ? new("command", "the image has no such file; a script with Windows line ends is not found either", "correct 'command'")
            : null;
    }

    /// <summary>What an exit code of a shell or of the container's first process says; empty for codes of the app's own.</summary>
    public static string OfCode(int? code) => code switch
    {
        126 => " (126: it may not be executed: chmod +x)",
        127 => " (127: there is no such command; a script with Windows line ends is not found either)",
        _ => "",
    };
}
