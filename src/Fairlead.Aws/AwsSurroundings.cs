using Fairlead.Core.Model;
using Fairlead.Images.Registry;

namespace Fairlead.Aws;

/// <summary>What a target on AWS takes from the process that it works in.</summary>
/// <param name="Place">The app and environment, with region and account as far as the file pins them.</param>
/// <param name="Folder">The folder of the app file.</param>
/// <param name="Variable">Reads an environment variable.</param>
public sealed record AwsSurroundings(Place Place, string Folder, Func<string, string?> Variable, TimeProvider Clock)
{
    /// <summary>For whoever waits for this process: a person, machine and process.</summary>
    public string Owner { get; init; } = "somebody";

    /// <summary>The engine that builds images, as <c>DOCKER_HOST</c> names it; asked for when something is built.</summary>
    public Func<string> Engine { get; init; } = static () => "";

    /// <summary>
    /// The name servers that public DNS says a domain has: none where it has no delegation, null where nobody answers.
    /// </summary>
    public Func<string, CancellationToken, Task<IReadOnlyList<string>?>> NameServers { get; init; } = Api.Dns.NameServerQuery.Ask;

    /// <summary>Logins of the Docker client, for finished images.</summary>
    public RegistryLogins? Logins { get; init; }
}
