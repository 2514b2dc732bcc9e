using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>S3: buckets and their objects, with conditions on writes. <c>API Reference, version 2006-03-01</c>.</summary>
internal sealed class BucketPart(AwsWorld world) : IAwsPart
{
    private const int Page = 1000;

    private readonly Dictionary<string, SortedDictionary<string, byte[]>> buckets = [];

    public void Register(AwsRoutes routes) => routes
        .Add("s3", "CreateBucket", call => Create(call))
        .Add("s3", "HeadBucket", call => Done(Bucket(call)))
        .Add("s3", "GetBucketLocation", call => Xml(new XElement("LocationConstraint", Bucket(call) is null ? "" : call.Request.Region)))
        .Add("s3", "DeleteBucket", DeleteBucket)
        .Add("s3", "PutObject", Put)
        .Add("s3", "GetObject", Get)
        .Add("s3", "HeadObject", Get)
        .Add("s3", "DeleteObject", Delete)
        .Add("s3", "DeleteObjects", DeleteMany)
        .Add("s3", "ListObjectVersions", ListVersions)
        .Add("s3", "ListObjectsV2", List);

    public bool Has(string bucket) => buckets.ContainsKey(bucket);

    public bool IsEmpty(string bucket) => buckets[bucket].Count == 0;

    public IReadOnlyDictionary<string, byte[]> Objects(string bucket) => buckets[bucket];

    public void Add(string bucket) => buckets[bucket] = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);

    public void Write(string bucket, string key, string text) => buckets[bucket][key] = Encoding.UTF8.GetBytes(text);

    public void Remove(string bucket) => buckets.Remove(bucket);

    /// <summary>The text behind an object's address, as CloudFormation reads templates; null where there is none.</summary>
    public string? Find(Uri url)
    {
        // Path-style, or virtual-hosted: S3 User Guide, "Virtual hosting of buckets".
        var parts = url.AbsolutePath.TrimStart('/').Split('/', 2);
        var (bucket, key) = url.Host.Contains(".s3.") ? (url.Host.Split(".s3.")[0], url.AbsolutePath[1..]) : (parts[0], parts[^1]);
        return buckets.TryGetValue(bucket, out var objects) && objects.TryGetValue(Uri.UnescapeDataString(key), out var body)
            ? Encoding.UTF8.GetString(body) : null;
    }

    private AwsAnswer Create(AwsCall call)
    {
        var (name, _) = Address(call);
        if (buckets.ContainsKey(name))
        {
            // S3 API Reference, CreateBucket.
            throw new AwsRefusal("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded", 409);
        }

        Add(name);
        return new PlainAnswer(200, []);
    }

    private AwsAnswer DeleteBucket(AwsCall call)
    {
        if (Bucket(call).Count > 0)
        {
            throw new AwsRefusal("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
        }

        Remove(Address(call).Bucket);
        return new PlainAnswer(204, []);
    }

    // S3 User Guide, "How to prevent object overwrites with conditional writes": If-None-Match takes only *, If-Match an ETag.
    private AwsAnswer Put(AwsCall call)
    {
        var (objects, key) = (Bucket(call), Address(call).Key);
        var body = ChunkedBody.Read(call.Request);
        if (call.Request.Header("If-None-Match") == "*" && objects.ContainsKey(key))
        {
            throw Precondition();
        }

        if (call.Request.Header("If-Match") is { } wanted)
        {
            var found = objects.TryGetValue(key, out var old) ? ETag(old) : throw NoKey(key);
            _ = found.Trim('"') == wanted.Trim('"') ? found : throw Precondition();
        }

        objects[key] = body;
        return new PlainAnswer(200, []) { Headers = new() { ["ETag"] = ETag(body) } };
    }

    private AwsAnswer Get(AwsCall call)
    {
        var (bucket, key) = Address(call);
        if (!Bucket(call).TryGetValue(key, out var body) || !world.Sees($"object/{bucket}/{key}"))
        {
            throw NoKey(key);
        }

        return new PlainAnswer(200, body)
        {
            Headers = new()
            {
                ["ETag"] = ETag(body), ["Content-Type"] = "application/octet-stream",
                ["Last-Modified"] = world.Clock.GetUtcNow().ToString("r"),
            },
        };
    }

    private AwsAnswer Delete(AwsCall call)
    {
        var (objects, key) = (Bucket(call), Address(call).Key);
        if (call.Request.Header("If-Match") is { } wanted && objects.TryGetValue(key, out var old)
            && ETag(old).Trim('"') != wanted.Trim('"'))
        {
            throw Precondition();
        }

        objects.Remove(key);
        return new PlainAnswer(204, []);
    }

    private AwsAnswer DeleteMany(AwsCall call)
    {
        var objects = Bucket(call);
        var root = XDocument.Load(new MemoryStream(ChunkedBody.Read(call.Request))).Root!;
        var keys = root.Descendants().Where(e => e.Name.LocalName == "Key").Select(e => e.Value).ToList();
        keys.ForEach(k => objects.Remove(k));
        return Xml(new XElement("DeleteResult", keys.Select(k => new XElement("Deleted", new XElement("Key", k)))));
    }

    private AwsAnswer List(AwsCall call)
    {
        var query = call.Request.Query.ToDictionary(q => q.Name, q => q.Value);
        var (prefix, after) = (query.GetValueOrDefault("prefix", ""),
            query.GetValueOrDefault("continuation-token", query.GetValueOrDefault("start-after", "")));
        var most = int.Parse(query.GetValueOrDefault("max-keys", $"{Page}"));
        var found = Bucket(call).Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)
            && string.CompareOrdinal(o.Key, after) > 0).ToList();
        var page = found.Take(most).ToList();
        return Xml(new XElement("ListBucketResult", new XElement("Name", Address(call).Bucket), new XElement("Prefix", prefix),
            new XElement("KeyCount", page.Count), new XElement("MaxKeys", most), new XElement("IsTruncated", found.Count > most),
            found.Count > most ? new XElement("NextContinuationToken", page[^1].Key) : null,
            page.Select(o => new XElement("Contents", new XElement("Key", o.Key), new XElement("ETag", ETag(o.Value)),
                new XElement("Size", o.Value.Length), new XElement("LastModified", world.NowText)))));
    }

    // S3 User Guide, "Deleting an empty bucket": one without versions has the version "null" of each object.
    private AwsAnswer ListVersions(AwsCall call) => Xml(new XElement("ListVersionsResult", new XElement("Name", Address(call).Bucket),
        new XElement("IsTruncated", Bucket(call).Count > Page), Bucket(call).Take(Page).Select(o => new XElement("Version",
            new XElement("Key", o.Key), new XElement("VersionId", "null"), new XElement("IsLatest", true),
            new XElement("ETag", ETag(o.Value)), new XElement("Size", o.Value.Length), new XElement("LastModified", world.NowText)))));

    private SortedDictionary<string, byte[]> Bucket(AwsCall call) => buckets.TryGetValue(Address(call).Bucket, out var found) ? found
        : throw new AwsRefusal("NoSuchBucket", "The specified bucket does not exist", 404);

    private static (string Bucket, string Key) Address(AwsCall call)
    {
        var parts = call.Request.Uri.AbsolutePath.TrimStart('/').Split('/', 2);
        return (parts[0], parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

#pragma warning disable CA5351 // S3's ETag is an MD5, and AWS's client compares it
    private static string ETag(byte[] body) => $"\"{Convert.ToHexStringLower(MD5.HashData(body))}\"";
#pragma warning restore CA5351

    private static AwsRefusal Precondition() =>
        new("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);

    private static AwsRefusal NoKey(string key) => new("NoSuchKey", $"The specified key does not exist: {key}", 404);

    private static PlainAnswer Done(object _) => new(200, []);

    private static PlainAnswer Xml(XElement root) => new(200, Encoding.UTF8.GetBytes(root.ToString()))
    {
        Headers = new() { ["Content-Type"] = "application/xml" },
    };
}
