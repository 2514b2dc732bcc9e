namespace Fairlead.Core.Targets;

/// <summary>
/// Something that happened while a plan was carried out. Events carry facts; how they look is for whoever shows them. The family is
/// closed. Every stream ends with <see cref="Finished"/> or <see cref="Failed"/>.
/// </summary>
public abstract record Event(DateTimeOffset At)
{
    /// <summary>
    /// The subject that this one's subject is a part of: the service of a task, the stack of a resource; null at the top.
    /// </summary>
    public string? Parent { get; init; }
}

/// <summary>Work on a subject has begun, or goes on with another activity.</summary>
public sealed record Started(DateTimeOffset At, string Subject, Activity Activity, string? Detail = null) : Event(At)
{
    /// <summary>How long the activity took last time; null where that is not known.</summary>
    public TimeSpan? LastTime { get; init; }
}

/// <summary>A subject got further: <paramref name="Done"/> of <paramref name="Total"/>.</summary>
public sealed record Progressed(DateTimeOffset At, string Subject, int Done, int Total) : Event(At);

/// <summary>A line that a build or a job wrote.</summary>
public sealed record OutputLine(DateTimeOffset At, string Subject, string Line) : Event(At);

/// <summary>Work on a subject is over and went well.</summary>
public sealed record Completed(DateTimeOffset At, string Subject, Activity Activity, TimeSpan Took, string? Detail = null) : Event(At);

/// <summary>Something the user should know that does not stop the work.</summary>
public sealed record Warned(DateTimeOffset At, string Subject, string Message) : Event(At);

/// <summary>The new version of a service gets the requests from here on; the work behind it goes on.</summary>
/// <param name="Urls">Where it answers.</param>
public sealed record Serving(DateTimeOffset At, string Subject, IReadOnlyList<string> Urls) : Event(At);

/// <summary>A release is on record and serves.</summary>
public sealed record Released(DateTimeOffset At, Release Release) : Event(At);

/// <summary>The last event of a stream that reached its goal.</summary>
public sealed record Finished(DateTimeOffset At, Outcome Outcome) : Event(At);

/// <summary>The last event of a stream that did not reach its goal.</summary>
public sealed record Failed(DateTimeOffset At, Failure Failure) : Event(At);

/// <summary>What became of a plan.</summary>
/// <param name="Release">The release that was made; null where none was.</param>
/// <param name="Status">What runs now, as far as carrying out the plan has shown it.</param>
public sealed record Outcome(Release? Release, Status Status);

public enum Activity
{
    Build,
    Pull,
    Push,
    Create,
    Change,
    Start,
    Ready,
    Run,
    Check,
    Switch,
    Bake,
    Drain,
    Stop,
    Remove,
    RollBack,
    Record,
    Reload,
}
