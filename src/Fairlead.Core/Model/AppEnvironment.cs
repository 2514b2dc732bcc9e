using Fairlead.Core.Sources;

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

/// <summary>
/// What the environments of one account and region have together: the same, whichever of them the file was read for.
/// </summary>
/// <param name="Environments">By name.</param>
/// <param name="Images">Those that any of them builds, by name.</param>
/// <param name="Tags">Those that all of them carry.</param>
/// <param name="HasCi">A pipeline deploys some of them.</param>
public sealed record SharedAccount(
    IReadOnlyList<SharedEnvironment> Environments, IReadOnlyList<SharedImage> Images, IReadOnlyList<Tag> Tags, bool HasCi);

/// <param name="Place">Where it stands in the file.</param>
public sealed record SharedEnvironment(string Name, Span Place);

/// <param name="Origin">Where it first stands.</param>
/// <param name="Keep">How many built images are kept: as many as any environment wants.</param>
/// <param name="Share">AWS accounts that may pull it for any environment, sorted.</param>
public sealed record SharedImage(string Name, Origin Origin, int Keep, IReadOnlyList<string> Share);

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
