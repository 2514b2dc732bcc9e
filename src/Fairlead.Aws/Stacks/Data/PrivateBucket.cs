using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>What all buckets have in common: nobody outside sees them, nothing reaches them without TLS, and what is in them is encrypted.</summary>
internal static class PrivateBucket
{
    public static readonly MapValue Closed = Map(("BlockPublicAcls", true), ("BlockPublicPolicy", true), ("IgnorePublicAcls", true), ("RestrictPublicBuckets", true));

    public static readonly MapValue OwnerOnly = Owned("BucketOwnerEnforced");

    public static readonly MapValue Encrypted = Map(("ServerSideEncryptionConfiguration", List(Map(("ServerSideEncryptionByDefault", Map(("SSEAlgorithm", "AES256")))))));

    public static MapValue Owned(string ownership) => Map(("Rules", List(Map(("ObjectOwnership", ownership)))));

    public static void AddPolicy(Stack stack, string id, Span? cause, params Statement[] more) => stack.Add(new StackResource(PolicyOf(id), "AWS::S3::BucketPolicy", Map(
        ("Bucket", Ref(id)),
        ("PolicyDocument", Policy.Document([Rights.DenyPlain("s3", GetAtt(id, "Arn"), Concat(GetAtt(id, "Arn"), "/*")), .. more])))) { Cause = cause });

    /// <summary>What a bucket that is logged has to wait for.</summary>
    public static string PolicyOf(string id) => id + "Policy";

    /// <summary>A log of who asked for what. Only its delivery writes to it, its lines go when they are old, and it logs no access to itself: that would never end.</summary>
    /// <param name="days">After so many days a line is old.</param>
    /// <param name="ownership">Who owns what delivery writes.</param>
    public static void AddLog(Stack stack, string id, int days, Span? cause, MapValue ownership, params Statement[] written)
    {
        stack.Add(new StackResource(id, "AWS::S3::Bucket", Map(
            ("BucketEncryption", Encrypted), ("LifecycleConfiguration", BucketLifecycle.Expiring(days)), ("OwnershipControls", ownership),
            ("PublicAccessBlockConfiguration", Closed))) { DeletionPolicy = DeletionPolicy.Retain, Cause = cause });
        AddPolicy(stack, id, cause, written);
    }

    /// <summary>S3 itself writes down who asked a bucket of this account for what.</summary>
    /// <param name="source">The ARN of the bucket that is logged, known before it is there.</param>
    public static Statement WrittenByS3(string id, Value source) => new(["s3:PutObject"], [Concat(GetAtt(id, "Arn"), "/*")])
    {
        Principal = Map(("Service", "logging.s3.amazonaws.com")),
        Condition = Map(("ArnLike", Map(("aws:SourceArn", source))), ("StringEquals", Map(("aws:SourceAccount", Account)))),
    };
}
