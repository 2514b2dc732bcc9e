namespace Fairlead.Images.Plan;

/// <summary>
/// What machine an image is for: <c>linux/amd64</c>. Variants of a processor are one to it, as they are to those who start images, and so
/// are a processor's two names (containerd, platforms.Normalize).
/// </summary>
public sealed record ImagePlatform(string Os, string Architecture)
{
    /// <param name="text">Such as <c>linux/arm64/v8</c>.</param>
    public static ImagePlatform Parse(string text) => text.Split('/') is [var os, var architecture, ..]
        ? Read(os, architecture) : Read("linux", text);

    /// <summary>As an image or an index says it.</summary>
    public static ImagePlatform Read(string? os, string? architecture) => new(
        os is { Length: > 0 } ? os.ToLowerInvariant() : "linux",
        architecture?.ToLowerInvariant() switch
        {
            "x86_64" or "x86-64" => "amd64",
            "aarch64" => "arm64",
            null or "" => "unknown",
            var other => other,
        });

    public override string ToString() => $"{Os}/{Architecture}";
}
