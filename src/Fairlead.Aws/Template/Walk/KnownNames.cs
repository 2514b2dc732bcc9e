using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Names, addresses and ARNs that follow from the app file alone: a reference to one waits for nothing and makes no cycle.</summary>
internal static class KnownNames
{
    private const string Fifo = ".fifo";

    // In all of AWS nobody else may have it: the account is put behind it, known only to the stack.
    public static Value Of(Site site, Bucket bucket) => bucket.FixedName is { } name ? name : Concat(site.NameOf(NameRule.Bucket, bucket.Name), "-", Account);

    public static Value ArnOf(Site site, Bucket bucket) => Concat("arn:", Partition, ":s3:::", Of(site, bucket));

    public static string Of(Site site, Queue queue) => queue.FixedName ?? site.NameOf(NameRule.Queue, queue.Name) + (queue.Fifo ? Fifo : "");

    public static Value ArnOf(Site site, Queue queue) => Arn("sqs", Of(site, queue));

    public static Value UrlOf(Site site, Queue queue) => Concat("https://sqs.", Region, ".", Ref("AWS::URLSuffix"), "/", Account, "/", Of(site, queue));

    /// <summary>The queue of its own that a queue's dead letters go to.</summary>
    public static string DeadOf(Site site, Queue queue) => queue.DeadLetter?.FixedName ?? site.NameOf(NameRule.Queue, $"{queue.Name}-dead") + (queue.Fifo ? Fifo : "");

    public static string Of(Site site, Config config) => config.FixedName ?? site.NameOf(NameRule.Secret, config.Name);

    // Secrets Manager puts six characters behind a name.
    public static Value ArnOf(Site site, Config config) => Arn("secretsmanager", "secret:", Of(site, config), "-??????");

    public static string Of(Site site, Search search) => site.NameOf(NameRule.Domain, search.Name);

    public static Value ArnOf(Site site, Search search) => Arn("es", "domain/", Of(site, search));

    public static string Of(Site site, Endpoint endpoint) => site.NameOf(NameRule.Endpoint, endpoint.Name);

    public static Value ArnOf(Site site, Endpoint endpoint) => Arn("sagemaker", "endpoint/", Of(site, endpoint));

    /// <summary>What an endpoint is started with. SageMaker writes the names in its ARNs small.</summary>
    public static Value ConfigurationArnOf(Site site, Stack stack, Endpoint endpoint) =>
        Arn("sagemaker", "endpoint-config/", endpoint.Config.Constant is { } known ? known.ToLowerInvariant() : Texts.Of(site, stack, endpoint.Config));
}
