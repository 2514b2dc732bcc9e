using Fairlead.Aws.CloudFormation;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Iam;

/// <summary>
/// The most that any role of an environment's own stacks may ever do, whoever writes its policy: what links can grant, what Fairlead's own
/// machines call, and what the file permits; and only with what is the environment's. It lists nothing of what the app holds today.
/// </summary>
internal static class PermissionsBoundary
{
    // With what carries both tags.
    private static readonly string[] Tagged =
    [
        "batch:CancelJob", "batch:TerminateJob",
        "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:StopTask", "ecs:UpdateService",
        "elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite",
        "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets",
        "es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut",
        "kms:Decrypt", "kms:GenerateDataKey", "secretsmanager:GetSecretValue", "sns:Publish",
        "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage",
        "sqs:SendMessage", "states:StartExecution",
    ];

    private static readonly string[] Objects =
        ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:PutObjectTagging"];

    // For these AWS knows no resource, or they say only that something is there.
    private static readonly string[] Anywhere =
    [
        "batch:DescribeJobs", "batch:ListJobs", "cloudwatch:GetMetricData", "ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition",
        "ecs:DiscoverPollEndpoint", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
        "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
        "sagemaker:ListEndpoints",
        "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];

    // What ECS's agent on a machine of Batch calls, of clusters that Batch names so.
    private static readonly string[] Agent =
    [
        "ecs:DeregisterContainerInstance", "ecs:Poll", "ecs:RegisterContainerInstance", "ecs:StartTelemetrySession",
        "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange",
        "ecs:UpdateContainerInstancesState",
    ];

    /// <param name="reach">What is the environment's.</param>
    /// <param name="named">What the file names in the account.</param>
    public static IReadOnlyList<Statement> Statements(Reach reach, NamedInFile named) =>
    [
        new(Anywhere, ["*"]),
        new(Tagged, ["*"]) { Condition = reach.Ours },
        new(Objects, [reach.Buckets, .. named.Buckets, .. named.Buckets.Select(b => Concat(b, "/*"))]),
        new(["ssm:GetParameters"], [Arn("ssm", $"parameter{reach.ParameterPath}/*")]),
        new(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [reach.Repositories]),
        new(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents",
            "logs:PutRetentionPolicy"],
            // The network's own log, and that of RDS's monitoring, have names that no app has.
            [reach.LogGroups(NameRule.LogGroup), Arn("logs", $"log-group:{reach.EnvironmentStack}-FlowLogGroup-*"),
                Arn("logs", "log-group:RDSOSMetrics:*")]),
        new(["elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"], reach.Listeners),
        new(["events:DescribeRule", "events:PutRule", "events:PutTargets"], [Arn("events", "rule/StepFunctionsGetEventsFor*")]),
        new(["sagemaker:CreateEndpoint", "sagemaker:DeleteEndpoint", "sagemaker:DescribeEndpoint", "sagemaker:InvokeEndpoint"],
            [reach.Endpoints]),
        // Which endpoint is made of it is asked too.
        new(["sagemaker:CreateEndpoint"], [Arn("sagemaker", "endpoint-config/*")]),
        .. Tasks(reach, named),
        .. Named(named),
    ];

    /// <summary>Gives every role of a stack the environment's boundary and path: CloudFormation may make no other.</summary>
    /// <param name="boundary">The ARN, as the stack knows it; asked for only where there is a role.</param>
    public static void ApplyTo(Stack stack, Reach reach, Func<Stack, Value> boundary) => stack.ReplaceEach(resource => resource.Type switch
    {
        "AWS::IAM::Role" => resource with
        {
            Properties = resource.Properties.With(("Path", reach.WorkPath), ("PermissionsBoundary", boundary(stack))),
        },
        "AWS::IAM::InstanceProfile" => resource with { Properties = resource.Properties.With(("Path", reach.WorkPath)) },
        _ => null,
    });

    /// <summary>Gives a boundary to the roles that people and pipelines take on, which stay where they are.</summary>
    public static void AddTo(Stack stack, Value boundary) => stack.ReplaceEach(resource => resource.Type != "AWS::IAM::Role" ? null
        : resource with { Properties = resource.Properties.With(("PermissionsBoundary", boundary)) });

    private static IEnumerable<Statement> Tasks(Reach reach, NamedInFile named) =>
    [
        Rights.RunOwnTasks(reach, named),
        new(["ecs:ListTasks"], ["*"]) { Condition = Map(("ArnLike", Map(("ecs:cluster", reach.Cluster(named))))) },
        new(["ecs:RegisterTaskDefinition"], ["*"]) { Condition = reach.BecomesOurs },
        Rights.TagNewTasks(),
        Rights.PassRoles("ecs-tasks.amazonaws.com", reach.WorkRoles),
        .. Rights.SubmitOwnJobs(reach),
        new(Agent, [Arn("ecs", "cluster/AWSBatch-*"), Arn("ecs", "container-instance/AWSBatch-*")]),
    ];

    private static IEnumerable<Statement> Named(NamedInFile named)
    {
        foreach (var read in named.Reads)
        {
            yield return read;
        }

        if (named.FileSystems.Count > 0)
        {
            yield return new(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite"],
                named.FileSystems);
        }

        foreach (var permission in named.Permissions)
        {
            yield return permission;
        }
    }
}
