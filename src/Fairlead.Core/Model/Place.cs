namespace Fairlead.Core.Model;

/// <summary>Names one app in one environment; enough for every command that does not plan.</summary>
public sealed record AppId(string App, string Environment)
{
    public override string ToString() => $"{App} ({Environment})";
}

/// <summary>Where an app runs: all that a target needs to find it. The header of the file says it, also when the rest is broken.</summary>
/// <param name="Region">An AWS region; null where the file breaks off before it says one.</param>
/// <param name="Account">A 12-digit AWS account id, if the file pins one.</param>
/// <param name="Profile">The AWS profile to take credentials from, if the file names one.</param>
public sealed record Place(string App, string Environment, string? Region, string? Account, string? Profile)
{
    public AppId Id => new(App, Environment);

    public bool IsLocal => Environment == AppEnvironment.Local;
}
