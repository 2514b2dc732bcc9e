using Fairlead.Core.Yaml;

namespace Fairlead.Core.Model;

/// <summary>A whole app in one environment: what the file says, with every default filled in once.</summary>
public sealed record App
{
    public required string Name { get; init; }

    public required AppEnvironment Environment { get; init; }

    /// <summary>Parameters and outputs of the account that the file refers to, wherever it does.</summary>
    public required IReadOnlyCollection<Part> Lookups { get; init; }

    /// <summary>What it shares with the other environments of its account and region.</summary>
    public required SharedAccount Shared { get; init; }

    public required Table<Image> Images { get; init; }

    public required Table<Secret> Secrets { get; init; }

    public required Table<Service> Services { get; init; }

    public required Table<Job> Jobs { get; init; }

    public required Table<Resource> Resources { get; init; }

    public required Edge Edge { get; init; }

    public required Network Network { get; init; }

    /// <summary>CloudFormation files for what the format has no word for.</summary>
    public required IReadOnlyList<Extra> Extras { get; init; }

    public required Logs Logs { get; init; }

    public required Alerts Alerts { get; init; }

    /// <summary>Tags of everything the target creates.</summary>
    public required IReadOnlyList<Tag> Tags { get; init; }

    public required Security Security { get; init; }

    /// <summary>The repository whose pipeline may deploy this app.</summary>
    public CiSource? Ci { get; init; }

    /// <summary>The file as this environment sees it: merged, <c>extends</c> carried out.</summary>
    public required MapNode Document { get; init; }

    public IEnumerable<Workload> Workloads => Services.Concat<Workload>(Jobs);

    public Workload? FindWorkload(string name) => (Workload?)Services.Find(name) ?? Jobs.Find(name);

    /// <summary>What a workload may do with other things of the file, each with the line that caused it.</summary>
    public IReadOnlyList<Grant> GrantsOf(Workload workload) => Grants.Derive(this, workload);

    /// <summary>
    /// The resource that keeps a create job from running by itself, because its data is older than the app; else null.
    /// </summary>
    public Resource? HoldsBack(Job job) => job.When == When.Create
        ? GrantsOf(job).Select(g => Resources.Find(g.Target)).FirstOrDefault(
            r => r is { Existing: not null } or Postgres { Restore: not null })
        : null;

    /// <summary>The same, where jobs that say where their migrations lie know this hash of them.</summary>
    public App WithMigrations(Func<Job, string?> hash) => this with
    {
        Jobs = new Table<Job>([.. Jobs.Select(j => j.Migrations is { } known
            ? j with { Migrations = known with { Hash = hash(j) } } : j)]),
    };

    public AppId Id => new(Name, Environment.Name);

    public Place Place => new(Name, Environment.Name, Environment.Region, Environment.Account, Environment.Profile);
}
