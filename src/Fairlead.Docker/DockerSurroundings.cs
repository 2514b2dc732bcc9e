using System.Globalization;
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

    /// <summary>How long new tasks are watched where the file does not say; tests and demonstrations say so by FAIRLEAD_BAKE.</summary>
    internal TimeSpan Bake =>
        double.TryParse(Variable("FAIRLEAD_BAKE"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(10);
}
