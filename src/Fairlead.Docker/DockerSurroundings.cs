using Fairlead.Core.Model;
using Fairlead.Docker.Api;
using Fairlead.Images.Registry;

namespace Fairlead.Docker;

/// <summary>What the local target needs of its surroundings.</summary>
/// <param name="Id">The app and environment.</param>
/// <param name="Engine">Where the engine is.</param>
/// <param name="Folder">The folder of the app file.</param>
/// <param name="Owner">Who deploys, for others who wait: "root@laptop, process 42".</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Clock">The time.</param>
public sealed record DockerSurroundings(
    AppId Id, EngineAddress Engine, string Folder, string Owner, Func<string, string?> Variable, TimeProvider Clock)
{
    /// <summary>The user's logins for registries; null: none are used.</summary>
    public RegistryLogins? Logins { get; init; }
}
