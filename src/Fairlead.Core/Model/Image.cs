namespace Fairlead.Core.Model;

/// <summary>A container image: built from a context, or used as it is.</summary>
public sealed record Image(string Name, Origin Origin) : INamed
{
    /// <summary>The build context, relative to the app file.</summary>
    public required string Context { get; init; }

    /// <summary>The Dockerfile, relative to the app file.</summary>
    public required string Dockerfile { get; init; }

    public string? Target { get; init; }

    public required IReadOnlyList<BuildArgument> Args { get; init; }

    /// <summary>For example <c>linux/arm64</c>; null means the target's own default.</summary>
    public string? Platform { get; init; }

    /// <summary>How many built images are kept.</summary>
    public required int Keep { get; init; }

    /// <summary>An image reference to use instead of a build.</summary>
    public string? Use { get; init; }

    /// <summary>
    /// A project file of .NET, relative to the app file, that is published into an image instead of a Dockerfile's build.
    /// </summary>
    public string? Dotnet { get; init; }

    /// <summary>What a private registry wants to see before it gives a finished image; on <c>local</c> the Docker client's login is taken.
    /// </summary>
    public Text? Login { get; init; }

    /// <summary>AWS accounts that may pull it.</summary>
    public required IReadOnlyList<string> Share { get; init; }
}

public sealed record BuildArgument(string Name, string Value);
