using Fairlead.Core.Model;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Template.Preview;

/// <summary>Where in the app file something of a template was said, and in which word.</summary>
internal sealed class Lines(App app)
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
        ["AWS::RDS::DBParameterGroup.Parameters"] = "tls",
        ["AWS::ElastiCache::ReplicationGroup.CacheNodeType"] = "size",
        ["AWS::ElastiCache::ReplicationGroup.DeletionPolicy"] = "protect",
        ["AWS::ElastiCache::ReplicationGroup.Engine"] = "version",
        ["AWS::ElastiCache::ReplicationGroup.EngineVersion"] = "version",
        ["AWS::ElastiCache::ReplicationGroup.NumCacheClusters"] = "replicas",
        ["AWS::ElastiCache::ReplicationGroup.TransitEncryptionEnabled"] = "tls",
        ["AWS::EFS::FileSystem."] = "existing",
        ["AWS::EFS::FileSystem.DeletionPolicy"] = "protect",
        ["AWS::EFS::FileSystem.BackupPolicy"] = "backup",
        ["AWS::EFS::AccessPoint.PosixUser"] = "owner",
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
    public static string? KeyOf(string type, string path) => Keys.GetValueOrDefault($"{type}.{First(Inner(path))}") ?? Keys.GetValueOrDefault($"{type}.{First(path)}");

    /// <summary>The line of a key of a name, or the name's own, or that of what all share; never none.</summary>
    public Span Of(string name, string? key = null)
    {
        var origin = app.Resources.Find(name)?.Origin ?? app.FindWorkload(name)?.Origin;
        return origin is null && app.Extras.Any(e => e.Name == name) ? OfExtra(name) : origin is null ? app.Document.Find("app")?.Value.Span ?? app.Document.Span : key is null ? origin.Name : origin.PlaceOf(key);
    }

    /// <summary>The line that names a file of extras; where none does any more, that of all of them.</summary>
    public Span OfExtra(string name) => app.Extras.FirstOrDefault(e => e.Name == name)?.Span ?? At("extras");

    /// <summary>The line of something that stands outside of services, jobs and resources: <c>network</c>, <c>cidr</c>.</summary>
    public Span At(params ReadOnlySpan<string> path) => new Origin(app.Document.Find("app")?.Value.Span ?? app.Document.Span, app.Document).PlaceOf(path);

    /// <summary>The line of an environment's own key.</summary>
    public Span OfEnvironment(params ReadOnlySpan<string> path) => At(["environments", app.Environment.Name, .. path]);

    // ContainerDefinitions[0].Environment[2].Value is said by "env".
    private static string Inner(string path) => path.StartsWith("ContainerDefinitions[", StringComparison.Ordinal) && path.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? path[(dot + 1)..] : path;

    private static string First(string path) => path.IndexOfAny(['.', '[']) is var end and > 0 ? path[..end] : path;
}
