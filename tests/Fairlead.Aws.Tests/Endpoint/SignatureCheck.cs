using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>
/// Computes a request's signature anew, as AWS's "Signature Version 4 signing process" says it, and without the code that made it.
/// </summary>
internal static partial class SignatureCheck
{
    /// <summary>What is wrong with it; null where it is right.</summary>
    public static string? Check(WireRequest request, string secretKey)
    {
        var header = request.Authorization;
        if (Parts().Match(header) is not { Success: true } parts)
        {
            return $"no signature: {header}";
        }

        var (scope, names, signature) = (parts.Groups["scope"].Value, parts.Groups["names"].Value, parts.Groups["signature"].Value);
        var time = request.Header("X-Amz-Date") ?? "";
        var headers = string.Concat(names.Split(';').Select(n => $"{n}:{request.Header(n)?.Trim()}\n"));
        var canonical = string.Join('\n', request.Method, PathOf(request.Uri, scope), QueryOf(request.Uri), headers, names,
            HashOf(request));
        var text = string.Join('\n', "AWS4-HMAC-SHA256", time, scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), (k, part) => Sign(k, part));
        return Hex(Sign(key, text)) == signature ? null : $"the signature is not that of\n{canonical}";
    }

    /// <summary>When it says that it was made.</summary>
    public static DateTimeOffset TimeOf(WireRequest request) => DateTimeOffset.ParseExact(
        request.Header("X-Amz-Date")!, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal);

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    // Of a body that is signed piece by piece, or not at all, a word stands in place of the hash: S3 API Reference, "Signature
    // calculations: transferring payload in multiple chunks".
    private static string HashOf(WireRequest request) =>
        request.Header("x-amz-content-sha256") is { } said && (said.StartsWith("STREAMING-") || said == "UNSIGNED-PAYLOAD") ? said
            : Hex(SHA256.HashData(request.Body));

    // Encoded twice, but for S3.
    private static string PathOf(Uri uri, string scope) => scope.Contains("/s3/") ? uri.AbsolutePath
        : string.Join('/', uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string QueryOf(Uri uri) => string.Join('&', uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Contains('=') ? p : p + "=").Order(StringComparer.Ordinal));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(@"^AWS4-HMAC-SHA256 Credential=[^/]+/(?<scope>[0-9]{8}/[^/]+/[^/]+/aws4_request), *"
        + @"SignedHeaders=(?<names>[^,]+), *Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Parts();
}
