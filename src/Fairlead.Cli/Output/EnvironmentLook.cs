using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output;

/// <summary>How one environment of several is.</summary>
/// <param name="Status">Null where it can not be told.</param>
/// <param name="Trouble">Why it can not be told.</param>
internal sealed record EnvironmentLook(string Environment, Status? Status, Failure? Trouble)
{
    public bool Works => Status is { } status && (!status.IsDeployed || status.IsWhole);
}
