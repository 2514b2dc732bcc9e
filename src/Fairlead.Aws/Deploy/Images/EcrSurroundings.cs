using Fairlead.Aws.Api;
using Fairlead.Core.Targets;
using Fairlead.Images.Registry;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>What images on AWS need of their surroundings.</summary>
/// <param name="Account">Whose the images are: twelve digits.</param>
/// <param name="Folder">The folder of the app file.</param>
/// <param name="Engine">The engine that builds and pushes, as <c>DOCKER_HOST</c> names it.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Clock">In whose time is waited.</param>
internal sealed record EcrSurroundings(
    string Account, string Folder, string Engine, Func<string, string?> Variable, TimeProvider Clock)
{
    /// <summary>Who calls, for what is told when a push is refused; an ARN.</summary>
    public string Caller { get; init; } = "the caller";

    /// <summary>The user's logins, for finished images of other registries.</summary>
    public RegistryLogins? Logins { get; init; }

    /// <summary>The app's other regions in the account: what was built for one is copied to the others.</summary>
    public IReadOnlyList<AwsConnection> OtherRegions { get; init; } = [];

    /// <summary>Which state of the source is deployed; images carry its tag or commit.</summary>
    public ReleaseIdentity? Identity { get; init; }
}
