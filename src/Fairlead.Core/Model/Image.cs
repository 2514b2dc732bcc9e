namespace Fairlead.Core.Model;

/// <summary>A container image: built from a context, or used as it is.</summary>
public sealed record Image(string Name, Origin Origin) : INamed
{
    /// <summary>The build context, relative to the app file.</summary>
    public string Context { get; init; } = ".";

    /// <summary>The Dockerfile, relative to the app file.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    public string? Target { get; init; }

    public IReadOnlyList<BuildArgument> Args { get; init; } = [];

    /// <summary>For example <c>linux/arm64</c>; null means the target's own default.</summary>
    public string? Platform { get; init; }

    /// <summary>How many built images are kept.</summary>
    public int Keep { get; init; } = 100;

    /// <summary>An image reference to use instead of a build.</summary>
    public string? Use { get; init; }

    /// <summary>A project file of .NET, relative to the app file, that is published into an image instead of a Dockerfile's build.</summary>
    public string? Dotnet { get; init; }

    /// <summary>AWS accounts that may pull it.</summary>
    public IReadOnlyList<string> Share { get; init; } = [];
}

public sealed record BuildArgument(string Name, string Value);
