namespace Fairlead.Docker.Plan;

/// <summary>
/// What can be changed of a container while it runs: its limits, its restart policy, its networks. The list of all does not tell.
/// </summary>
internal sealed record Adjustable
{
    /// <summary>Bytes; what is not above 0 is no limit.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes, memory and swap together.</summary>
    public long Swap { get; init; }

    public long CpuShares { get; init; }

    /// <summary>vCPUs at most.</summary>
    public decimal Cpus { get; init; }

    /// <summary>Which CPUs it may use, as the engine writes it; empty for all.</summary>
    public string CpuSet { get; init; } = "";

    public string Restart { get; init; } = "";

    /// <summary>The networks it is in, with its further names there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Networks { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
