using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Iam;

/// <summary>What a link allows, as the fewest actions that do it, on exactly its resource.</summary>
/// <remarks>Actions on <c>*</c> are those for which AWS knows no resource; each says so.</remarks>
internal static class Rights
{
    private static readonly string[] ReadObjects = ["s3:GetObject"];
    private static readonly string[] WriteObjects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject", "s3:PutObjectTagging"];
    private static readonly string[] AskQueue = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"];
    private static readonly string[] ReceiveMessages = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"];
    private static readonly string[] ReadSearch = ["es:ESHttpGet", "es:ESHttpHead"];
    private static readonly string[] WriteSearch = ["es:ESHttpDelete", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut"];

    /// <summary>A bucket, or what begins with a prefix in it. Listing is a right on the bucket, reading one on its objects.</summary>
    public static IReadOnlyList<Statement> Bucket(Access access, Value arn, string prefix = "", Value? key = null)
    {
        var reads = access is Access.Read or Access.ReadWrite;
        var writes = access is Access.Write or Access.ReadWrite;
        var statements =
            new List<Statement> { new([.. reads ? ReadObjects : [], .. writes ? WriteObjects : []], [Value.Concat(arn, $"/{prefix}*")]) };
        if (reads)
        {
            // The folder itself, and what is in it.
            var listed = prefix.Length == 0 ? null : Value.Map(("StringLike", Value.Map(("s3:prefix", Value.List(prefix, $"{prefix}*")))));
            statements.Add(new(["s3:ListBucket"], [arn]) { Condition = listed });
        }

        if (key is not null)
        {
            // Parts of a large upload are decrypted to be put together: who writes also decrypts.
            statements.Add(new(writes ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"], [key]));
        }

        return statements;
    }

    public static IReadOnlyList<Statement> Queue(Access access, Value arn) =>
    [
        new([.. AskQueue, .. access is Access.Send or Access.SendReceive ? ["sqs:SendMessage"] : (string[])[],
            .. access is Access.Receive or Access.SendReceive ? ReceiveMessages : []], [arn]),
    ];

    public static IReadOnlyList<Statement> Search(Access access, Value arn) =>
        [new([.. access is Access.Write ? [] : ReadSearch, .. access is Access.Read ? [] : WriteSearch], [Value.Concat(arn, "/*")])];

    /// <summary>A document in Secrets Manager that the app reads by name.</summary>
    public static IReadOnlyList<Statement> Config(Value arn) => [new(["secretsmanager:GetSecretValue"], [arn])];

    public static IReadOnlyList<Statement> Endpoint(Access access, Value endpoint, Value configuration) => access == Access.Start
        ? [new(["sagemaker:DeleteEndpoint", "sagemaker:DescribeEndpoint", "sagemaker:InvokeEndpoint"], [endpoint]),
        new(["sagemaker:CreateEndpoint"], [endpoint, configuration])]
        : [new(["sagemaker:InvokeEndpoint"], [endpoint])];

    /// <summary>Submitting a job to one queue, of one definition in whatever revision, and following what came of it.</summary>
    /// <remarks>
    /// <c>DescribeJobs</c> and <c>ListJobs</c> know no resource, and a job's ARN does not say its queue: whose it is its tags say, which
    /// have to be given when it is submitted.
    /// </remarks>
    public static IReadOnlyList<Statement> BatchJob(Value queue, Value definition, Reach reach) =>
    [
        new(["batch:SubmitJob"], [queue, definition, Value.Concat(definition, ":*")]),
        new(["batch:SubmitJob", "batch:TagResource"], [Value.Arn("batch", "job/*")]) { Condition = reach.BecomesOurs },
        new(["batch:CancelJob", "batch:TerminateJob"], [Value.Arn("batch", "job/*")]) { Condition = reach.Ours },
        new(["batch:DescribeJobs", "batch:ListJobs"], ["*"]),
    ];

    /// <summary>A directory of a volume through its access point; the network path is another matter.</summary>
    /// <param name="accessPoint">Null for a file system that is there already and has none of ours.</param>
    /// <param name="isRoot">Whoever comes is root there; without the right to be, EFS makes them nobody.</param>
    /// <param name="isRead">It is only read; without the right to write, EFS lets nobody.</param>
    public static IReadOnlyList<Statement> Volume(Value fileSystem, Value? accessPoint, bool isRoot = false, bool isRead = false) =>
    [
        new(["elasticfilesystem:ClientMount", .. isRoot ? ["elasticfilesystem:ClientRootAccess"] : (string[])[],
            .. isRead ? [] : (string[])["elasticfilesystem:ClientWrite"]], [fileSystem])
        {
            Condition = Value.Map(
                ("Bool", Value.Map(("aws:SecureTransport", "true"))),
                ("StringEquals", accessPoint is null ? null : Value.Map(("elasticfilesystem:AccessPointArn", accessPoint)))),
        },
    ];

    /// <summary>A shell in a running task. The four actions know no resource.</summary>
    public static IReadOnlyList<Statement> Exec() =>
        [new(["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel"], ["*"])];

    /// <summary>Fetching an image. Logging in to the registry knows no resource.</summary>
    public static IReadOnlyList<Statement> Image(Value repository) =>
        [new(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [repository]), new(["ecr:GetAuthorizationToken"], ["*"])];

    /// <param name="group">As the attribute <c>Arn</c> of a log group says it: that ends in <c>:*</c>, which are its streams.</param>
    public static IReadOnlyList<Statement> Logs(Value group) => [new(["logs:CreateLogStream", "logs:PutLogEvents"], [group])];

    /// <summary>Starting tasks of an environment's own definitions in its cluster.</summary>
    public static Statement RunOwnTasks(Reach reach, NamedInFile named) => new(["ecs:RunTask"], [Value.Arn("ecs", "task-definition/*")])
    {
        Condition = Value.Map(("ArnLike", Value.Map(("ecs:cluster", reach.Cluster(named)))), ("StringEquals", reach.Ours["StringEquals"])),
    };

    /// <summary>Tags on definitions and tasks as they are made, and on none that is there.</summary>
    public static Statement TagNewTasks() => new(["ecs:TagResource"], [Value.Arn("ecs", "task-definition/*"), Value.Arn("ecs", "task/*")])
    {
        Condition = Value.Map(("StringEquals", Value.Map(("ecs:CreateAction", Value.List("RegisterTaskDefinition", "RunTask"))))),
    };

    /// <summary>Submitting jobs of an environment's own definitions to its queues, as its own.</summary>
    public static IReadOnlyList<Statement> SubmitOwnJobs(Reach reach) =>
    [
        new(["batch:SubmitJob"], [Value.Arn("batch", "job-definition/*"), Value.Arn("batch", "job-queue/*")]) { Condition = reach.Ours },
        new(["batch:SubmitJob", "batch:TagResource"], [Value.Arn("batch", "job/*")]) { Condition = reach.BecomesOurs },
    ];

    /// <summary>Starting tasks of one family in one cluster, with its own roles.</summary>
    public static IReadOnlyList<Statement> RunTask(Value family, Value cluster, params Value[] roles) =>
    [
        new(["ecs:RunTask"], [Value.Concat(family, ":*")]) { Condition = OfCluster(cluster) },
        new(["ecs:DescribeTasks", "ecs:StopTask"], [Value.Arn("ecs", "task/*")]) { Condition = OfCluster(cluster) },
        PassRoles("ecs-tasks.amazonaws.com", roles),
    ];

    /// <summary>The rule by which Step Functions hears that a task ended; AWS names it.</summary>
    public static IReadOnlyList<Statement> HearOfTasks() =>
        [new(["events:DescribeRule", "events:PutRule", "events:PutTargets"],
        [Value.Arn("events", "rule/StepFunctionsGetEventsForECSTaskRule")])];

    public static IReadOnlyList<Statement> StartMachine(Value machine) => [new(["states:StartExecution"], [machine])];

    /// <summary>What Step Functions needs to set up its log. AWS knows no resource for these.</summary>
    public static IReadOnlyList<Statement> DeliverLogs() =>
    [
        new(["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"], ["*"]),
    ];

    public static IReadOnlyList<Statement> SendTo(Value queue) => [new(["sqs:SendMessage"], [queue])];

    public static Statement PassRoles(string service, params Value[] roles) =>
        new(["iam:PassRole"], roles) { Condition = Value.Map(("StringEquals", Value.Map(("iam:PassedToService", service)))) };

    /// <summary>What stands at every bucket, queue and topic: nothing without TLS.</summary>
    public static Statement DenyWithoutTls(string service, params Value[] resources) => new([$"{service}:*"], resources)
    {
        Id = "OnlyWithTls",
        IsDeny = true,
        Principal = "*",
        Condition = Value.Map(("Bool", Value.Map(("aws:SecureTransport", "false")))),
    };

    private static MapValue OfCluster(Value cluster) => Value.Map(("ArnEquals", Value.Map(("ecs:cluster", cluster))));
}
