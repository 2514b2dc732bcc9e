using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Support;

/// <summary>What holds data, beside <see cref="SampleEnvironment"/>.</summary>
internal static class SampleResources
{
    public static IReadOnlyList<Stack> Stacks() =>
        [SampleEnvironment.Stack(), SampleWorkloads.Service(), SampleWorkloads.Job(), Database(), Cache(), Files(), Volume(), Search(),
        Registry(), Edge()];

    private static Stack Database()
    {
        var stack = Begun("shop-prod-db", "SubnetPrivate0", "SubnetPrivate1", "SecurityGroupDb");
        stack.Add(new StackParameter("EngineVersion")); // cfn-lint takes a major version alone for an outdated one
        stack.Add(new StackResource("Secret", "AWS::SecretsManager::Secret", Map(
            ("GenerateSecretString", Map(
                ("ExcludePunctuation", true), ("GenerateStringKey", "password"), ("PasswordLength", 32),
                ("SecretStringTemplate", "{\"username\":\"shop\"}"))))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("Subnets", "AWS::RDS::DBSubnetGroup", Map(
            ("DBSubnetGroupDescription", "Private subnets"), ("SubnetIds", List(Ref("SubnetPrivate0"), Ref("SubnetPrivate1"))))));
        stack.Add(new StackResource("Parameters", "AWS::RDS::DBParameterGroup", Map(
            ("Description", "db of shop (prod)"), ("Family", "postgres16"), ("Parameters", Map(("rds.force_ssl", "1"))))));
        stack.Add(new StackResource("Database", "AWS::RDS::DBInstance", Map(
            ("AllocatedStorage", "20"), ("AutoMinorVersionUpgrade", true), ("BackupRetentionPeriod", 7), ("CopyTagsToSnapshot", true),
            ("DBInstanceClass", "db.t4g.micro"), ("DBName", "shop"), ("DBParameterGroupName", Ref("Parameters")),
            ("DBSubnetGroupName", Ref("Subnets")), ("DeletionProtection", true), ("Engine", "postgres"),
            ("EngineVersion", Ref("EngineVersion")), ("MasterUserPassword", SecretKey(Ref("Secret"), "password")),
            ("MasterUsername", "shop"),
            ("PubliclyAccessible", false), ("StorageEncrypted", true), ("StorageType", "gp3"),
            ("VPCSecurityGroups", List(Ref("SecurityGroupDb"))))) { DeletionPolicy = DeletionPolicy.Snapshot });
        stack.Add(new StackResource("SecretUse", "AWS::SecretsManager::SecretTargetAttachment", Map(
            ("SecretId", Ref("Secret")), ("TargetId", Ref("Database")), ("TargetType", "AWS::RDS::DBInstance"))));
        stack.Add(new StackOutput("Host", GetAtt("Database", "Endpoint.Address")));
        return stack;
    }

    private static Stack Cache()
    {
        var stack = Begun("shop-prod-cache", "SubnetPrivate0", "SubnetPrivate1", "SecurityGroupDb");
        stack.Add(new StackResource("Subnets", "AWS::ElastiCache::SubnetGroup", Map(
            ("Description", "Private subnets"), ("SubnetIds", List(Ref("SubnetPrivate0"), Ref("SubnetPrivate1"))))));
        stack.Add(new StackResource("Cache", "AWS::ElastiCache::ReplicationGroup", Map(
            ("AtRestEncryptionEnabled", true), ("AutomaticFailoverEnabled", false), ("CacheNodeType", "cache.t4g.micro"),
            ("CacheSubnetGroupName", Ref("Subnets")), ("Engine", "valkey"), ("EngineVersion", "8.0"),
            ("NumCacheClusters", 1), ("ReplicationGroupDescription", "cache of shop (prod)"),
            ("SecurityGroupIds", List(Ref("SecurityGroupDb"))), ("SnapshotRetentionLimit", 1),
            ("TransitEncryptionEnabled", true))) { DeletionPolicy = DeletionPolicy.Snapshot });
        return stack;
    }

    private static Stack Files()
    {
        var stack = Begun("shop-prod-data");
        stack.Add(new StackResource("Key", "AWS::KMS::Key", Map(("EnableKeyRotation", true), ("KeyPolicy", Policy.Document(
            [new(["kms:*"], ["*"]) { Principal = Map(
                ("AWS", Concat("arn:", Partition, ":iam::", Account, ":root"))) }])))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("KeyName", "AWS::KMS::Alias", Map(("AliasName", "alias/shop-prod-data"), ("TargetKeyId", Ref("Key")))));
        stack.Add(new StackResource("Bucket", "AWS::S3::Bucket", Map(
            ("BucketEncryption",
                Map(
                    ("ServerSideEncryptionConfiguration", List(Map(
                        ("BucketKeyEnabled", true), ("ServerSideEncryptionByDefault", Map(
                            ("KMSMasterKeyID", GetAtt("Key", "Arn")), ("SSEAlgorithm", "aws:kms")))))))),
            ("BucketName", Concat("shop-prod-data-", Account)),
            ("LifecycleConfiguration",
                Map(
                    ("Rules", List(Map(
                        ("AbortIncompleteMultipartUpload", Map(("DaysAfterInitiation", 7))),
                        ("NoncurrentVersionExpiration", Map(("NoncurrentDays", 90))), ("Status", "Enabled")))))),
            ("PublicAccessBlockConfiguration",
                Map(("BlockPublicAcls", true), ("BlockPublicPolicy", true), ("IgnorePublicAcls", true), ("RestrictPublicBuckets", true))),
            ("VersioningConfiguration", Map(("Status", "Enabled"))))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("BucketPolicy", "AWS::S3::BucketPolicy", Map(
            ("Bucket", Ref("Bucket")),
            ("PolicyDocument",
                Policy.Document([Rights.DenyWithoutTls("s3", GetAtt("Bucket", "Arn"), Concat(GetAtt("Bucket", "Arn"), "/*"))])))));
        stack.Add(new StackResource("Dead", "AWS::SQS::Queue", Map(
            ("MessageRetentionPeriod", 1209600), ("SqsManagedSseEnabled", true))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("Queue", "AWS::SQS::Queue", Map(
            ("QueueName", "prod-indexer-queue"),
            ("RedrivePolicy", Map(("deadLetterTargetArn", GetAtt("Dead", "Arn")), ("maxReceiveCount", 5))), ("SqsManagedSseEnabled", true),
            ("VisibilityTimeout", 600))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("QueuePolicy", "AWS::SQS::QueuePolicy", Map(
            ("PolicyDocument", Policy.Document([Rights.DenyWithoutTls("sqs", GetAtt("Queue", "Arn"))])), ("Queues", List(Ref("Queue"))))));
        return stack;
    }

    private static Stack Volume()
    {
        var stack = Begun("shop-prod-shared", "SubnetPrivate0", "SubnetPrivate1", "SecurityGroupDb");
        stack.Add(new StackResource("FileSystem", "AWS::EFS::FileSystem", Map(
            ("BackupPolicy", Map(("Status", "ENABLED"))), ("Encrypted", true))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("Target0", "AWS::EFS::MountTarget", Map(
            ("FileSystemId", Ref("FileSystem")), ("SecurityGroups", List(Ref("SecurityGroupDb"))), ("SubnetId", Ref("SubnetPrivate0")))));
        stack.Add(new StackResource("Target1", "AWS::EFS::MountTarget", Map(
            ("FileSystemId", Ref("FileSystem")), ("SecurityGroups", List(Ref("SecurityGroupDb"))), ("SubnetId", Ref("SubnetPrivate1")))));
        stack.Add(new StackResource("AccessPoint", "AWS::EFS::AccessPoint", Map(
            ("FileSystemId", Ref("FileSystem")), ("PosixUser", Map(("Gid", "1000"), ("Uid", "1000"))),
            ("RootDirectory", Map(
                ("CreationInfo", Map(("OwnerGid", "1000"), ("OwnerUid", "1000"), ("Permissions", "0755"))), ("Path", "/data"))))));
        return stack;
    }

    private static Stack Search()
    {
        var stack = Begun("shop-prod-search", "SubnetPrivate0", "SecurityGroupDb");
        stack.Add(new StackResource("Domain", "AWS::OpenSearchService::Domain", Map(
            ("ClusterConfig", Map(("InstanceCount", 1), ("InstanceType", "c6g.large.search"))),
            ("DomainEndpointOptions", Map(("EnforceHTTPS", true), ("TLSSecurityPolicy", "Policy-Min-TLS-1-2-PFS-2023-10"))),
            ("EBSOptions", Map(("EBSEnabled", true), ("VolumeSize", 50), ("VolumeType", "gp3"))),
            ("EncryptionAtRestOptions", Map(("Enabled", true))), ("EngineVersion", "OpenSearch_2.3"),
            ("NodeToNodeEncryptionOptions", Map(("Enabled", true))), ("VPCOptions", Map(
                ("SecurityGroupIds", List(Ref("SecurityGroupDb"))),
                ("SubnetIds", List(Ref("SubnetPrivate0"))))))) { DeletionPolicy = DeletionPolicy.Retain });
        return stack;
    }

    private static Stack Registry()
    {
        var stack = Begun("fairlead-shop");
        stack.Add(new StackResource("Repository", "AWS::ECR::Repository", Map(
            ("ImageScanningConfiguration", Map(("ScanOnPush", true))), ("ImageTagMutability", "IMMUTABLE"),
            ("LifecyclePolicy",
                Map(
                    ("LifecyclePolicyText",
                        "{\"rules\":[{\"rulePriority\":1,\"selection\":{\"tagStatus\":\"untagged\","
                            + "\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":30},"
                            + "\"action\":{\"type\":\"expire\"}}]}"))),
            ("RepositoryName", "shop/web"))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("GitHub", "AWS::IAM::OIDCProvider", Map(
            ("ClientIdList", List("sts.amazonaws.com")), ("Url", "https://token.actions.githubusercontent.com"))));
        stack.Add(new StackResource("Ci", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.GitHub(Ref("GitHub"), "example", "shop", "environment:prod")))));
        return stack;
    }

    private static Stack Edge()
    {
        var stack = Begun("shop-prod-edge");
        stack.Add(new StackParameter("Certificate"));
        stack.Add(new StackResource("Function", "AWS::CloudFront::Function", Map(
            ("AutoPublish", true), ("FunctionCode", "function handler(event) { return event.request; }"),
            ("FunctionConfig", Map(("Comment", "Asks for a password"), ("Runtime", "cloudfront-js-2.0"))),
            ("Name", "shop-prod-password"))));
        stack.Add(new StackResource("Cdn", "AWS::CloudFront::Distribution", Map(("DistributionConfig", Map(
            ("DefaultCacheBehavior", Map(
                ("AllowedMethods", List("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")),
                ("CachePolicyId", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
                ("OriginRequestPolicyId", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
                ("FunctionAssociations", List(Map(("EventType", "viewer-request"), ("FunctionARN", GetAtt("Function", "FunctionARN"))))),
                ("TargetOriginId", "balancer"), ("ViewerProtocolPolicy", "redirect-to-https"))),
            ("Aliases", List("shop.example.org")), ("Enabled", true), ("HttpVersion", "http2and3"),
            ("ViewerCertificate",
                Map(
                    ("AcmCertificateArn", Ref("Certificate")), ("MinimumProtocolVersion", "TLSv1.2_2021"),
                    ("SslSupportMethod", "sni-only"))),
            ("Origins", List(Map(
                ("CustomOriginConfig",
                    Map(
                        ("OriginProtocolPolicy", "https-only"), ("OriginReadTimeout", 60), ("OriginSSLProtocols", List("TLSv1.2")))),
                        ("DomainName", "origin.shop.example.org"), ("Id", "balancer")))))))));
        return stack;
    }

    private static Stack Begun(string name, params string[] outputs)
    {
        var stack = new Stack(name) { Description = name };
        foreach (var output in outputs)
        {
            stack.Add(new StackParameter(output) { Source = new ImportedOutput("shop-prod", output) });
        }

        return stack;
    }
}
