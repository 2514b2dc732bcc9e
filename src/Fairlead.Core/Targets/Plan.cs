using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.Targets;

/// <summary>What somebody wants of an app. The family is closed.</summary>
public abstract record Goal
{
    /// <summary>May the service, job or resource of this name change?</summary>
    public virtual bool Touches(string name) => true;
}

/// <summary>Make the world like the file.</summary>
public sealed record DeployGoal(ReleaseIdentity Identity) : Goal
{
    /// <summary>Only these services, jobs and what they link to; empty means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public override bool Touches(string name) => Only.Count == 0 || Only.Contains(name, StringComparer.Ordinal);

    /// <summary>Image references to use instead of a build, by image name.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Use the newest image that was built; build nothing.</summary>
    public bool NoBuild { get; init; }

    /// <summary>Fetch base images anew.</summary>
    public bool Pull { get; init; }

    /// <summary>Decide by the file alone; such a plan can be read, not applied.</summary>
    public bool Offline { get; init; }

    /// <summary>What an offline plan takes for what is there: rendered earlier. Null: nothing is there yet.</summary>
    public Rendering? Against { get; init; }

    /// <summary>Single steps and the security report are wanted too, as <c>plan -v</c> and <c>--json</c> show them.</summary>
    public bool WithDetails { get; init; }

    /// <summary>Names whose data may be replaced or removed.</summary>
    public IReadOnlyList<string> MayReplace { get; init; } = [];
}

/// <summary>Back to a release on record, with its images and today's secret values.</summary>
public sealed record RollbackGoal(Release To, string By) : Goal;

/// <summary>New tasks of the same release, with today's secret values.</summary>
/// <param name="Services">Empty means all.</param>
public sealed record RestartGoal(IReadOnlyList<string> Services) : Goal
{
    public override bool Touches(string name) => Services.Count == 0 || Services.Contains(name, StringComparer.Ordinal);
}

/// <summary>Which state of the source a release is made of.</summary>
/// <param name="Commit">The commit, with <c>-dirty</c> where files differ from it; null outside version control.</param>
/// <param name="Tag">A tag on exactly this commit.</param>
/// <param name="By">Who deploys.</param>
public sealed record ReleaseIdentity(string? Commit, string? Tag, string By);

/// <summary>What would be done, decided and not yet begun.</summary>
public abstract record Plan(AppId Id)
{
    /// <summary>Values made for this plan that nobody may see.</summary>
    public IReadOnlyCollection<string> NewSecrets { get; init; } = [];

    /// <summary>In users' words, in the order they happen; empty when there is nothing to do.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>What was concluded from the file and the world, such as addresses.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>What somebody should know before it is done.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why it is not to be carried out, with the lines that caused it; empty where it may be.</summary>
    public IReadOnlyList<Problem> Refusals { get; init; } = [];

    /// <summary>Who may reach or do what.</summary>
    public IReadOnlyList<Permit> Permits { get; init; } = [];

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
