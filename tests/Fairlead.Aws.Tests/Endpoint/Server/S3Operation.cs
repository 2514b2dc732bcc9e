namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>S3 has no names of operations on the wire: method, path and query say it (S3 API Reference, "Actions").</summary>
internal static class S3Operation
{
    public static string Find(WireRequest request)
    {
        var isObject = request.Uri.AbsolutePath.TrimStart('/').IndexOf('/') is var slash and > 0
            && slash < request.Uri.AbsolutePath.Length - 2;
        var flags = request.Query.Select(q => q.Name).ToHashSet();
        return (request.Method, isObject) switch
        {
            ("PUT", true) => "PutObject",
            ("GET", true) => "GetObject",
            ("HEAD", true) => "HeadObject",
            ("DELETE", true) => "DeleteObject",
            ("PUT", false) when flags.Count == 0 => "CreateBucket",
            ("HEAD", false) => "HeadBucket",
            ("GET", false) when flags.Contains("location") => "GetBucketLocation",
            ("GET", false) when flags.Contains("encryption") => "GetBucketEncryption",
            ("GET", false) when flags.Contains("versions") => "ListObjectVersions",
            ("GET", false) when flags.Contains("list-type") => "ListObjectsV2",
            ("POST", false) when flags.Contains("delete") => "DeleteObjects",
            ("DELETE", false) => "DeleteBucket",
            _ => $"{request.Method}?{string.Join('&', flags)}",
        };
    }
}
