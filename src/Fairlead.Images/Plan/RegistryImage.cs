namespace Fairlead.Images.Plan;

/// <summary>An image's name, taken apart as Docker does it.</summary>
/// <param name="Host">The registry, as <see cref="ImageRegistry.HostOf"/> names it.</param>
/// <param name="Repository">As the registry's own protocol names it.</param>
public sealed record RegistryImage(string Host, string Repository)
{
    private const string Official = "library/";

    public string? Tag { get; private init; }

    /// <summary><c>sha256:…</c></summary>
    public string? Digest { get; private init; }

    /// <summary>What the registry is asked for: the digest where there is one.</summary>
    public string Version => Digest ?? Tag ?? "latest";

    public static RegistryImage Parse(string reference)
    {
        var host = ImageRegistry.HostOf(reference);
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var isNamed = slash > 0 && (reference[..slash] == "localhost" || reference.AsSpan(0, slash).ContainsAny('.', ':'));
        var parts = (isNamed ? reference[(slash + 1)..] : reference).Split('@', 2);
        var (rest, digest) = (parts[0], parts.Length > 1 ? parts[1] : null);
        var colon = rest.LastIndexOf(':');
        var (path, tag) = colon > rest.LastIndexOf('/') ? (rest[..colon], rest[(colon + 1)..]) : (rest, null);
        return new RegistryImage(host, host == ImageRegistry.Hub && !path.Contains('/', StringComparison.Ordinal) ? Official + path : path)
        {
            Tag = tag, Digest = digest,
        };
    }
}
