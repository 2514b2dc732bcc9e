using Fairlead.Aws.CloudFormation;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Iam;

/// <summary>What the app file names in the account and nobody tags for it: each is reached because it is named, and nothing else
/// is.</summary>
internal sealed record NamedInFile
{
    /// <summary>ARNs of buckets: those that are there already, and those with a name of their own.</summary>
    public IReadOnlyList<Value> Buckets { get; init; } = [];

    /// <summary>To read what somebody else keeps: secrets and parameters, the keys they are encrypted with, images.</summary>
    public IReadOnlyList<Statement> Reads { get; init; } = [];

    /// <summary>ARNs of file systems that are there already.</summary>
    public IReadOnlyList<Value> FileSystems { get; init; } = [];

    /// <summary>ARNs of security groups that are opened for who links to what stands behind them.</summary>
    public IReadOnlyList<Value> SecurityGroups { get; init; } = [];

    /// <summary>ARNs of parameters whose values stand in templates.</summary>
    public IReadOnlyList<Value> Parameters { get; init; } = [];

    /// <summary>ARNs of stacks whose outputs stand in templates.</summary>
    public IReadOnlyList<Value> Stacks { get; init; } = [];

    /// <summary>The ARN of the cluster that is there already; null where the app has its own.</summary>
    public Value? Cluster { get; init; }

    /// <summary>The id of the zone that the domain's records stand in.</summary>
    public Value? Zone { get; init; }

    public string? Domain { get; init; }

    /// <summary>What the file permits by name, as far as it says on what.</summary>
    public IReadOnlyList<Statement> Permissions { get; init; } = [];

    /// <summary>The content delivery network asks visitors for passwords, which the deploy writes.</summary>
    public bool HasPasswords { get; init; }

    /// <summary>Records of the domain and below it, in its zone.</summary>
    public IEnumerable<Statement> Records() => Zone is null || Domain is null ? [] :
    [
        new(["route53:ChangeResourceRecordSets"], [Concat("arn:", Partition, ":route53:::hostedzone/", Zone)])
        {
            Condition = Map(("ForAllValues:StringLike", Map(
                ("route53:ChangeResourceRecordSetsNormalizedRecordNames", List(Domain, $"*.{Domain}"))))),
        },
    ];
}
