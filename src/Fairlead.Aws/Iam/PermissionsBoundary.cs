using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Iam;

/// <summary>
/// The most that any role of an app may ever do, whoever writes its policy: what links can grant, what Fairlead's own machines call, and
/// what the file permits. It says which actions, never on what: that is for the roles. It is the same whatever an app happens to use today,
/// so that one environment never takes from another.
/// </summary>
internal static class PermissionsBoundary
{
    private static readonly string[] Links =
    [
        "batch:CancelJob", "batch:DescribeJobs", "batch:ListJobs", "batch:SubmitJob", "batch:TerminateJob",
        "elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite",
        "es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut",
        "kms:Decrypt", "kms:GenerateDataKey",
        "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject",
        "sagemaker:CreateEndpoint", "sagemaker:DeleteEndpoint", "sagemaker:DescribeEndpoint", "sagemaker:InvokeEndpoint",
        "secretsmanager:GetSecretValue",
        "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage",
        "sqs:SendMessage",
        "ssm:GetParameters",
        "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];

    private static readonly string[] Machinery =
    [
        "cloudwatch:GetMetricData",
        "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer",
        "ecs:DeregisterContainerInstance", "ecs:DescribeServices", "ecs:DescribeTaskDefinition", "ecs:DescribeTasks",
        "ecs:DiscoverPollEndpoint", "ecs:ListTasks", "ecs:Poll",
        "ecs:RegisterContainerInstance", "ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:StartTelemetrySession", "ecs:StopTask",
        "ecs:SubmitAttachmentStateChanges",
        "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange", "ecs:TagResource", "ecs:UpdateContainerInstancesState",
        "ecs:UpdateService",
        "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:RegisterTargets",
        "events:DescribeRule", "events:PutRule", "events:PutTargets", "iam:PassRole",
        "logs:CreateLogDelivery", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DeleteLogDelivery", "logs:DescribeLogGroups",
        "logs:DescribeLogStreams", "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery", "logs:GetLogEvents", "logs:ListLogDeliveries", "logs:PutLogEvents", "logs:PutResourcePolicy",
        "logs:PutRetentionPolicy", "logs:UpdateLogDelivery",
        "sagemaker:ListEndpoints", "sns:Publish", "states:StartExecution",
    ];

    /// <param name="permitted">Actions that the file permits by name.</param>
    public static IReadOnlyList<Statement> Statements(IEnumerable<string> permitted) =>
        [new([.. Links.Concat(Machinery).Concat(permitted).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        ["*"]) { IsVerbatim = true }];

    /// <summary>Gives every role of a stack the app's boundary: CloudFormation may make no other.</summary>
    /// <param name="boundary">The ARN, as the stack knows it; asked for only where there is a role.</param>
    public static void ApplyTo(Stack stack, Func<Stack, Value> boundary) => stack.ReplaceEach(resource => resource.Type == "AWS::IAM::Role"
        ? resource with { Properties = resource.Properties.With(("PermissionsBoundary", boundary(stack))) }
        : null);
}
