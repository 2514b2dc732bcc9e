using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>
/// Names, addresses and ARNs that follow from the app file alone: a reference to one waits for nothing and makes no cycle.
/// </summary>
internal static class KnownNames
{
    private const string Fifo = ".fifo";

    // In all of AWS nobody else may have it: the account is put behind it, known only to the stack.
    public static Value NameOf(StackScope scope, Bucket bucket) =>
        bucket.FixedName is { } name ? name : Concat(scope.NameOf(NameRule.Bucket, bucket.Name), "-", Account);

    /// <summary>Where it is written down who asked for what; names of the app file do not begin so.</summary>
    public static Value LogBucketOf(StackScope scope, string name) =>
        Concat(scope.NameOf(NameRule.Bucket, $"x-log-{name}"), "-", Account);

    public static Value ArnOf(StackScope scope, Bucket bucket) => Concat("arn:", Partition, ":s3:::", NameOf(scope, bucket));

    public static string NameOf(StackScope scope, Queue queue) =>
        queue.FixedName ?? scope.NameOf(NameRule.Queue, queue.Name) + (queue.Fifo ? Fifo : "");

    public static Value ArnOf(StackScope scope, Queue queue) => Arn("sqs", NameOf(scope, queue));

    public static Value UrlOf(StackScope scope, Queue queue) =>
        Concat("https://sqs.", Region, ".", Ref("AWS::URLSuffix"), "/", Account, "/", NameOf(scope, queue));

    /// <summary>The queue of its own that a queue's dead letters go to.</summary>
    public static string DeadLetterNameOf(StackScope scope, Queue queue) =>
        queue.DeadLetter?.FixedName ?? scope.NameOf(NameRule.Queue, $"{queue.Name}-dead") + (queue.Fifo ? Fifo : "");

    public static string NameOf(StackScope scope, Config config) => config.FixedName ?? scope.NameOf(NameRule.Secret, config.Name);

    // Secrets Manager puts six characters behind a name.
    public static Value ArnOf(StackScope scope, Config config) => Arn("secretsmanager", "secret:", NameOf(scope, config), "-??????");

    public static string NameOf(StackScope scope, Search search) => scope.NameOf(NameRule.Domain, search.Name);

    public static Value ArnOf(StackScope scope, Search search) => Arn("es", "domain/", NameOf(scope, search));

    public static string NameOf(StackScope scope, Endpoint endpoint) => scope.NameOf(NameRule.Endpoint, endpoint.Name);

    public static Value ArnOf(StackScope scope, Endpoint endpoint) => Arn("sagemaker", "endpoint/", NameOf(scope, endpoint));

    /// <summary>What an endpoint is started with. SageMaker writes the names in its ARNs small.</summary>
    public static Value ConfigurationArnOf(StackScope scope, Stack stack, Endpoint endpoint) =>
        ExistingNames.ArnOf(scope, stack, ExistingKind.EndpointConfiguration,
            endpoint.Config.Constant is { } known ? Text.Plain(known.ToLowerInvariant(), endpoint.Config.Span) : endpoint.Config);

    /// <summary>The well-known port, or its neighbour where a control wants another.</summary>
    public static int PortOf(StackScope scope) => scope.Requires("RDS.23") ? Postgres.Port + 1 : Postgres.Port;

    /// <summary>The identifier of a database: its address begins with it (RDS user guide, "Connecting to a DB instance").</summary>
    public static string InstanceOf(string host) => host.Split('.')[0];

    /// <summary>The definition of a GPU job in whatever revision.</summary>
    public static Value JobDefinitionArnOf(StackScope scope, string job) =>
        Arn("batch", "job-definition/", scope.NameOf(NameRule.BatchJobDefinition, job));
}
