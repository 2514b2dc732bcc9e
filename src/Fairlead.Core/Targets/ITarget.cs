using Fairlead.Core.Model;

namespace Fairlead.Core.Targets;

/// <summary>
/// A place where apps run. This is the one seam between commands and targets: a target turns an <see cref="App"/> into a
/// <see cref="Plan"/>; a plan can be printed; applying it yields events. Failures of the world are <see cref="FailureException"/>s,
/// or the last event of a stream.
/// </summary>
public interface ITarget
{
    /// <summary>Looks at the world and decides what has to be done; changes nothing.</summary>
    Task<Plan> Plan(App app, Goal goal, CancellationToken cancel);

    /// <summary>Decides what has to go so that nothing, or only data, of the app is left.</summary>
    Task<Plan> PlanDestroy(AppId id, DataChoice data, CancellationToken cancel);

    /// <summary>Carries a plan out. The stream always ends; a failure is its last event.</summary>
    IAsyncEnumerable<Event> Apply(Plan plan, CancellationToken cancel);

    Task<Status> Observe(AppId id, CancellationToken cancel);

    /// <summary>Lines of the named workloads and resources (all workloads when none is named), oldest first.</summary>
    IAsyncEnumerable<LogLine> Logs(AppId id, LogRequest request, CancellationToken cancel);

    /// <summary>Runs a command in a running task; answers its exit code.</summary>
    Task<int> Exec(AppId id, ExecRequest request, ITerminal terminal, CancellationToken cancel);

    /// <summary>Runs a job, or a command with a service's surroundings; answers the exit code.</summary>
    Task<int> Run(App app, RunRequest request, ITerminal terminal, CancellationToken cancel);

    /// <summary>Past and present runs of jobs, newest first.</summary>
    Task<IReadOnlyList<JobRun>> Runs(AppId id, CancellationToken cancel);

    /// <summary>All releases on record, newest first.</summary>
    Task<IReadOnlyList<Release>> Releases(AppId id, CancellationToken cancel);

    /// <summary>Runs the scheduled jobs of the release that serves when they are due, until cancelled, where the target has no scheduler of its own.</summary>
    IAsyncEnumerable<Event> RunSchedules(AppId id, CancellationToken cancel);

    ISecretStore Secrets(AppId id);

    /// <summary>What the target would create, as text for people and for diffs; secret values are masked.</summary>
    Task<Rendering> Render(App app, CancellationToken cancel);
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
public sealed record Rendering(IReadOnlyList<Rendered> Documents, string? Index = null);

/// <summary>One document of <c>render</c>.</summary>
public sealed record Rendered(string Name, string Text);

/// <summary>Secret values of one app and environment.</summary>
public interface ISecretStore
{
    Task<IReadOnlyDictionary<string, SecretValue>> List(CancellationToken cancel);

    /// <summary>Null when it is not set.</summary>
    Task<string?> Get(string name, CancellationToken cancel);

    Task Set(string name, string value, CancellationToken cancel);

    /// <summary>Sets a new value that the store makes up.</summary>
    Task Generate(string name, CancellationToken cancel);

    /// <summary>False when it was not set.</summary>
    Task<bool> Remove(string name, CancellationToken cancel);
}

/// <param name="Version">Counts from 1 and grows with each change; 0 where the store keeps no versions.</param>
/// <param name="Changed">When it was last written, if known.</param>
public sealed record SecretValue(int Version, DateTimeOffset? Changed);

/// <summary>The person's side of <c>exec</c> and <c>run</c>.</summary>
public interface ITerminal
{
    /// <summary>True when both input and output are a terminal.</summary>
    bool IsInteractive { get; }

    bool HasInput { get; }

    Stream Input { get; }

    Stream Output { get; }

    Stream Error { get; }

    (int Columns, int Rows) Size { get; }

    /// <summary>Passes every key through as it is, until disposed.</summary>
    IDisposable EnterRaw();
}

public sealed record LogRequest(IReadOnlyList<string> Names, bool Follow, DateTimeOffset? Since, int? Tail);

/// <param name="Source">The service, job or resource.</param>
/// <param name="Task">Which of its tasks.</param>
public sealed record LogLine(DateTimeOffset At, string Source, string Task, string Text);

public sealed record ExecRequest(string Name, IReadOnlyList<string> Command);

/// <param name="Name">A job, or a service whose surroundings are used.</param>
/// <param name="Command">Replaces the command; null keeps the job's own.</param>
public sealed record RunRequest(string Name, IReadOnlyList<string>? Command);
