namespace Fairlead.Core.Model;

/// <summary>A workload that runs to an end.</summary>
public sealed record Job(string Name, Origin Origin) : Workload(Name, Origin)
{
    /// <summary>The step of a deploy at which it runs; null: only on its schedule or by hand.</summary>
    public When? When { get; init; }

    public Schedule? Schedule { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>How often a failed run is tried again.</summary>
    public required int Retries { get; init; }

    /// <summary>May a scheduled run start while another still runs?</summary>
    public required bool MayOverlap { get; init; }

    /// <summary>Asks for the typed name of the environment before it runs.</summary>
    public required bool Confirm { get; init; }

    /// <summary>What it brings a database up to; null where nobody says where that lies.</summary>
    public JobMigrations? Migrations { get; init; }

    /// <summary>Talks to a person at a terminal.</summary>
    public required bool Interactive { get; init; }

    /// <summary>Set where it runs on a machine with GPUs, submitted by the app.</summary>
    public Gpu? Gpu { get; init; }
}

/// <summary>Steps that change a database, kept in the project and never taken back.</summary>
/// <param name="Folders">Relative to the app file.</param>
public sealed record JobMigrations(IReadOnlyList<string> Folders)
{
    /// <summary>Of everything in them; null where no release is made of them.</summary>
    public string? Hash { get; init; }
}

/// <param name="Count">GPUs of one run.</param>
/// <param name="Instance">The EC2 instance type it runs on.</param>
/// <param name="MaxVcpus">How many vCPU all runs together may have; with none running there are no machines.</param>
public sealed record Gpu(int Count, string Instance, int MaxVcpus);

public enum When
{
    BeforeDeploy,
    AfterDeploy,
    Create,
}
