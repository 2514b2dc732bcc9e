using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.Targets;

/// <summary>
/// One app in one environment, where it runs. This is the one seam between commands and targets: a target turns a <see cref="Goal"/>
/// into a <see cref="Plan"/>; a plan is data; applying it yields events and an outcome. Failures of the world are
/// <see cref="FailureException"/>s, or the last event of a stream. Nothing but planning and rendering needs the app file.
/// </summary>
public interface ITarget
{
    /// <summary>Looks at the world and decides what has to be done; changes nothing.</summary>
    Task<Plan> Plan(Goal goal, CancellationToken cancel);

    /// <summary>Decides what has to go so that nothing, or only data, of the app is left.</summary>
    /// <param name="images">Also the images that were built of it.</param>
    Task<Plan> PlanDestroy(DataChoice data, bool images, CancellationToken cancel);

    /// <summary>Carries a plan out, exactly as it is. The stream always ends; its last event is the outcome or the failure.</summary>
    /// <exception cref="WorldChangedException">The world is no longer as it was when the plan was made; nothing was changed.</exception>
    IAsyncEnumerable<Event> Apply(Plan plan, CancellationToken cancel);

    /// <summary>
    /// Gets the finished images that a plan needs, and changes nothing that runs. Carrying the plan out does it too; this is for finding
    /// out beforehand that it can not be. Ends with the failure, or without a last word.
    /// </summary>
    IAsyncEnumerable<Event> Fetch(Plan plan, CancellationToken cancel);

    Task<Status> Observe(CancellationToken cancel);

    /// <summary>As whom it acts, asked of the world.</summary>
    Task<Identity> Identify(CancellationToken cancel);

    /// <summary>Lines of the named workloads and resources (all workloads when none is named), oldest first.</summary>
    IAsyncEnumerable<LogLine> Logs(LogRequest request, CancellationToken cancel);

    /// <summary>Runs a command in a running task; answers its exit code.</summary>
    Task<int> Exec(ExecRequest request, ITerminal terminal, CancellationToken cancel);

    /// <summary>Runs a job, or a command with a service's surroundings; answers the exit code.</summary>
    /// <param name="app">The app file as it is now; null takes that of the release that serves.</param>
    Task<int> Run(App? app, RunRequest request, ITerminal terminal, CancellationToken cancel);

    /// <summary>Past and present runs of jobs, newest first.</summary>
    Task<IReadOnlyList<JobRun>> Runs(CancellationToken cancel);

    /// <summary>What something of a resource comes to, secret or not; null where nobody knows it yet.</summary>
    Task<string?> FindValue(App app, AttributePart value, CancellationToken cancel);

    /// <summary>All releases on record, newest first.</summary>
    Task<IReadOnlyList<Release>> Releases(CancellationToken cancel);

    ISecretStore Secrets { get; }

    /// <summary>Runs scheduled jobs while somebody is attached; null where the target has a scheduler of its own.</summary>
    IAttachedScheduler? Scheduler { get; }

    /// <summary>Ways to private databases and services; null where the target has none yet.</summary>
    ITunnels? Tunnels { get; }

    /// <summary>What the target would create, as text for people and for diffs; secret values are masked.</summary>
    Task<Rendering> Render(App app, CancellationToken cancel);
}

/// <summary>Runs the scheduled jobs of the release that serves when they are due.</summary>
public interface IAttachedScheduler
{
    /// <summary>Until cancelled.</summary>
    IAsyncEnumerable<Event> Run(CancellationToken cancel);
}

/// <summary>What becomes of data when an app goes.</summary>
public enum DataChoice
{
    Keep,

    /// <summary>What the file says <c>protect: false</c> of goes.</summary>
    KeepProtected,
    Remove,
}

/// <summary>What <c>render</c> shows.</summary>
/// <param name="Index">What stands in none of the documents and is needed to compare with them later; null where nothing is.</param>
public sealed record Rendering(IReadOnlyList<Rendered> Documents, string? Index = null)
{
    /// <summary>What a plan would refuse of it; then there are no documents.</summary>
    public IReadOnlyList<Problem> Refusals { get; init; } = [];
}

/// <summary>One document of <c>render</c>.</summary>
public sealed record Rendered(string Name, string Text);

/// <summary>The person's side of <c>exec</c> and <c>run</c>.</summary>
public interface ITerminal
{
    /// <summary>True when both input and output are a terminal.</summary>
    bool IsInteractive { get; }

    bool HasInput { get; }

    Stream Input { get; }

    Stream Output { get; }

    /// <summary>Nothing that is written arrives any more: whoever read it has gone.</summary>
    bool IsOutputLost { get; }

    Stream Error { get; }

    /// <summary>As it is at this moment.</summary>
    (int Columns, int Rows) Size { get; }

    /// <summary>Passes every key through as it is, until disposed.</summary>
    IDisposable EnterRaw();
}

public sealed record LogRequest(IReadOnlyList<string> Names, bool Follow, DateTimeOffset? Since, int? Tail)
{
    /// <summary>Lines in which the app says that the target asked whether it works are wanted too.</summary>
    public bool WithChecks { get; init; }
}

/// <param name="Source">The service, job or resource.</param>
/// <param name="Task">Which of its tasks.</param>
public sealed record LogLine(DateTimeOffset At, string Source, string Task, string Text);

public sealed record ExecRequest(string Name, IReadOnlyList<string> Command);

/// <param name="Name">A job, or a service whose surroundings are used.</param>
/// <param name="Command">Replaces the command; null keeps the job's own.</param>
public sealed record RunRequest(string Name, IReadOnlyList<string>? Command);
