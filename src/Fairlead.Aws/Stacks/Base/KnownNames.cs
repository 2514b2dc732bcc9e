using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Names, addresses and ARNs that follow from the app file alone: a reference to one waits for nothing and makes no cycle.</summary>
internal static class KnownNames
{
    private const string Fifo = ".fifo";

    // In all of AWS nobody else may have it: the account is put behind it, known only to the stack.
    public static Value NameOf(StackScope site, Bucket bucket) => bucket.FixedName is { } name ? name : Concat(site.NameOf(NameRule.Bucket, bucket.Name), "-", Account);

    public static Value ArnOf(StackScope site, Bucket bucket) => Concat("arn:", Partition, ":s3:::", NameOf(site, bucket));

    public static string NameOf(StackScope site, Queue queue) => queue.FixedName ?? site.NameOf(NameRule.Queue, queue.Name) + (queue.Fifo ? Fifo : "");

    public static Value ArnOf(StackScope site, Queue queue) => Arn("sqs", NameOf(site, queue));

    public static Value UrlOf(StackScope site, Queue queue) => Concat("https://sqs.", Region, ".", Ref("AWS::URLSuffix"), "/", Account, "/", NameOf(site, queue));

    /// <summary>The queue of its own that a queue's dead letters go to.</summary>
    public static string DeadLetterNameOf(StackScope site, Queue queue) => queue.DeadLetter?.FixedName ?? site.NameOf(NameRule.Queue, $"{queue.Name}-dead") + (queue.Fifo ? Fifo : "");

    public static string NameOf(StackScope site, Config config) => config.FixedName ?? site.NameOf(NameRule.Secret, config.Name);

    // Secrets Manager puts six characters behind a name.
    public static Value ArnOf(StackScope site, Config config) => Arn("secretsmanager", "secret:", NameOf(site, config), "-??????");

    public static string NameOf(StackScope site, Search search) => site.NameOf(NameRule.Domain, search.Name);

    public static Value ArnOf(StackScope site, Search search) => Arn("es", "domain/", NameOf(site, search));

    public static string NameOf(StackScope site, Endpoint endpoint) => site.NameOf(NameRule.Endpoint, endpoint.Name);

    public static Value ArnOf(StackScope site, Endpoint endpoint) => Arn("sagemaker", "endpoint/", NameOf(site, endpoint));

    /// <summary>What an endpoint is started with. SageMaker writes the names in its ARNs small.</summary>
    public static Value ConfigurationArnOf(StackScope site, Stack stack, Endpoint endpoint) =>
        Arn("sagemaker", "endpoint-config/", endpoint.Config.Constant is { } known ? known.ToLowerInvariant() : TextValues.Render(site, stack, endpoint.Config));
}
