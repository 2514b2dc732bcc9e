namespace Fairlead.Core.Targets;

/// <summary>As whom, and where, commands of an environment act.</summary>
/// <param name="Who">An ARN on AWS, the user of this machine on the local engine.</param>
/// <param name="Where">The account and region, or the engine's address.</param>
public sealed record Identity(string Who, string Where)
{
    /// <summary>The 12-digit id of the account; null on the local engine.</summary>
    public string? Account { get; init; }

    public string? Region { get; init; }

    /// <summary>Why nothing else would be done as this; null where all is well.</summary>
    public Failure? Trouble { get; init; }
}
