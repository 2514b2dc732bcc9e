namespace Fairlead.Core.Model.Derived;

/// <summary>
/// The digest at the end of an image reference: <c>@sha256:</c> and 64 hexadecimal digits. It is the only kind that the Docker engine and
/// ECR know (OCI Image Format Specification, "Digests"; Amazon ECR API Reference, ImageIdentifier).
/// </summary>
public static class ImageDigest
{
    private const string Kind = "sha256";
    private const int Length = 64;

    /// <summary>What is wrong with it, and what to do; null where it is right, or the reference has none.</summary>
    public static (string What, string Next)? FindFault(string reference)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var digest = reference[(at + 1)..];
        var (kind, value) = digest.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
            ? (digest[..colon], digest[(colon + 1)..]) : ("", digest);
        return kind != Kind ? ($"'{digest}' is no digest of an image: one begins with {Kind}:", $"write {reference[..at]}@{Kind}:…")
            : value.Length != Length ? ($"the digest '{digest}' has {value.Length} digits, and {Kind} has {Length}",
                "copy the whole digest, as the registry says it")
            : !value.All(char.IsAsciiHexDigitLower) ? ($"the digest '{digest}' has other characters than 0-9 and a-f",
                "copy the digest as the registry says it")
            : null;
    }
}
