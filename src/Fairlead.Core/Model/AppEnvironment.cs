namespace Fairlead.Core.Model;

/// <param name="Name"><c>local</c> is the local Docker engine; every other environment is on AWS.</param>
/// <param name="Region">An AWS region.</param>
/// <param name="Account">A 12-digit AWS account id, if the file pins one.</param>
/// <param name="Domain">The domain of the app; on <c>local</c> there always is one.</param>
public sealed record AppEnvironment(string Name, string Region, string? Account, string? Domain)
{
    public const string Local = "local";

    /// <summary>The region and account that local stand-ins of AWS's services name.</summary>
    public const string LocalRegion = "us-east-1";
    public const string LocalAccount = "000000000000";

    public bool IsLocal => Name == Local;

    public string? Profile { get; init; }

    public required ReleaseRule Release { get; init; }

    /// <summary>Refuses a dirty tree, and destroying without the typed name.</summary>
    public bool Protect { get; init; }
}

/// <summary>Another environment of the file on AWS, as far as the file itself says where it is.</summary>
public sealed record OtherEnvironment(string Name, string? Region, string? Account);

/// <param name="From">Where releases of this environment come from; null: from anywhere.</param>
/// <param name="Approve">A release waits for somebody else's approval.</param>
/// <param name="Hold">A release waits on a test address until it is promoted.</param>
public sealed record ReleaseRule(ReleaseSource? From, bool Approve, bool Hold);

/// <summary>Where releases come from. The family is closed.</summary>
public abstract record ReleaseSource;

/// <summary>Only commits of this branch.</summary>
public sealed record FromBranch(string Branch) : ReleaseSource;

/// <summary>Only commits with a tag of this pattern, in which <c>*</c> stands for anything.</summary>
public sealed record FromTag(string Pattern) : ReleaseSource;

/// <summary>A pushed image updates the services that use it.</summary>
public sealed record FromPush : ReleaseSource;
