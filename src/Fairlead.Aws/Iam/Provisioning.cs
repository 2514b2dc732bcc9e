using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Iam;

/// <summary>
/// What CloudFormation may do when it makes and takes away an app's stacks: the life of the things that templates hold, never what they
/// hold. It is the same for each app, because what leaves the file has still to be taken away.
/// </summary>
internal static class Provisioning
{
    private static readonly string[] Tags = ["ListTagsForResource", "TagResource", "UntagResource"];

    // Service by service, as the handlers of the resource types call it.
    private static readonly (string Service, string[] Actions)[] Lives =
    [
        ("acm", ["AddTagsToCertificate", "DeleteCertificate", "DescribeCertificate", "ListTagsForCertificate", "RemoveTagsFromCertificate",
            "RequestCertificate", "UpdateCertificateOptions"]),
        ("application-autoscaling", ["Delete*", "DeregisterScalableTarget", "Describe*", "Put*", "RegisterScalableTarget", .. Tags]),
        ("batch", ["Create*", "Delete*", "Describe*", "Update*", .. Tags]),
        ("cloudfront",
            ["Associate*", "Create*", "Delete*", "Describe*", "Get*", "List*", "PublishFunction", "Update*", "TagResource",
                "UntagResource"]),
        ("cloudwatch", ["DeleteAlarms", "DescribeAlarms", "PutCompositeAlarm", "PutMetricAlarm", .. Tags]),
        ("cognito-idp",
            ["AdminCreateUser", "AdminDeleteUser", "AdminGetUser", "Create*", "Delete*", "Describe*", "GetUserPoolMfaConfig",
                "SetUserPoolMfaConfig", "Update*", .. Tags]),
        ("ec2", ["AllocateAddress", "Associate*", "Attach*", "Authorize*", "Create*", "Delete*", "Describe*", "Detach*", "Disassociate*",
            "Modify*", "ReleaseAddress", "ReplaceRoute*", "Revoke*", "UpdateSecurityGroup*"]),
        ("ecs", ["Create*", "Delete*", "DeregisterTaskDefinition", "Describe*", "List*", "PutClusterCapacityProviders",
            "RegisterTaskDefinition", "TagResource", "UntagResource", "Update*"]),
        ("elasticache",
            ["AddTagsToResource", "Create*", "DecreaseReplicaCount", "Delete*", "Describe*", "IncreaseReplicaCount", "ListTagsForResource",
                "Modify*", "RemoveTagsFromResource"]),
        ("elasticfilesystem", ["Create*", "Delete*", "Describe*", "Put*", "Update*", .. Tags]),
        ("elasticloadbalancing", ["Add*", "Create*", "Delete*", "Describe*", "Modify*", "Remove*", "Set*"]),
        ("es", ["AddTags", "CreateDomain", "DeleteDomain", "Describe*", "ListTags", "RemoveTags", "Update*", "UpgradeDomain"]),
        ("events", ["DeleteRule", "DescribeRule", "ListTargetsByRule", "PutRule", "PutTargets", "RemoveTargets", .. Tags]),
        ("kms", ["Create*", "DeleteAlias", "Describe*", "Enable*", "Get*", "List*", "PutKeyPolicy", "ScheduleKeyDeletion", "TagResource",
            "UntagResource", "Update*"]),
        ("logs",
            ["AssociateKmsKey", "CreateLogDelivery", "CreateLogGroup", "Delete*", "Describe*", "PutMetricFilter", "PutResourcePolicy",
                "PutRetentionPolicy", .. Tags]),
        ("rds", ["AddTagsToResource", "Create*", "Delete*", "Describe*", "ListTagsForResource", "Modify*", "Reboot*",
            "RemoveTagsFromResource", "RestoreDBInstanceFromDBSnapshot"]),
        ("route53", ["Change*", "Create*", "Delete*", "Get*", "List*", "Update*", "AssociateVPCWithHostedZone"]),
        ("s3", ["CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "Get*Configuration", "GetBucket*", "ListBucket", "PutBucket*",
            "PutEncryptionConfiguration", "PutLifecycleConfiguration"]),
        ("sagemaker",
            ["AddTags", "CreateEndpoint*", "CreateModel", "DeleteEndpoint*", "DeleteModel", "DeleteTags", "Describe*", "ListTags",
                "UpdateEndpoint*"]),
        ("scheduler", ["CreateSchedule*", "DeleteSchedule*", "Get*", "List*", "TagResource", "UntagResource", "UpdateSchedule"]),
        ("secretsmanager",
            ["CreateSecret", "DeleteResourcePolicy", "DeleteSecret", "DescribeSecret", "GetRandomPassword", "GetResourcePolicy",
                "GetSecretValue", "PutResourcePolicy", "PutSecretValue", "TagResource", "UntagResource", "UpdateSecret"]),
        ("servicediscovery", ["Create*", "Delete*", "Get*", "List*", "TagResource", "UntagResource", "Update*"]),
        ("sns", ["CreateTopic", "DeleteTopic", "Get*", "List*", "Set*", "Subscribe", "TagResource", "Unsubscribe", "UntagResource"]),
        ("sqs", ["CreateQueue", "DeleteQueue", "GetQueue*", "ListQueueTags", "SetQueueAttributes", "TagQueue", "UntagQueue"]),
        ("ssm", ["AddTagsToResource", "DeleteParameter", "DescribeParameters", "GetParameters", "ListTagsForResource", "PutParameter",
            "RemoveTagsFromResource"]),
        ("states", ["CreateStateMachine", "DeleteStateMachine", "Describe*", "UpdateStateMachine", .. Tags]),
        ("wafv2",
            ["AssociateWebACL", "Create*", "Delete*", "DisassociateWebACL", "Get*", "List*", "Put*", "TagResource", "UntagResource",
                "Update*"]),
    ];

    // Those of AWS's services that take on a role of an app.
    private static readonly string[] Takers =
    [
        "batch.amazonaws.com", "cognito-idp.amazonaws.com", "ec2.amazonaws.com", "ecs.amazonaws.com", "ecs-tasks.amazonaws.com",
        "events.amazonaws.com", "monitoring.rds.amazonaws.com",
        "sagemaker.amazonaws.com", "scheduler.amazonaws.com", "states.amazonaws.com", "vpc-flow-logs.amazonaws.com",
    ];

    private static readonly string[] Boundless =
        ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy"];

    /// <summary>The services whose resources it can make, as IAM calls them.</summary>
    public static IEnumerable<string> Services => Lives.Select(l => l.Service);

    /// <param name="app">The app's name: what carries another's tag is out of reach.</param>
    /// <param name="roles">A pattern of the ARNs of its roles.</param>
    /// <param name="instanceProfiles">A pattern of the ARNs of its instance profiles.</param>
    /// <param name="boundary">The ARN of <see cref="PermissionsBoundary"/>.</param>
    public static IReadOnlyList<Statement> Statements(string app, Value roles, Value instanceProfiles, Value boundary) =>
    [
        new([.. Lives.SelectMany(l => l.Actions.Select(a => $"{l.Service}:{a}"))], ["*"]),
        new(Boundless, [roles]) { Condition = Value.Map(("StringEquals", Value.Map(("iam:PermissionsBoundary", boundary)))) },
        new(["iam:DeleteRole", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole",
            "iam:ListRolePolicies", "iam:ListRoleTags", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
            "iam:UpdateRoleDescription"], [roles]),
        new(["iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:DeleteInstanceProfile", "iam:GetInstanceProfile",
            "iam:RemoveRoleFromInstanceProfile", "iam:TagInstanceProfile", "iam:UntagInstanceProfile"], [instanceProfiles]),
        new(["iam:PassRole"], [roles]) { Condition = Value.Map(
            ("StringEquals", Value.Map(("iam:PassedToService", Value.Texts(Takers))))) },
        new(["iam:CreateServiceLinkedRole"], [Value.Concat("arn:", Value.Partition, ":iam::", Value.Account, ":role/aws-service-role/*")]),
        // What is in a bucket, queue or table is no business of whoever makes it; nor is another app's.
        new(["iam:DeleteRolePermissionsBoundary"], ["*"]) { IsDeny = true, Id = "BoundariesStay" },
        new(["*"], ["*"])
        {
            IsDeny = true, Id = "OtherAppsStay",
            Condition = Value.Map(
                ("Null", Value.Map(("aws:ResourceTag/fairlead:app", "false"))), ("StringNotEquals", Value.Map(
                    ("aws:ResourceTag/fairlead:app", app)))),
        },
    ];
}
