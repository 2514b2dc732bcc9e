using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Aws.Plan;

/// <summary>Something that holds data, and is replaced or goes.</summary>
/// <param name="Name">Of the app file.</param>
/// <param name="Path">The property that causes it; empty where the thing goes.</param>
internal sealed record DataRisk(string Name, StackResource Before, string Path)
{
    /// <summary>Messages that wait are somebody's, though nobody keeps a queue when its stack goes.</summary>
    public bool IsQueue { get; init; }

    /// <summary>Its template does not say that nothing of it need be kept.</summary>
    public bool IsProtected => IsQueue || Before.DeletionPolicy is not { OnDelete: "Delete", OnReplace: "Delete" };

    public bool Goes => Path.Length == 0;

    /// <summary>What holds the most comes first.</summary>
    public int Rank => Before.Type is "AWS::SecretsManager::Secret" or "AWS::KMS::Key" or "AWS::Logs::LogGroup" ? 1 : 0;

    /// <summary>In users' words.</summary>
    public string What => Before.Type switch
    {
        "AWS::RDS::DBInstance" => "the database",
        "AWS::ElastiCache::ReplicationGroup" or "AWS::ElastiCache::ServerlessCache" => "the cache",
        "AWS::EFS::FileSystem" => "the file system",
        "AWS::S3::Bucket" => "the bucket",
        "AWS::SQS::Queue" => "the queue",
        "AWS::OpenSearchService::Domain" => "the search domain",
        "AWS::SecretsManager::Secret" => "the secret",
        "AWS::KMS::Key" => "the key of encrypted data",
        "AWS::Route53::HostedZone" => "the DNS zone",
        "AWS::Cognito::UserPool" => "the user pool",
        "AWS::ECR::Repository" => "the image repository",
        "AWS::Logs::LogGroup" => "the log",
        _ => $"{Before.Id} ({Before.Type})",
    };

    /// <summary>What becomes of the old one.</summary>
    public string Fate => (Goes ? Before.DeletionPolicy?.OnDelete : Before.DeletionPolicy?.OnReplace) switch
    {
        "Retain" or "RetainExceptOnCreate" => "the old one stays, outside of the app",
        "Snapshot" => "of the old one a last snapshot stays",
        _ => "what it holds is lost",
    };

    /// <summary>All of a stack.</summary>
    public static IEnumerable<DataRisk> Find(CloudFormationFacts facts, StackLabel label, Stack before, StackChange change)
    {
        // A job's is none: what stands in it are starts that came to nothing.
        var isQueue = label.Kind == StackLabels.Queue;
        foreach (var replaced in change.Replaced.Concat(change.Changed))
        {
            if (replaced.DataAtRisk)
            {
                yield return new DataRisk(label.Name, before.Find(replaced.Id)!, replaced.Properties.First(p => p.Behavior == replaced.Behavior).Path) { IsQueue = isQueue };
            }
        }

        foreach (var deleted in change.Deleted)
        {
            if (facts.Find(deleted.Type)?.IsStateful == true)
            {
                yield return new DataRisk(label.Name, deleted, "") { IsQueue = isQueue };
            }
        }
    }
}
