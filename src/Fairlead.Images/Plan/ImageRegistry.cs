using System.Text.RegularExpressions;

namespace Fairlead.Images.Plan;

/// <summary>The registry that an image comes from, as <c>docker login</c> names it, and what is said when it refuses.</summary>
public static partial class ImageRegistry
{
    /// <summary>Docker Hub, which a reference does not name.</summary>
    public const string Hub = "docker.io";

    private static readonly string[] HubNames = [Hub, "index.docker.io", "registry-1.docker.io"];

    /// <param name="reference">An image's name, with or without a registry, tag and digest.</param>
    public static string HostOf(string reference)
    {
        var first = reference.Split('/') is [var host, _, ..] ? host : "";
        return !(first == "localhost" || first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal))
            || HubNames.Contains(first, StringComparer.Ordinal) ? Hub : first;
    }

    /// <summary>True when the registry wants a login, or another one: only it can say that.</summary>
    public static bool IsRefusal(string reason) => Refusal().IsMatch(reason);

    /// <summary>The registry that refused a builder its base image; null where that is not what the builder says.</summary>
    /// <param name="reason">The builder's own word.</param>
    /// <param name="said">All that it said last: some builders name the image there alone.</param>
    public static string? RefusedIn(string reason, IReadOnlyList<string> said)
    {
        // What a step of the Dockerfile says is its own affair.
        if (!IsRefusal(reason) || reason.Contains("did not complete successfully", StringComparison.Ordinal))
        {
            return null;
        }

        if (Image().Match(reason) is { Success: true } image)
        {
            return HostOf(image.Groups["name"].Value);
        }

        return Address().Match(reason) is { Success: true } address ? HostOf(address.Groups["host"].Value + "/")
            : said.Select(l => Looked().Match(l)).LastOrDefault(m => m.Success) is { } looked ? HostOf(looked.Groups["name"].Value)
            : null;
    }

    [GeneratedRegex(
        @"no basic auth credentials|unauthorized|authentication required|authorization failed|access denied|access forbidden|\bdenied: "
        + @"|insufficient_scope|\b40[13] (Unauthorized|Forbidden)|status(:| code)? 40[13]|incorrect username or password",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Refusal();

    // BuildKit's manner, and the engine's.
    [GeneratedRegex(
        @"(failed to solve: |pull access denied for |source metadata for )(?<name>[\w][\w.\-/:@]*?)(: |, )",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Image();

    [GeneratedRegex(@"(https?://(?<host>[\w.\-:\[\]]+)/v2/|pulling from host (?<host>\S+) )", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    // The step that failed, as BuildKit draws it.
    [GeneratedRegex(@"> \[internal\] load metadata for (?<name>\S+):$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Looked();
}
