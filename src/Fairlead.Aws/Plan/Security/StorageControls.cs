namespace Fairlead.Aws.Plan.Security;

/// <summary>S3, EFS, SQS and SNS.</summary>
internal static class StorageControls
{
    private const string Bucket = "AWS::S3::Bucket";
    private const string BucketPolicy = "AWS::S3::BucketPolicy";
    private const string FileSystem = "AWS::EFS::FileSystem";
    private const string AccessPoint = "AWS::EFS::AccessPoint";

    private static readonly string[] Blocks = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

    public static readonly IReadOnlyList<Control> All =
    [
        new("S3.2", "nobody outside reads it", Bucket, IsClosed),
        new("S3.3", "nobody outside writes it", Bucket, IsClosed),
        new("S3.5", "it answers only with TLS", Bucket,
            b => b.Referring(BucketPolicy).SelectMany(PolicyText.Statements).Any(PolicyText.DeniesPlain)),
        new("S3.6", "no other account has rights on it", Bucket,
            b => !b.Referring(BucketPolicy).SelectMany(PolicyText.Statements).Any(PolicyText.AllowsOtherAccounts)),
        new("S3.8", "it blocks what is public", Bucket, IsClosed),
        // A log of who wrote the log would never end; AWS says to leave such buckets out.
        new("S3.9", "access to it is logged", Bucket, b => IsForLogs(b) || HoldsLog(b) ? null : b["LoggingConfiguration"] is not null),
        new("S3.12", "rights are in policies, not in lists at objects", Bucket, b => b["AccessControl"] is null),
        new("S3.13", "old objects go", Bucket, b => b["LifecycleConfiguration", "Rules"].Items().Any()),
        new("EFS.1", "it is encrypted with a key of KMS", FileSystem, f => f["Encrypted"].IsTrue()),
        new("EFS.2", "it is in a backup plan", FileSystem, IsBackedUp),
        new("EFS.3", "access points show a directory", AccessPoint, a => a["RootDirectory", "Path"] is { } path && !path.Is("/")),
        new("EFS.4", "access points have a user", AccessPoint, a => a["PosixUser"] is not null),
        new("EFS.6", "its subnets give no public addresses", "AWS::EFS::MountTarget", m =>
            m.AllStacks.Resolve(m.Stack, m["SubnetId"]) is { } subnet ? !subnet.Resource.Properties["MapPublicIpOnLaunch"].IsTrue() : null),
        new("EFS.7", "it backs itself up", FileSystem, IsBackedUp),
        new("EFS.8", "it is encrypted", FileSystem, f => f["Encrypted"].IsTrue()),
        new("SQS.1", "messages are encrypted", "AWS::SQS::Queue",
            q => q["KmsMasterKeyId"] is not null || !q["SqsManagedSseEnabled"].IsFalse()),
        new("SQS.3", "queues are not for everybody", "AWS::SQS::QueuePolicy",
            p => !PolicyText.Statements(p.Resource).Any(PolicyText.IsForEverybody)),
        new("SNS.4", "topics are not for everybody", "AWS::SNS::TopicPolicy",
            p => !PolicyText.Statements(p.Resource).Any(PolicyText.IsForEverybody)),
    ];

    private static bool IsForLogs(Subject bucket) =>
        bucket.Referring(BucketPolicy).SelectMany(PolicyText.Statements)
        .Any(s => s.At("Principal", "Service").Is("logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"))
        || bucket.Referring("AWS::CloudFront::Distribution").Any();

    private static bool? IsClosed(Subject bucket) => Array.TrueForAll(Blocks, b => bucket["PublicAccessBlockConfiguration", b].IsTrue());

    private static bool HoldsLog(Subject bucket) =>
        bucket.Referring(Bucket).Any(b => b.Properties.At("LoggingConfiguration") is { } log && log.Names(bucket.Resource.Id));

    // AWS's automatic backup is a backup plan of its own.
    private static bool? IsBackedUp(Subject fileSystem) => fileSystem["BackupPolicy", "Status"].Is("ENABLED");
}
