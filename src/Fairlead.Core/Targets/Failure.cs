using Fairlead.Core.Sources;

namespace Fairlead.Core.Targets;

/// <summary>The world said no.</summary>
/// <param name="What">What failed: "web: the new version did not become healthy".</param>
/// <param name="Why">The cause in the container's or engine's own words.</param>
public sealed record Failure(string What, string Why)
{
    /// <summary>The last lines of the log, or whatever else shows the cause.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>What became of the app: "release 3 serves on".</summary>
    public string? Outcome { get; init; }

    /// <summary>The line of the app file it hangs on.</summary>
    public Span? Place { get; init; }

    /// <summary>One command to run next.</summary>
    public string? Next { get; init; }

    /// <summary>Whoever asked may see nothing more, as his credentials have expired; what was begun goes on.</summary>
    public bool IsExpired { get; init; }
}

/// <summary>Carries a failure to the end of the stream or to the command.</summary>
public class FailureException : Exception
{
    public FailureException(Failure failure, Exception? inner = null)
        : base($"{failure.What}: {failure.Why}", inner) => Failure = failure;

    public FailureException(string what, string why, string? next = null)
        : this(new Failure(what, why) { Next = next })
    {
    }

    public Failure Failure { get; }
}
