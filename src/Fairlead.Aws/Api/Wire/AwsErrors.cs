using System.Net;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;

namespace Fairlead.Aws.Api.Wire;

/// <summary>What AWS answers where it does not do what it was asked, and what can be concluded from it.</summary>
internal static class AwsErrors
{
    private static readonly string[] Throttled =
    [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
            "ProvisionedThroughputExceededException",
        "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "SlowDown", "Throttling", "ThrottledException",
        "ThrottlingException", "TooManyRequestsException", "TransactionInProgressException",
    ];

    private static readonly string[] Expired =
        ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "UnauthorizedSSOTokenException"];

    private static readonly string[] Skewed =
        ["InvalidSignatureException", "RequestInTheFuture", "RequestTimeTooSkewed", "SignatureDoesNotMatch"];

    private static readonly string[] Denied =
        ["AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "UnauthorizedException"];

    /// <summary>It was not looked at, and may be asked again after a while: AWS SDKs and Tools Reference Guide, "Retry behavior".</summary>
    public static bool IsThrottled(AmazonServiceException error) =>
        error.StatusCode == HttpStatusCode.TooManyRequests || Throttled.Contains(error.ErrorCode, StringComparer.Ordinal);

    public static bool IsExpired(AmazonServiceException error) => Expired.Contains(error.ErrorCode, StringComparer.Ordinal);

    /// <summary>The signature's time may be what is wrong with it.</summary>
    public static bool MayBeSkewed(AmazonServiceException error) => Skewed.Contains(error.ErrorCode, StringComparer.Ordinal);

    public static bool IsDenied(AmazonServiceException error) => Denied.Contains(error.ErrorCode, StringComparer.Ordinal);

    public static bool IsOfServer(AmazonServiceException error) => (int)error.StatusCode >= 500;

    /// <summary>Of JSON (<c>__type</c>, <c>code</c> or a header), Query, EC2 and REST-XML services alike.</summary>
    public static AmazonServiceException Read(AwsRequest request, HttpStatusCode status, byte[] body, Func<string, string?> header)
    {
        var (code, message) = body.Length == 0 ? (null, null)
            : body[0] == (byte)'{' ? ReadJson(body)
            : body[0] == (byte)'<' ? ReadXml(body) : (null, null);
        code = (header("x-amzn-ErrorType") ?? code ?? $"{(int)status}").Split(':')[0].Split('#')[^1];
        var id = header("x-amzn-RequestId") ?? header("x-amz-request-id") ?? "";
        return new AmazonServiceException(message ?? $"{request.Operation} was answered with {(int)status}", null, ErrorType.Unknown, code,
            id, status);
    }

    private static (string? Code, string? Message) ReadJson(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return (TextOf(root, "__type") ?? TextOf(root, "code"), TextOf(root, "message") ?? TextOf(root, "Message"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? TextOf(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static (string? Code, string? Message) ReadXml(byte[] body)
    {
        try
        {
            var root = XDocument.Load(new MemoryStream(body)).Root!;
            string? Find(string name) => root.DescendantsAndSelf().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
            return (Find("Code"), Find("Message"));
        }
        catch (XmlException)
        {
            return (null, null);
        }
    }
}
