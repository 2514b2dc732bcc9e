using System.Globalization;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Aws.Plan;

/// <param name="Resource">What would have to be changed.</param>
/// <param name="Path">The property that says it.</param>
/// <param name="Message">Why AWS can not.</param>
/// <param name="Suggestion">What can be done instead.</param>
internal sealed record UnsupportedUpdate(StackResource Resource, string Path, string Message, string Suggestion);

/// <summary>
/// What AWS's schemas do not say of changes in place: which it refuses half-way through a deploy (storage that shrinks, versions that go
/// back, a network under what stands in it), and which lose nothing but are noticed by users or can not be taken back.
/// </summary>
internal static class Updates
{
    private const string Root = "RootDirectory";

    private static readonly Rule[] Rules =
    [
        new("AWS::RDS::DBInstance", "AllocatedStorage")
        {
            Refused = b => $"storage of a database only grows: it has {b} GB",
            Instead = b => $"leave it at {b}G; for a smaller one, make a second database and move the data",
        },
        new("AWS::RDS::DBInstance", "DBInstanceClass")
        {
            Noticed = (_, _) =>
                "restarts for another size: the database does not answer for some minutes, or for a minute or two with zones: 2",
        },
        // A new group of parameters is a replacement; the database that uses it stays the one it is.
        new("AWS::RDS::DBParameterGroup", "Family")
        {
            Refused = b => $"a database does not go back to an older version: it has {b}",
            Instead = _ => "leave the version; for an older one, make a second database and move the data",
            Noticed = (b, a) => $"goes from {b} to {a} in place: AWS takes a snapshot first, the database does not answer for some minutes,"
                + " and only a snapshot leads back",
        },
        new("AWS::ElastiCache::ReplicationGroup", "EngineVersion")
        {
            Refused = b => $"a cache does not go back to an older version: it has {b}",
            Instead = _ => "leave the version, or make a second cache",
            Noticed = (b, a) => $"goes from {b} to {a} in place: connections end for a moment, and there is no way back",
        },
        // ElastiCache user guide, "Enabling in-transit encryption": a two-step process, through the mode in which both are let in.
        new("AWS::ElastiCache::ReplicationGroup", "TransitEncryptionEnabled")
        {
            RefusedFor = (b, a) => (b["TransitEncryptionMode"], a["TransitEncryptionMode"]) is not (TextValue { Text: "preferred" }, _)
                and not (_, TextValue { Text: "preferred" })
                ? "a cache is not encrypted, or stops to be, in one step" : null,
            Instead = _ => "write tls: preferred and deploy; then write what you want, and deploy again",
        },
        // Who owns the directory is said when it is made; who comes later is only let in as somebody else.
        new("AWS::EFS::AccessPoint", $"{Root}.CreationInfo.OwnerUid")
        {
            Noticed = (b, a) => $"tasks come as user {a}, and what is in the volume still belongs to user {b}: change its owner in a task"
                + " before, or the new one can not write",
        },
        new("AWS::OpenSearchService::Domain", "EngineVersion")
        {
            Refused = b => $"a search domain does not go back to an older version: it has {b}",
            Instead = _ => "leave the version; for an older one, make a second domain and index anew",
            Noticed = (b, a) => $"goes from {b} to {a} in place: the domain answers all the time, and only a snapshot leads back",
        },
    ];

    /// <summary>Changes that AWS would refuse half-way.</summary>
    public static IEnumerable<UnsupportedUpdate> Unsupported(Stack before, Stack after, StackChange change)
    {
        foreach (var changed in change.Changed.Concat(change.Replaced))
        {
            var (old, wanted) = (before.Find(changed.Id)!, after.Find(changed.Id)!);
            foreach (var property in changed.Properties.Where(IsLess))
            {
                if (Find(wanted.Type, property.Path) is { Refused: { } refused, Instead: { } instead })
                {
                    var had = TextOf(property.Before, "another");
                    yield return new UnsupportedUpdate(wanted, property.Path, refused(had), instead(had));
                }
            }

            foreach (var property in changed.Properties)
            {
                if (Find(wanted.Type, property.Path) is { RefusedFor: { } refused } rule
                    && refused(old.Properties, wanted.Properties) is { } why)
                {
                    yield return new UnsupportedUpdate(wanted, property.Path, why, rule.Instead!(""));
                }
            }

            if (changed.Behavior == UpdateBehavior.Replaces && old.Type == "AWS::EC2::VPC")
            {
                yield return OfVpc(wanted, "CidrBlock");
            }
        }

        foreach (var deleted in change.Deleted.Where(d => d.Type == "AWS::EC2::VPC"))
        {
            yield return OfVpc(deleted, "");
        }
    }

    /// <summary>Changes that are noticed, each to be read after the name of what changes.</summary>
    public static IEnumerable<string> Disruptive(StackChange change)
    {
        foreach (var changed in change.Changed.Concat(change.Replaced))
        {
            foreach (var property in changed.Properties)
            {
                if (Find(changed.Type, property.Path)?.Noticed is { } noticed)
                {
                    yield return noticed(TextOf(property.Before, "what it is"), TextOf(property.After, "what it is"));
                }
            }
        }
    }

    private static Rule? Find(string type, string path) => Array.Find(Rules, r => r.Type == type && r.Path == path);

    private static UnsupportedUpdate OfVpc(StackResource vpc, string path) => new(
        vpc,
        path,
        "all that stands in a network would have to be made anew in another: databases, caches and load balancer can not move",
        "leave the network; zones can be added to it, up to six");

    private static bool IsLess(PropertyChange change) =>
        VersionOf(TextOf(change.After, "")) is { } after && VersionOf(TextOf(change.Before, "")) is { } before
        && after.CompareTo(before) < 0;

    private static string TextOf(Value? value, string otherwise) => value switch
    {
        TextValue text => text.Text,
        NumberValue number => number.Number.ToString(CultureInfo.InvariantCulture),
        _ => otherwise,
    };

    // Of "postgres16", "OpenSearch_2.11", "20".
    private static (int Major, int Minor)? VersionOf(string text)
    {
        var digit = text.AsSpan().IndexOfAnyInRange('0', '9');
        var parts = digit < 0 ? [] : text[digit..].Split('.');
        var minor = 0;
        return parts.Length > 0 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor)) ? (major, minor)
            : null;
    }

    private sealed record Rule(string Type, string Path)
    {
        /// <summary>Why a smaller value is refused, by what there is.</summary>
        public Func<string, string>? Refused { get; init; }

        public Func<string, string>? Instead { get; init; }

        /// <summary>Why a change is refused, by all that was said and is said; null where it is not.</summary>
        public Func<MapValue, MapValue, string?>? RefusedFor { get; init; }

        /// <summary>What users notice, by both values.</summary>
        public Func<string, string, string>? Noticed { get; init; }
    }
}

/// <summary>Something that holds data, and is replaced or goes.</summary>
/// <param name="Name">Of the app file.</param>
/// <param name="Path">The property that causes it; empty where the thing goes.</param>
internal sealed record DataRisk(string Name, StackResource Before, string Path)
{
    private static readonly Dictionary<string, (string What, int Rank)> Kinds = new(StringComparer.Ordinal)
    {
        ["AWS::RDS::DBInstance"] = ("the database", 0),
        ["AWS::ElastiCache::ReplicationGroup"] = ("the cache", 0),
        ["AWS::ElastiCache::ServerlessCache"] = ("the cache", 0),
        ["AWS::EFS::FileSystem"] = ("the file system", 0),
        ["AWS::S3::Bucket"] = ("the bucket", 0),
        ["AWS::SQS::Queue"] = ("the queue", 0),
        ["AWS::OpenSearchService::Domain"] = ("the search domain", 0),
        ["AWS::Route53::HostedZone"] = ("the DNS zone", 0),
        ["AWS::Cognito::UserPool"] = ("the user pool", 0),
        ["AWS::ECR::Repository"] = ("the image repository", 0),
        ["AWS::SecretsManager::Secret"] = ("the secret", 1),
        ["AWS::KMS::Key"] = ("the key of encrypted data", 1),
        ["AWS::Logs::LogGroup"] = ("the log", 1),
    };

    /// <summary>Messages that wait are somebody's, though nobody keeps a queue when its stack goes.</summary>
    public bool IsQueue { get; init; }

    /// <summary>Its template does not say that nothing of it need be kept.</summary>
    public bool IsProtected => IsQueue || Before.DeletionPolicy is not { OnDelete: "Delete", OnReplace: "Delete" };

    public bool Goes => Path.Length == 0;

    /// <summary>What holds the most comes first.</summary>
    public int Rank => Kinds.GetValueOrDefault(Before.Type).Rank;

    /// <summary>In users' words.</summary>
    public string What => Kinds.GetValueOrDefault(Before.Type).What ?? $"{Before.Id} ({Before.Type})";

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
                yield return new DataRisk(label.Name, before.Find(replaced.Id)!,
                    replaced.Properties.First(p => p.Behavior == replaced.Behavior).Path) { IsQueue = isQueue };
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
