namespace Fairlead.Aws.Plan;

/// <summary>Which key of the app file says a property of a template.</summary>
internal static class KeyOfProperty
{
    // TYPE.PROPERTY → the key that says it. What is not here is said by the name itself.
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["AWS::RDS::DBInstance.AllocatedStorage"] = "storage",
        ["AWS::RDS::DBInstance.BackupRetentionPeriod"] = "backups",
        ["AWS::RDS::DBInstance.DBInstanceClass"] = "size",
        ["AWS::RDS::DBInstance.DBName"] = "restore",
        ["AWS::RDS::DBInstance.DBSnapshotIdentifier"] = "restore",
        ["AWS::RDS::DBInstance.DeletionPolicy"] = "protect",
        ["AWS::RDS::DBInstance.DeletionProtection"] = "protect",
        ["AWS::RDS::DBInstance.MasterUsername"] = "restore",
        ["AWS::RDS::DBInstance.MultiAZ"] = "zones",
        ["AWS::RDS::DBInstance.StorageEncrypted"] = "restore",
        ["AWS::RDS::DBParameterGroup.Family"] = "version",
        ["AWS::RDS::DBParameterGroup.Parameters"] = "parameters",
        ["AWS::ElastiCache::ReplicationGroup.CacheNodeType"] = "size",
        ["AWS::ElastiCache::ReplicationGroup.DeletionPolicy"] = "protect",
        ["AWS::ElastiCache::ReplicationGroup.Engine"] = "version",
        ["AWS::ElastiCache::ReplicationGroup.EngineVersion"] = "version",
        ["AWS::ElastiCache::ReplicationGroup.NumCacheClusters"] = "replicas",
        ["AWS::ElastiCache::ReplicationGroup.TransitEncryptionEnabled"] = "tls",
        ["AWS::ElastiCache::ReplicationGroup.TransitEncryptionMode"] = "tls",
        ["AWS::EFS::FileSystem."] = "existing",
        ["AWS::EFS::FileSystem.DeletionPolicy"] = "protect",
        ["AWS::EFS::FileSystem.BackupPolicy"] = "backup",
        ["AWS::EFS::AccessPoint.PosixUser"] = "owner",
        ["AWS::EFS::AccessPoint.RootDirectory"] = "owner",
        ["AWS::KMS::Key."] = "encrypt",
        ["AWS::S3::Bucket."] = "existing",
        ["AWS::S3::Bucket.DeletionPolicy"] = "protect",
        ["AWS::S3::Bucket.BucketName"] = "name",
        ["AWS::S3::Bucket.BucketEncryption"] = "encrypt",
        ["AWS::S3::Bucket.CorsConfiguration"] = "cors",
        ["AWS::S3::Bucket.LifecycleConfiguration"] = "lifecycle",
        ["AWS::S3::Bucket.VersioningConfiguration"] = "versions",
        ["AWS::SQS::Queue."] = "dead_letter",
        ["AWS::SQS::Queue.DeletionPolicy"] = "protect",
        ["AWS::SQS::Queue.DelaySeconds"] = "delay",
        ["AWS::SQS::Queue.ReceiveMessageWaitTimeSeconds"] = "poll",
        ["AWS::SQS::Queue.RedrivePolicy"] = "dead_letter",
        ["AWS::SQS::Queue.QueueName"] = "name",
        ["AWS::SQS::Queue.FifoQueue"] = "fifo",
        ["AWS::SQS::Queue.MessageRetentionPeriod"] = "keep",
        ["AWS::SQS::Queue.VisibilityTimeout"] = "visibility",
        ["AWS::OpenSearchService::Domain."] = "existing",
        ["AWS::OpenSearchService::Domain.DeletionPolicy"] = "protect",
        ["AWS::OpenSearchService::Domain.VPCOptions"] = "nodes",
        ["AWS::OpenSearchService::Domain.EngineVersion"] = "version",
        ["AWS::OpenSearchService::Domain.ClusterConfig"] = "size",
        ["AWS::OpenSearchService::Domain.EBSOptions"] = "storage",
        ["AWS::ECR::Repository.LifecyclePolicy"] = "keep",
        ["AWS::ECR::Repository.RepositoryPolicyText"] = "share",
        ["AWS::SecretsManager::Secret.DeletionPolicy"] = "protect",
        ["AWS::SecretsManager::Secret.Name"] = "name",
        ["AWS::ECS::Service.CapacityProviderStrategy"] = "spot",
        ["AWS::ECS::Service.DeploymentConfiguration"] = "deploy",
        ["AWS::ECS::Service.HealthCheckGracePeriodSeconds"] = "health",
        ["AWS::ECS::TaskDefinition.Cpu"] = "cpu",
        ["AWS::ECS::TaskDefinition.Memory"] = "memory",
        ["AWS::ECS::TaskDefinition.Volumes"] = "mounts",
        ["AWS::ECS::TaskDefinition.Command"] = "command",
        ["AWS::ECS::TaskDefinition.EntryPoint"] = "entrypoint",
        ["AWS::ECS::TaskDefinition.Environment"] = "env",
        ["AWS::ECS::TaskDefinition.HealthCheck"] = "health",
        ["AWS::ECS::TaskDefinition.Image"] = "image",
        ["AWS::ECS::TaskDefinition.MountPoints"] = "mounts",
        ["AWS::ECS::TaskDefinition.PortMappings"] = "port",
        ["AWS::ECS::TaskDefinition.Secrets"] = "env",
        ["AWS::ECS::TaskDefinition.StopTimeout"] = "stop",
        ["AWS::ECS::TaskDefinition.User"] = "user",
        ["AWS::ApplicationAutoScaling::ScalableTarget.MaxCapacity"] = "scale",
        ["AWS::Scheduler::Schedule.ScheduleExpression"] = "schedule",
        ["AWS::Scheduler::Schedule.ScheduleExpressionTimezone"] = "timezone",
        ["AWS::StepFunctions::StateMachine.DefinitionString"] = "timeout",
    };

    /// <summary>The key that says a property, or null.</summary>
    public static string? Find(string type, string path) =>
        Keys.GetValueOrDefault($"{type}.{First(Inner(path))}") ?? Keys.GetValueOrDefault($"{type}.{First(path)}");

    // ContainerDefinitions[0].Environment[2].Value is said by "env".
    private static string Inner(string path) =>
        path.StartsWith("ContainerDefinitions[", StringComparison.Ordinal) && path.IndexOf('.', StringComparison.Ordinal) is var dot
        and > 0 ? path[(dot + 1)..] : path;

    private static string First(string path) => path.IndexOfAny(['.', '[']) is var end and > 0 ? path[..end] : path;
}
