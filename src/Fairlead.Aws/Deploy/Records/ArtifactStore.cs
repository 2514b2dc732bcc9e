using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Fairlead.Aws.Api;

namespace Fairlead.Aws.Deploy.Records;

/// <param name="ETag">Another one for each other content.</param>
internal sealed record StoredText(string Text, string ETag);

/// <summary>
/// Documents in an app's artifact bucket. What several write is only written where it is as it was read: Amazon S3 User Guide, "Conditional
/// requests".
/// </summary>
/// <param name="account">The bucket has to be of this account: a bucket of that name may be anybody's.</param>
internal sealed class ArtifactStore(AwsConnection aws, string bucket, string account)
{
    public string Bucket => bucket;

    /// <summary>Null where there is none, or no bucket yet.</summary>
    public async Task<StoredText?> Find(string key, CancellationToken cancel)
    {
        try
        {
            // Read within the call: a line that is cut in the middle of a document is tried again too.
            return await aws.S3(async (s3, c) =>
            {
                using var found = await s3.GetObjectAsync(
                    new GetObjectRequest { BucketName = bucket, Key = key, ExpectedBucketOwner = account }, c);
                using var reader = new StreamReader(found.ResponseStream, Encoding.UTF8);
                return new StoredText(await reader.ReadToEndAsync(c), found.ETag);
            }, cancel);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Writes a new document; null where there is one already.</summary>
    public Task<string?> Create(string key, string text, CancellationToken cancel) =>
        Write(new PutObjectRequest { IfNoneMatch = "*" }, key, text, cancel);

    /// <summary>Writes over one; null where it is not as it was.</summary>
    public Task<string?> Replace(string key, string text, string etag, CancellationToken cancel) =>
        Write(new PutObjectRequest { IfMatch = etag }, key, text, cancel);

    /// <summary>Writes it whatever was there.</summary>
    public async Task Put(string key, string text, CancellationToken cancel) =>
        await Write(new PutObjectRequest(), key, text, cancel);

    public Task Delete(string key, CancellationToken cancel) => aws.S3((s3, c) => s3.DeleteObjectAsync(
        new DeleteObjectRequest { BucketName = bucket, Key = key, ExpectedBucketOwner = account }, c), cancel);

    /// <summary>All keys that begin so, in their order.</summary>
    public async Task<IReadOnlyList<string>> List(string prefix, CancellationToken cancel)
    {
        var keys = new List<string>();
        string? next = null;
        try
        {
            do
            {
                var page = await aws.S3((s3, c) => s3.ListObjectsV2Async(new ListObjectsV2Request
                {
                    BucketName = bucket, Prefix = prefix, ContinuationToken = next, ExpectedBucketOwner = account,
                }, c), cancel);
                keys.AddRange((page.S3Objects ?? []).Select(o => o.Key));
                next = page.IsTruncated == true ? page.NextContinuationToken : null;
            }
            while (next is not null);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        return keys;
    }

    // A condition that was lost in a cut line is not met when it is asked again by the same writer: then what is there is looked at.
    private async Task<string?> Write(PutObjectRequest request, string key, string text, CancellationToken cancel)
    {
        (request.BucketName, request.Key, request.ContentBody) = (bucket, key, text);
        (request.ContentType, request.ExpectedBucketOwner) = ("application/json", account);
        try
        {
            return (await aws.S3((s3, c) => s3.PutObjectAsync(request, c), cancel)).ETag;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict
            || (e.StatusCode == HttpStatusCode.NotFound && request.IfMatch is not null))
        {
            return await Find(key, cancel) is { } there && there.Text == text ? there.ETag : null;
        }
    }
}
