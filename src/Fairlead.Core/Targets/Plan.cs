using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.Targets;

/// <summary>
/// What would be done, decided and not yet begun. It is data: it can be printed, kept, compared and applied. What is applied is what
/// it says; where the world is no longer as <see cref="Base"/> says, applying stops instead.
/// </summary>
public abstract record Plan(AppId Id)
{
    /// <summary>What it was made from.</summary>
    public Observation Base { get; init; } = Observation.Nothing;

    /// <summary>What ran when it was made.</summary>
    public Status Status { get; init; } = new(Id);

    /// <summary>Values made for this plan that nobody may see.</summary>
    public IReadOnlyCollection<string> NewSecrets { get; init; } = [];

    /// <summary>In users' words, in the order they happen; empty when there is nothing to do.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>What was concluded from the file and the world, such as addresses.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>What somebody should know before it is done.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What protects less than it would otherwise, because the file says so; told in red.</summary>
    public IReadOnlyList<string> Dangers { get; init; } = [];

    /// <summary>Why it is not to be carried out, with the lines that caused it; empty where it may be.</summary>
    public IReadOnlyList<Problem> Refusals { get; init; } = [];

    /// <summary>Who may reach or do what.</summary>
    public IReadOnlyList<AccessRight> AccessRights { get; init; } = [];

    /// <summary>What it costs by the list; null where nothing does.</summary>
    public Costs? Costs { get; init; }

    /// <summary>How it meets the security standard; null where none applies.</summary>
    public virtual SecuritySummary? Security => null;

    /// <summary>Secrets that a person has to set first.</summary>
    public IReadOnlyList<Secret> MissingSecrets { get; init; } = [];

    /// <summary>The single steps, for <c>plan -v</c> and for tests.</summary>
    public abstract IReadOnlyList<string> Details { get; }

    public bool IsEmpty => Changes.Count == 0;

    public bool DataAtRisk => Changes.Any(c => c.DataAtRisk);
}

public enum Verb
{
    Add,
    Change,
    Replace,
    Delete,
    Build,
    Run,
    Restart,
}

/// <param name="Verb">What happens.</param>
/// <param name="Name">To which name of the file.</param>
/// <param name="What">What that is: "service", "postgres".</param>
/// <param name="Why">The cause, in a few words.</param>
/// <param name="Place">The line that caused it, if one did.</param>
/// <param name="DataAtRisk">Data may be lost.</param>
public sealed record Change(Verb Verb, string Name, string What, string Why, Span? Place = null, bool DataAtRisk = false);

public sealed record Note(string Name, string Text);
