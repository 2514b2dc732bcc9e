using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>
/// What a deploy of some environments may do: push images, have CloudFormation change their stacks, move their releases, and their values.
/// </summary>
internal static class DeployRights
{
    private static readonly string[] Push =
    [
        "ecr:BatchCheckLayerAvailability", "ecr:BatchDeleteImage", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload",
        "ecr:ListImages", "ecr:PutImage", "ecr:UploadLayerPart",
    ];

    private static readonly string[] ReadStacks =
        ["cloudformation:DescribeChangeSet", "cloudformation:DescribeEvents", "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStackResources", "cloudformation:DescribeStacks", "cloudformation:GetTemplate",
        "cloudformation:ListStackResources"];

    // AWS knows no resource for these, or says what is there without saying what is in it.
    private static readonly string[] Describe =
    [
        "application-autoscaling:Describe*", "batch:DescribeJobDefinitions", "batch:DescribeJobs", "batch:ListJobs",
        "cloudformation:ListStacks", "cloudwatch:DescribeAlarms", "ec2:DescribeAvailabilityZones", "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ecr:GetAuthorizationToken",
        "ecs:DescribeTaskDefinition", "ecs:ListServices", "ecs:ListTaskDefinitions",
        "ecs:ListTasks", "elasticloadbalancing:Describe*", "rds:DescribeDBEngineVersions", "route53:ListHostedZonesByName",
        "servicequotas:GetServiceQuota", "tag:GetResources",
    ];

    private static readonly string[] ReadServices =
        ["ecs:DescribeClusters", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:DescribeServices",
        "ecs:ListServiceDeployments"];

    // Those that take on a role of the app when a release is registered or a schedule moved.
    private static readonly string[] Takers = ["batch.amazonaws.com", "ecs-tasks.amazonaws.com", "scheduler.amazonaws.com"];

    public static IEnumerable<Statement> Deploy(StackScope scope, IReadOnlyList<string> environments) =>
    [
        .. ChangeStacks(scope, environments),
        .. MoveReleases(scope, environments),
        .. Values(scope, environments),
        new(["logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartLiveTail"], [.. environments.SelectMany(e => LogGroups(scope, e))]),
    ];

    /// <summary>What a plan of somebody's change may see: how things are, and no value.</summary>
    public static IEnumerable<Statement> Plan(StackScope scope, IReadOnlyList<string> environments) =>
    [
        new(["ecr:BatchGetImage", "ecr:DescribeImages"], Repositories(scope)),
        new(Describe, ["*"]),
        new(ReadStacks, Stacks(scope, environments)),
        new(ReadServices, ["*"]) { Condition = Tagged("aws:ResourceTag", scope, environments) },
        new(["s3:GetObject"], [Concat(GetAtt("ArtifactBucket", "Arn"), "/releases/*")]),
        new(["s3:ListBucket"], [GetAtt("ArtifactBucket", "Arn")]),
        new(["kms:Decrypt", "secretsmanager:GetSecretValue", "ssm:GetParameter*"], ["*"]) { IsDeny = true, Id = "NoValues" },
    ];

    private static IEnumerable<Statement> ChangeStacks(StackScope scope, IReadOnlyList<string> environments)
    {
        var role = GetAtt("CloudFormationRole", "Arn");
        var takenOn = Map(("StringEquals", Map(("iam:PassedToService", Texts(Takers)))));
        string[] changes =
        [
            .. ReadStacks, "cloudformation:DeleteChangeSet", "cloudformation:ExecuteChangeSet", "cloudformation:TagResource",
            "cloudformation:UpdateTerminationProtection",
        ];
        string[] byRole =
        [
            "cloudformation:ContinueUpdateRollback", "cloudformation:CreateChangeSet", "cloudformation:DeleteStack",
            "cloudformation:RollbackStack",
        ];
        return
        [
            new(Push, Repositories(scope)),
            new(Describe, ["*"]),
            new(changes, Stacks(scope, environments)),
            // A stack is changed with CloudFormation's role or not at all.
            new(byRole, Stacks(scope, environments)) { Condition = Map(("StringEquals", Map(("cloudformation:RoleArn", role)))) },
            Rights.PassRoles("cloudformation.amazonaws.com", role),
            new(["iam:PassRole"], [AccountRoles.RolesOf(scope, "role")]) { Condition = takenOn },
            new(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [Concat(GetAtt("ArtifactBucket", "Arn"), "/*")]),
            new(["s3:ListBucket"], [GetAtt("ArtifactBucket", "Arn")]),
        ];
    }

    private static IEnumerable<Statement> MoveReleases(StackScope scope, IReadOnlyList<string> environments)
    {
        var ours = Tagged("aws:ResourceTag", scope, environments);
        var becomesOurs = Tagged("aws:RequestTag", scope, environments);
        Value[] tagged = [Arn("batch", "job-definition/*"), Arn("ecs", "task-definition/*"), Arn("ecs", "task/*")];
        Value[] schedules = [.. environments.Select(e => Arn("scheduler", $"schedule/default/{scope.App.Name}-{e}-*"))];
        // To continue a held deployment, or to stop it.
        string[] services =
        [
            .. ReadServices, "ecs:*ServiceDeployment", "ecs:DescribeTasks", "ecs:ExecuteCommand", "ecs:StopTask", "ecs:UpdateService",
        ];
        return
        [
            new(services, ["*"]) { Condition = ours },
            new(["batch:RegisterJobDefinition", "ecs:RegisterTaskDefinition"], ["*"]) { Condition = becomesOurs },
            new(["batch:TagResource", "ecs:TagResource"], tagged) { Condition = becomesOurs },
            new(["batch:DeregisterJobDefinition", "batch:SubmitJob", "batch:TerminateJob", "ecs:RunTask"], ["*"]) { Condition = ours },
            // AWS knows neither a resource nor a condition for it.
            new(["ecs:DeregisterTaskDefinition"], ["*"]),
            // What CloudFormation makes of these has no tags; whose service it is, is asked of ECS with the caller's rights.
            new(["application-autoscaling:RegisterScalableTarget"], [Arn("application-autoscaling", "scalable-target/*")])
            {
                Condition = Map(("StringEquals", Map(("application-autoscaling:service-namespace", "ecs")))),
            },
            new(["scheduler:GetSchedule", "scheduler:UpdateSchedule"], schedules),
            new(["states:DescribeExecution", "states:ListExecutions", "states:StartExecution"], ["*"]) { Condition = ours },
        ];
    }

    private static IEnumerable<Value> LogGroups(StackScope scope, string environment) =>
        new[] { NameRule.LogGroup, NameRule.MachineLog }.Select(r => Arn("logs", $"log-group:{PathOf(r, scope, environment)}/*"));

    // It puts texts and documents together, and writes what is generated.
    private static IEnumerable<Statement> Values(StackScope scope, IReadOnlyList<string> environments) =>
    [
        new(["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath",
            "ssm:PutParameter"],
            [.. environments.Select(e => Arn("ssm", $"parameter{PathOf(NameRule.ParameterPath, scope, e)}/*"))]),
        new(["ssm:DescribeParameters"], ["*"]),
        new(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], ["*"])
        {
            Condition = Tagged("aws:ResourceTag", scope, environments),
        },
        // Passwords of visitors. A key-value store has an id that nobody knows before it is made.
        new(["cloudfront-keyvaluestore:DescribeKeyValueStore", "cloudfront-keyvaluestore:PutKey"],
            [Concat("arn:", Partition, ":cloudfront::", Account, ":key-value-store/*")]),
        new(["wafv2:GetRegexPatternSet", "wafv2:UpdateRegexPatternSet"],
            ["*"]) { Condition = Tagged("aws:ResourceTag", scope, environments) },
        // Addresses of alerts that are secrets.
        new(["sns:Subscribe"], [.. environments.Select(e => Arn("sns", $"{scope.App.Name}-{e}-AlertTopic-*"))]),
    ];

    private static string PathOf(NameRule rule, StackScope scope, string environment) =>
        PhysicalName.For(rule, scope.App.Name, environment);

    // One environment's pipeline has no business in another's services.
    private static MapValue Tagged(string key, StackScope scope, IReadOnlyList<string> environments) =>
        Map(("StringEquals", Map(($"{key}/fairlead:app", scope.App.Name), ($"{key}/fairlead:environment", Texts(environments)))));

    private static Value[] Repositories(StackScope scope) =>
        [.. scope.App.Images.Where(i => i.Use is null).Select(i => GetAtt(LogicalId.For(LogicalIdPrefix.Repository, i.Name), "Arn"))];

    private static Value[] Stacks(StackScope scope, IReadOnlyList<string> environments) =>
        [.. environments
        .SelectMany(
        e => new[] { Arn("cloudformation", $"stack/{scope.App.Name}-{e}/*"), Arn("cloudformation", $"stack/{scope.App.Name}-{e}-*/*"),
        OfEdge(scope, e) }.OfType<Value>())];

    // That of a content delivery network stands elsewhere.
    private static Value? OfEdge(StackScope scope, string environment) => scope.App.Environment.Region == StackScope.CloudFrontRegion
        ? null
        : Concat("arn:", Partition, $":cloudformation:{StackScope.CloudFrontRegion}:", Account,
        $":stack/{PhysicalName.For(NameRule.Stack, scope.App.Name, environment, VisitorAuth.Edge)}/*");
}
