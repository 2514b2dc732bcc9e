using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>
/// What a deploy of an environment may do: push images, have CloudFormation change its stacks, move its releases, and its values.
/// <c>Api/calls.txt</c> lists the calls that these are for.
/// </summary>
internal sealed class DeployRights(StackScope scope, Stack stack, NamedInFile named)
{
    private static readonly string[] Push =
    [
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:ListImages", "ecr:PutImage", "ecr:UploadLayerPart",
    ];

    private static readonly string[] ReadStacks =
        ["cloudformation:DescribeChangeSet", "cloudformation:DescribeEvents", "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStacks", "cloudformation:GetTemplate"];

    private static readonly string[] ChangeStacks =
        ["cloudformation:DeleteChangeSet", "cloudformation:ExecuteChangeSet", "cloudformation:UpdateTerminationProtection"];

    private static readonly string[] ChangeStacksByRole =
        ["cloudformation:ContinueUpdateRollback", "cloudformation:CreateChangeSet", "cloudformation:DeleteStack",
        "cloudformation:RollbackStack"];

    // AWS knows no resource for these, or says what is there without saying what is in it.
    private static readonly string[] Describe =
    [
        "application-autoscaling:Describe*", "batch:DescribeJobDefinitions", "batch:DescribeJobs", "batch:ListJobs",
        "cloudwatch:DescribeAlarms", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones", "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeNatGateways", "ec2:DescribeRouteTables", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ecr:GetAuthorizationToken",
        "ecs:DescribeTaskDefinition", "ecs:ListServices",
        "ecs:ListTaskDefinitions", "ecs:ListTasks", "elasticloadbalancing:Describe*", "rds:DescribeDBEngineVersions",
        "rds:DescribeDBInstances", "route53:GetHostedZone", "route53:ListHostedZonesByName", "route53:ListResourceRecordSets",
        "servicequotas:GetServiceQuota", "ssm:DescribeParameters", "tag:GetResources",
    ];

    private static readonly string[] ReadServices =
        ["ecs:DescribeClusters", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:DescribeServices",
        "ecs:ListServiceDeployments"];

    // To continue a held deployment, or to stop it.
    private static readonly string[] MoveServices =
        [.. ReadServices, "ecs:*ServiceDeployment", "ecs:DescribeTasks", "ecs:ExecuteCommand", "ecs:StopTask", "ecs:UpdateService"];

    // Those that take on a role of the app when a release is registered, a service updated or a schedule moved.
    private static readonly string[] Takers =
        ["batch.amazonaws.com", "ecs-tasks.amazonaws.com", "ecs.amazonaws.com", "scheduler.amazonaws.com"];

    // Each is made by AWS for a whole account, when something first needs it.
    private static readonly string[] LinkedServices =
    [
        "autoscaling.amazonaws.com", "batch.amazonaws.com", "ecs.amazonaws.com", "ecs.application-autoscaling.amazonaws.com",
        "elasticache.amazonaws.com", "elasticloadbalancing.amazonaws.com", "opensearchservice.amazonaws.com", "rds.amazonaws.com",
        "spot.amazonaws.com",
    ];

    private Reach Reach => scope.Reach;

    /// <summary>Of a deploy by whomever.</summary>
    public IEnumerable<Statement> Deploy() => [.. Images(), .. Stacks(), .. Values(), .. Reach.OthersStay()];

    /// <summary>What every deploy moves besides stacks.</summary>
    public IEnumerable<Statement> Release() => [.. Services(), .. Jobs()];

    /// <summary>What a person's deploy may do besides: take up what was kept, and throw away what is in buckets.</summary>
    public IEnumerable<Statement> OfPerson() =>
    [
        new(["cloudformation:CreateChangeSet"], ["*"])
        {
            IsDeny = true, Id = "ImportOnlyWhatWasKept",
            Condition = Map(("ForAnyValue:StringNotEquals", Map(("cloudformation:ImportResourceTypes", Texts(Adoption.Types))))),
        },
        // With which key a bucket that was kept is encrypted.
        new(["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetEncryptionConfiguration", "s3:ListBucket", "s3:ListBucketVersions"],
            [Reach.Buckets]),
    ];

    /// <summary>A pipeline takes nothing into a stack that is in none.</summary>
    public static IEnumerable<Statement> ImportNothing() =>
    [
        new(["cloudformation:CreateChangeSet"], ["*"])
        {
            IsDeny = true, Id = "ImportNothing",
            Condition = Map(("Null", Map(("cloudformation:ImportResourceTypes", "false")))),
        },
    ];

    /// <summary>What a plan of somebody's change may see: how things are, and no value.</summary>
    public IEnumerable<Statement> Plan() =>
    [
        .. Looking(),
        new(["kms:Decrypt", "secretsmanager:GetSecretValue"], ["*"]) { IsDeny = true, Id = "NoSecrets" },
        new(["ssm:GetParameter*"], [Arn("ssm", $"parameter/{scope.App.Name}/*")]) { IsDeny = true, Id = "NoValues" },
        .. Reach.OthersStay(),
    ];

    /// <summary>How things are, whoever looks.</summary>
    public IEnumerable<Statement> Looking() =>
    [
        new(["ecr:BatchGetImage", "ecr:DescribeImages"], [Reach.Repositories]),
        new(Describe, ["*"]),
        .. ReadAll(),
        new(ReadServices, ["*"]) { Condition = Reach.Ours },
        new(["s3:GetObject"], [Artifacts("/", scope.App.Environment.Name, "/releases/*"),
            Artifacts("/", scope.App.Environment.Name, "/latest.json")]),
    ];

    private IEnumerable<Statement> Images() => [new(Push, [Reach.Repositories]), new(Describe, ["*"])];

    // By name; by tag where there is one already, since a neighbour's name may begin with ours.
    private IEnumerable<Statement> Stacks()
    {
        var role = GetAtt("CloudFormationRole", "Arn");
        return
        [
            .. ReadAll(),
            new(ChangeStacks, OwnStacks()) { Condition = Reach.Ours },
            // A stack is changed with CloudFormation's role or not at all, and is the environment's from its first moment.
            new(ChangeStacksByRole, OwnStacks())
            {
                Condition = Map(
                    ("StringEquals", Map(("cloudformation:RoleArn", role))),
                        ("StringEqualsIfExists", Reach.OursOrNew["StringEqualsIfExists"])),
            },
            new(["cloudformation:TagResource"], OwnStacks()) { Condition = Reach.StaysOurs },
            // What keeps others from changing these is that they carry tags, which nobody may leave out of a new one.
            new(["cloudformation:CreateChangeSet"], ["*"])
            {
                IsDeny = true, Id = "NothingWithoutTags",
                Condition = Map(("Null", Map(("aws:RequestTag/fairlead:app", "true")))),
            },
            Rights.PassRoles("cloudformation.amazonaws.com", role),
            new(["iam:PassRole"], [Reach.WorkRoles]) { Condition = Map(("StringEquals", Map(("iam:PassedToService", Texts(Takers))))) },
            new(["iam:CreateServiceLinkedRole"], [Concat("arn:", Partition, ":iam::", Account, ":role/aws-service-role/*")])
            {
                Condition = Map(("StringEquals", Map(("iam:AWSServiceName", Texts(LinkedServices))))),
            },
            new(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [Artifacts("/", scope.App.Environment.Name, "/*")]),
            // A release may be promoted from another environment: its record is all that is read there.
            new(["s3:GetObject"], [Artifacts("/*/releases/*")]),
            new(["s3:ListBucket"], [Artifacts()])
            {
                Condition = Map(("StringLike", Map(("s3:prefix", List($"{scope.App.Environment.Name}/*", "*/releases/*"))))),
            },
        ];
    }

    private IEnumerable<Statement> ReadAll() =>
    [
        new(ReadStacks, [.. OwnStacks(), Arn("cloudformation", $"stack/{scope.AccountStack}/*"), .. scope.ZoneStack is { } zone
            ? [Arn("cloudformation", $"stack/{zone}/*")] : (Value[])[]]) { Condition = Reach.OursOrNew },
        .. LookUp(),
    ];

    // What the file refers to in the account, for plans and deploys alike.
    private IEnumerable<Statement> LookUp()
    {
        if (named.Parameters.Count > 0)
        {
            yield return new(["ssm:GetParameters"], named.Parameters);
        }

        if (named.Stacks.Count > 0)
        {
            yield return new(["cloudformation:DescribeStacks"], named.Stacks);
        }
    }

    private IEnumerable<Statement> Services() =>
    [
        new(MoveServices, ["*"]) { Condition = Reach.Ours },
        // Deployments and revisions carry no tags of their own; their service is asked about too.
        new(["ecs:*ServiceDeployment", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions"],
            [OfCluster("service-deployment"), OfCluster("service-revision")]),
        .. named.Cluster is { } cluster ? [new(["ecs:DescribeClusters", "ecs:ExecuteCommand"], [cluster])] : (Statement[])[],
        new(["ecs:RegisterTaskDefinition"], ["*"]) { Condition = Reach.BecomesOurs },
        Rights.TagNewTasks(),
        Rights.RunOwnTasks(Reach, named),
        // AWS knows neither a resource nor a condition for it.
        new(["ecs:DeregisterTaskDefinition"], ["*"]),
        new(["scheduler:GetSchedule", "scheduler:UpdateSchedule"], [Reach.Schedules]),
        new(["states:DescribeExecution", "states:GetExecutionHistory", "states:ListExecutions", "states:StartExecution",
            "states:StopExecution"], ["*"]) { Condition = Reach.Ours },
        new(["ssm:StartSession"], [Arn("ecs", "task/*")]) { Condition = Reach.Ours },
        new(["ssm:StartSession"], [Concat("arn:", Partition, ":ssm:", Region, "::document/AWS-StartPortForwardingSessionToRemoteHost")]),
        new(["logs:FilterLogEvents", "logs:GetLogEvents"],
            [Reach.LogGroups(NameRule.LogGroup), Reach.LogGroups(NameRule.MachineLog)]),
    ];

    private IEnumerable<Statement> Jobs() =>
    [
        new(["batch:RegisterJobDefinition"], ["*"]) { Condition = Reach.BecomesOurs },
        new(["batch:TagResource"], [Arn("batch", "job-definition/*")]) { Condition = Reach.StaysOurs },
        .. Rights.SubmitOwnJobs(Reach),
        new(["batch:CancelJob", "batch:DeregisterJobDefinition", "batch:TerminateJob"], ["*"]) { Condition = Reach.Ours },
    ];

    // It puts texts and documents together, and writes what is generated.
    private IEnumerable<Statement> Values()
    {
        yield return new(["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:GetParameter", "ssm:GetParameters",
            "ssm:GetParametersByPath", "ssm:PutParameter"],
            [Arn("ssm", $"parameter{Reach.ParameterPath}"), Arn("ssm", $"parameter{Reach.ParameterPath}/*")]);
        yield return new(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], ["*"])
        {
            Condition = Reach.Ours,
        };
        // A new password is told to the database too.
        yield return new(["rds:ModifyDBInstance"], [Arn("rds", "db:*")]) { Condition = Reach.Ours };
        // That a secret of somebody else is there and set, and no value.
        foreach (var secret in named.Reads.Where(r => r.Actions is ["secretsmanager:GetSecretValue"]))
        {
            yield return new(["secretsmanager:DescribeSecret"], secret.Resources);
        }

        // That the key it is encrypted with works, before a task needs it.
        foreach (var key in named.Reads.Where(r => r.Actions is ["kms:Decrypt"]))
        {
            yield return new(["kms:DescribeKey"], key.Resources);
        }

        // Passwords of visitors.
        yield return new(["wafv2:GetRegexPatternSet", "wafv2:UpdateRegexPatternSet"], ["*"]) { Condition = Reach.Ours };
        // Addresses of alerts that are secrets.
        yield return new(["sns:ListSubscriptionsByTopic", "sns:Subscribe", "sns:Unsubscribe"],
            [Arn("sns", $"{scope.EnvironmentStack}-AlertTopic-*")]);
    }

    private Value OfCluster(string kind) => named.Cluster is null
        ? Arn("ecs", $"{kind}/{scope.EnvironmentStack}-Cluster-*")
        : Arn("ecs", $"{kind}/*/{scope.EnvironmentStack}-*");

    private Value Artifacts(params ReadOnlySpan<Value> path) =>
        Concat(["arn:", Partition, ":s3:::", scope.ImportAccountOutput(stack, "ArtifactBucket"), .. path]);

    // That of a content delivery network stands elsewhere.
    private Value[] OwnStacks() =>
    [
        Arn("cloudformation", $"stack/{scope.EnvironmentStack}/*"), Arn("cloudformation", $"stack/{scope.EnvironmentStack}-*/*"),
        .. scope.App.Environment.Region == StackScope.CloudFrontRegion ? (Value[])[]
            : [Concat("arn:", Partition, $":cloudformation:{StackScope.CloudFrontRegion}:", Account, $":stack/{scope.CloudFrontStack}/*")],
    ];
}
