using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>The platforms of images as Fargate knows them: two, each under the names that Docker has for it.</summary>
internal static class Platforms
{
    public const string Usual = "linux/amd64";

    /// <summary>
    /// What <c>RuntimePlatform</c> calls it; null for one that Fargate does not have. Variants of a processor are the same to it, as they
    /// are to Docker, which reads <c>aarch64</c> as <c>arm64</c> and <c>x86_64</c> as <c>amd64</c> (containerd, platforms.Normalize).
    /// </summary>
    public static string? Architecture(Image image)
    {
        var parts = (image.Platform ?? Usual).Split('/');
        return parts switch
        {
            ["linux", "arm64" or "aarch64"] or ["linux", "arm64" or "aarch64", "v8" or "v9"] => "ARM64",
            ["linux", "amd64" or "x86_64"] or ["linux", "amd64" or "x86_64", "v1" or "v2" or "v3"] => "X86_64",
            _ => null,
        };
    }
}
