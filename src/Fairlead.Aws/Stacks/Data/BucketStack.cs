using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Attribute = Fairlead.Core.Model.Attribute;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>A bucket on S3: nobody outside sees it, nothing reaches it without TLS, and what is in it is encrypted.</summary>
internal static class BucketStack
{
    private const int PageKnowsFor = 3600;

    public static Stack Make(StackScope site, Bucket bucket)
    {
        var stack = site.NewStack(bucket.Name);
        if (bucket.OwnKey)
        {
            BucketKey.Add(site, stack, bucket);
        }

        var isLogged = site.Requires("S3.9");
        if (isLogged)
        {
            PrivateBucket.AddLog(stack, "AccessLog", (int)site.App.Logs.Keep.TotalDays, bucket.Origin.Name, PrivateBucket.OwnerOnly, PrivateBucket.WrittenByS3("AccessLog", KnownNames.ArnOf(site, bucket)));
        }

        stack.Add(new StackResource("Bucket", "AWS::S3::Bucket", Map(
            ("BucketEncryption", Encryption(bucket.OwnKey)), ("BucketName", KnownNames.NameOf(site, bucket)), ("CorsConfiguration", Cors(site, stack, bucket)),
            ("LifecycleConfiguration", BucketLifecycle.Configuration(bucket)), ("LoggingConfiguration", isLogged ? Map(("DestinationBucketName", Ref("AccessLog"))) : null),
            ("OwnershipControls", PrivateBucket.OwnerOnly), ("PublicAccessBlockConfiguration", PrivateBucket.Closed), ("VersioningConfiguration", Map(("Status", bucket.Versions ? "Enabled" : "Suspended")))))
        {
            DependsOn = isLogged ? [PrivateBucket.PolicyOf("AccessLog")] : [],
            DeletionPolicy = KeepOf(bucket),
            Cause = bucket.Origin.Name,
        });
        PrivateBucket.AddPolicy(stack, "Bucket", bucket.Origin.Name);
        stack.Add(new StackOutput("Name", Ref("Bucket")));
        stack.Add(new StackOutput("Arn", GetAtt("Bucket", "Arn")));
        return stack;
    }

    public static DeletionPolicy KeepOf(Bucket bucket) => bucket.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete;

    private static MapValue Encryption(bool isOwnKey) => Map(("ServerSideEncryptionConfiguration", List(Map(
        ("BucketKeyEnabled", isOwnKey ? (Value)true : null),
        ("ServerSideEncryptionByDefault", Map(("KMSMasterKeyID", isOwnKey ? GetAtt("Key", "Arn") : null), ("SSEAlgorithm", isOwnKey ? "aws:kms" : "AES256")))))));

    private static MapValue? Cors(StackScope site, Stack stack, Bucket bucket) => bucket.Cors.Count == 0 ? null : Map(("CorsRules", List(Map(
        ("AllowedHeaders", List("*")), ("AllowedMethods", List("GET", "HEAD")), ("AllowedOrigins", List([.. bucket.Cors.Select(o => OriginOf(site, stack, o))])),
        ("ExposedHeaders", List("Accept-Ranges", "Content-Length", "Content-Range", "ETag")), ("MaxAge", PageKnowsFor)))));

    // A page's origin is scheme and host: a service's path is no part of it.
    private static Value OriginOf(StackScope site, Stack stack, Text origin) => origin.Parts is [AttributePart { Attribute: Attribute.Url } url]
        ? Concat(TextValues.Render(site, stack, url with { Attribute = Attribute.UrlScheme }), "://", TextValues.Render(site, stack, url with { Attribute = Attribute.UrlHost }))
        : TextValues.Render(site, stack, origin);
}
