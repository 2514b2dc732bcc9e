using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>
/// A bucket on S3: nobody outside sees it, nothing reaches it without TLS, and what is in it is encrypted. Who may use a key of its own
/// stands at the key and nowhere else: exactly the roles that link to the bucket. The account may look after the key, and can not read with
/// it.
/// </summary>
internal static class BucketStack
{
    private const int PageKnowsFor = 3600;
    private const string LifecycleTag = "Lifecycle";
    private const int VersionDays = 90;
    private const int LeastDaysInStandard = 30;

    private static readonly string[] KeyAdministration =
    [
        "kms:CancelKeyDeletion", "kms:Create*", "kms:Delete*", "kms:Describe*", "kms:Disable*", "kms:Enable*", "kms:Get*", "kms:List*",
        "kms:Put*", "kms:Revoke*",
        "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:Update*",
    ];

    public static Stack Make(StackScope scope, Bucket bucket)
    {
        var stack = scope.NewStack(bucket.Name);
        if (bucket.OwnKey)
        {
            AddKey(scope, stack, bucket);
        }

        var isLogged = scope.Requires("S3.9");
        if (isLogged)
        {
            PrivateBucket.AddLog(stack, "AccessLogBucket", KnownNames.LogBucketOf(scope, bucket.Name), (int)scope.App.Logs.Keep.TotalDays,
                bucket.Origin.Name, PrivateBucket.OwnerOnly,
                PrivateBucket.WrittenByS3("AccessLogBucket", KnownNames.ArnOf(scope, bucket)));
        }

        stack.Add(new StackResource("Bucket", "AWS::S3::Bucket", Map(
            ("BucketEncryption", Encryption(bucket.OwnKey)), ("BucketName", KnownNames.NameOf(scope, bucket)),
            ("CorsConfiguration", Cors(scope, stack, bucket)),
            ("LifecycleConfiguration", Lifecycle(bucket)), ("LoggingConfiguration", isLogged ? Map(
                ("DestinationBucketName", Ref("AccessLogBucket"))) : null),
            ("OwnershipControls", PrivateBucket.OwnerOnly), ("PublicAccessBlockConfiguration", PrivateBucket.Closed),
            ("VersioningConfiguration", Map(("Status", bucket.Versions ? "Enabled" : "Suspended")))))
        {
            DependsOn = isLogged ? [PrivateBucket.PolicyOf("AccessLogBucket")] : [],
            DeletionPolicy = DeletionPolicyOf(bucket),
            Cause = bucket.Origin.Name,
        });
        PrivateBucket.AddPolicy(stack, "Bucket", bucket.Origin.Name);
        stack.Add(new StackOutput("Name", Ref("Bucket")));
        stack.Add(new StackOutput("Arn", GetAtt("Bucket", "Arn")));
        return stack;
    }

    private static DeletionPolicy DeletionPolicyOf(Bucket bucket) => bucket.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete;

    private static MapValue Encryption(bool isOwnKey) => Map(("ServerSideEncryptionConfiguration", List(Map(
        ("BucketKeyEnabled", isOwnKey ? (Value)true : null),
        ("ServerSideEncryptionByDefault", Map(
            ("KMSMasterKeyID", isOwnKey ? GetAtt("Key", "Arn") : null), ("SSEAlgorithm", isOwnKey ? "aws:kms" : "AES256")))))));

    private static MapValue? Cors(StackScope scope, Stack stack, Bucket bucket) => bucket.Cors.Count == 0 ? null : Map(
        ("CorsRules", List([.. Joined(bucket.Cors).Select(r => (Value)Map(
        ("AllowedHeaders", Value.Texts(r.Headers)), ("AllowedMethods", Value.Texts(r.Methods)),
        ("AllowedOrigins", List([.. r.Origins.Select(o => OriginOf(scope, stack, o))])),
        ("ExposedHeaders", List("Accept-Ranges", "Content-Length", "Content-Range", "ETag")), ("MaxAge", PageKnowsFor)))])));

    // Origins that may do the same stand in one rule, in the order of the file.
    private static IEnumerable<CorsRule> Joined(IReadOnlyList<CorsRule> rules) =>
        rules.GroupBy(r => $"{string.Join(',', r.Methods)} {string.Join(',', r.Headers)}", StringComparer.Ordinal)
            .Select(g => g.First() with { Origins = [.. g.SelectMany(r => r.Origins)] });

    // A page's origin is scheme and host: a service's path is no part of it.
    private static Value OriginOf(StackScope scope, Stack stack, Text origin) =>
        origin.Parts is [AttributePart { Attribute: Attribute.Url } url]
        ? Concat(TextValues.Render(scope, stack, url with { Attribute = Attribute.UrlScheme }), "://",
            TextValues.Render(scope, stack, url with { Attribute = Attribute.UrlHost }))
        : TextValues.Render(scope, stack, origin);

    private static void AddKey(StackScope scope, Stack stack, Bucket bucket)
    {
        stack.Add(new StackResource("Key", "AWS::KMS::Key", Map(
            ("Description", $"{bucket.Name} of {scope.App.Id}"), ("EnableKeyRotation", true),
            ("KeyPolicy", Policy.Document([.. KeyStatements(scope, stack, bucket)]))))
        {
            DeletionPolicy = DeletionPolicyOf(bucket),
            Cause = bucket.Origin.PlaceOf("encrypt"),
        });
        stack.Add(new StackOutput("Key", GetAtt("Key", "Arn")));
    }

    /// <summary>Whether a text names the key of a bucket: what may be done with one is said at the key.</summary>
    public static bool NamesKey(Text text) => text.Parts is [AttributePart { Attribute: Attribute.Key }];

    private static IEnumerable<Statement> KeyStatements(StackScope scope, Stack stack, Bucket bucket)
    {
        yield return new Statement(KeyAdministration, ["*"]) { Id = "LookAfter", Principal = Map(
            ("AWS", Concat("arn:", Partition, ":iam::", Account, ":root"))) };
        foreach (var workload in scope.App.Workloads.OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            if (scope.GrantsOf(workload).FirstOrDefault(g => g.Target == bucket.Name) is { } grant)
            {
                yield return Allow(scope, stack, workload, "Use", ActionsOf(grant.Access)) with
                {
                    Condition = Map(("StringEquals", Map(("kms:ViaService", Concat("s3.", Region, ".amazonaws.com"))))),
                    Causes = [new Cause(grant.Cause, $"{workload.Name} uses {bucket.Name}")],
                };
            }

            string[] permitted =
                [.. workload.Permissions.Where(p => p.To.Any(t => NamesKey(t) && ((AttributePart)t.Parts[0]).Target == bucket.Name))
                .SelectMany(p => p.Allow).Where(a => a.StartsWith("kms:", StringComparison.Ordinal)).Distinct()];
            if (permitted.Length > 0)
            {
                yield return Allow(scope, stack, workload, "Permit", permitted);
            }
        }
    }

    private static Statement Allow(StackScope scope, Stack stack, Workload workload, string kind, string[] actions) => new(actions, ["*"])
    {
        Id = LogicalId.For(kind, workload.Name),
        Principal = Map(("AWS", scope.ImportOutputOf(stack, workload.Name, "TaskRole"))),
    };

    // Parts of a large upload are decrypted to be put together: who writes also decrypts.
    private static string[] ActionsOf(Core.Model.Access access) =>
        access == Core.Model.Access.Read ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"];

    // What becomes of objects with time. What is of no use to anybody goes in any case: halves of uploads, and versions long replaced.
    private static MapValue Lifecycle(Bucket bucket) => Map(("Rules", List([TidyUp(bucket.Versions), .. bucket.Lifecycle switch
    {
        TagLifecycle => ByTag(),
        RuleLifecycle rules => rules.Rules.Select((r, i) => (Value)OfRule(r, i)),
        _ => [],
    }])));

    // Where versions are kept no longer, those of earlier go too.
    private static MapValue TidyUp(bool hasVersions) => Map(
        ("AbortIncompleteMultipartUpload", Map(("DaysAfterInitiation", PrivateBucket.UploadDays))), ("ExpiredObjectDeleteMarker", true),
        ("Id", "tidy-up"),
        ("NoncurrentVersionExpiration", Map(("NoncurrentDays", hasVersions ? VersionDays : 1))), ("Status", "Enabled"));

    private static IEnumerable<Value> ByTag() =>
    [
        Tagged("IA", ("Transitions", List(Map(("StorageClass", "STANDARD_IA"), ("TransitionInDays", LeastDaysInStandard))))),
        Tagged("Glacier", ("Transitions", List(Map(("StorageClass", "GLACIER"), ("TransitionInDays", 1))))),
        Tagged("DeepArchive", ("Transitions", List(Map(("StorageClass", "DEEP_ARCHIVE"), ("TransitionInDays", 1))))),
        Tagged("expire", ("ExpirationInDays", 1)),
    ];

    private static MapValue Tagged(string value, (string, Value?) what) =>
        Map(("Id", $"tag-{value}"), ("Status", "Enabled"), ("TagFilters", List(Map(("Key", LifecycleTag), ("Value", value)))), what);

    // Cheaper, and still there at once: the app need not know.
    private static MapValue OfRule(LifecycleRule rule, int index) => Map(
        ("ExpirationInDays", rule.Expire is { } expire ? (Value)(int)expire.TotalDays : null), ("Id", $"rule-{StackScope.Number(index)}"),
        ("Prefix", rule.Prefix is { } prefix ? (Value)prefix : null), ("Status", "Enabled"),
        ("Transitions", rule.Archive is { } archive ? List(Map(
            ("StorageClass", "GLACIER_IR"), ("TransitionInDays", (int)archive.TotalDays))) : null));
}

/// <summary>
/// What all buckets have in common: nobody outside sees them, nothing reaches them without TLS, and what is in them is encrypted.
/// </summary>
internal static class PrivateBucket
{
    public const int UploadDays = 7;

    public static readonly MapValue Closed = Map(
        ("BlockPublicAcls", true), ("BlockPublicPolicy", true), ("IgnorePublicAcls", true), ("RestrictPublicBuckets", true));

    public static readonly MapValue OwnerOnly = Owned("BucketOwnerEnforced");

    public static readonly MapValue Encrypted = Map(
        ("ServerSideEncryptionConfiguration", List(Map(("ServerSideEncryptionByDefault", Map(("SSEAlgorithm", "AES256")))))));

    public static MapValue Owned(string ownership) => Map(("Rules", List(Map(("ObjectOwnership", ownership)))));

    public static void AddPolicy(Stack stack, string id, Span? cause, params Statement[] more) =>
        stack.Add(new StackResource(PolicyOf(id), "AWS::S3::BucketPolicy", Map(
        ("Bucket", Ref(id)),
        ("PolicyDocument",
            Policy.Document(
                [Rights.DenyWithoutTls("s3", GetAtt(id, "Arn"), Concat(GetAtt(id, "Arn"), "/*")), .. more])))) { Cause = cause });

    /// <summary>What a bucket that is logged has to wait for.</summary>
    public static string PolicyOf(string id) => id + "Policy";

    /// <summary>
    /// A log of who asked for what. Only its delivery writes to it, its lines go when they are old, and it logs no access to itself: that
    /// would never end.
    /// </summary>
    /// <param name="name">The bucket's; null lets CloudFormation choose.</param>
    /// <param name="days">After so many days a line is old.</param>
    /// <param name="ownership">Who owns what delivery writes.</param>
    public static void AddLog(
        Stack stack, string id, Value? name, int days, Span? cause, MapValue ownership, params Statement[] written)
    {
        stack.Add(new StackResource(id, "AWS::S3::Bucket", Map(
            ("BucketEncryption", Encrypted), ("BucketName", name), ("LifecycleConfiguration", Expiring(days)),
                ("OwnershipControls", ownership),
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

    // Everything goes after so many days.
    private static MapValue Expiring(int days) => Map(("Rules", List(Map(
        ("AbortIncompleteMultipartUpload", Map(("DaysAfterInitiation", UploadDays))), ("ExpirationInDays", days), ("Id", "expire"),
        ("Status", "Enabled")))));
}
