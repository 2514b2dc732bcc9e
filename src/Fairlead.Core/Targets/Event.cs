using Fairlead.Core.Sources;

namespace Fairlead.Core.Targets;

/// <summary>Something that happened while a plan was carried out. Events carry facts; how they look is for whoever shows them.</summary>
public abstract record Event(DateTimeOffset At);

/// <summary>Work on a subject has begun, or goes on with another activity.</summary>
public sealed record Began(DateTimeOffset At, string Subject, Activity Activity, string? Detail = null) : Event(At);

/// <summary>A subject got further: <paramref name="Done"/> of <paramref name="Total"/>.</summary>
public sealed record Progressed(DateTimeOffset At, string Subject, int Done, int Total) : Event(At);

/// <summary>A line that a build or a job wrote.</summary>
public sealed record Said(DateTimeOffset At, string Subject, string Line) : Event(At);

/// <summary>Work on a subject is over and went well.</summary>
public sealed record Ended(DateTimeOffset At, string Subject, Activity Activity, TimeSpan Took, string? Detail = null) : Event(At);

/// <summary>Something the user should know that does not stop the work.</summary>
public sealed record Warned(DateTimeOffset At, string Subject, string Message) : Event(At);

/// <summary>A release is on record and serves.</summary>
public sealed record Released(DateTimeOffset At, Release Release) : Event(At);

/// <summary>The last event of a stream that did not reach its goal.</summary>
public sealed record Failed(DateTimeOffset At, Failure Failure) : Event(At);

public enum Activity
{
    Build,
    Pull,
    Create,
    Start,
    Ready,
    Run,
    Check,
    Switch,
    Drain,
    Stop,
    Remove,
    Undo,
    Record,
    Reload,
}

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
