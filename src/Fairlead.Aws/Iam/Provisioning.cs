using Fairlead.Aws.CloudFormation;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Iam;

/// <summary>
/// What CloudFormation may do when it makes and takes away an environment's stacks: the life of the things that templates hold, never what
/// they hold. It is the same whatever the app holds today, because what leaves the file has still to be taken away.
/// </summary>
internal static class Provisioning
{
    private static readonly string[] Tags = ["ListTagsForResource", "TagResource", "UntagResource"];

    // Service by service, as the handlers of the resource types call it: what makes things or says how they are, and what changes those
    // for whose types CloudFormation has no tags.
    private static readonly (string Service, string[] Actions)[] Makes =
    [
        ("acm", ["AddTagsToCertificate", "DescribeCertificate", "ListTagsForCertificate", "RemoveTagsFromCertificate",
            "RequestCertificate"]),
        ("application-autoscaling", ["Delete*", "DeregisterScalableTarget", "Describe*", "Put*", "RegisterScalableTarget", .. Tags]),
        ("batch", ["Create*", "Describe*", .. Tags]),
        ("cloudfront", ["Create*", "DeleteCachePolicy", "DeleteFunction", "DeleteKeyValueStore", "DeleteOrigin*", "DeleteResponse*",
            "Describe*", "Get*", "List*", "PublishFunction", "TagResource", "UntagResource", "UpdateCachePolicy", "UpdateFunction",
            "UpdateKeyValueStore", "UpdateOrigin*", "UpdateResponse*"]),
        ("cloudwatch", ["DescribeAlarms", "PutCompositeAlarm", "PutMetricAlarm", .. Tags]),
        ("cognito-idp", ["CreateUserPool", "Describe*", "GetUserPoolMfaConfig", .. Tags]),
        ("ec2", ["AllocateAddress", "Create*", "DeleteLaunchTemplate*", "Describe*", "ModifyLaunchTemplate"]),
        ("ecs", ["Create*", "DeregisterTaskDefinition", "Describe*", "List*", "RegisterTaskDefinition", "TagResource",
            "UntagResource"]),
        ("elasticache", ["AddTagsToResource", "Create*", "Describe*", "ListTagsForResource", "RemoveTagsFromResource"]),
        ("elasticfilesystem", ["Create*", "Describe*", .. Tags]),
        ("elasticloadbalancing", ["AddTags", "CreateLoadBalancer", "CreateTargetGroup", "Describe*", "RemoveTags", "SetWebACL"]),
        ("es", ["AddTags", "CreateDomain", "Describe*", "ListTags", "RemoveTags"]),
        ("events", ["DescribeRule", "ListTargetsByRule", "PutRule", .. Tags]),
        ("kms", ["Create*", "DeleteAlias", "Describe*", "Get*", "List*", "TagResource", "UntagResource", "UpdateAlias"]),
        ("logs", ["CreateLogDelivery", "CreateLogGroup", "DeleteLogDelivery", "Describe*", "PutResourcePolicy", .. Tags]),
        ("rds", ["AddTagsToResource", "Create*", "Describe*", "ListTagsForResource", "RemoveTagsFromResource",
            "RestoreDBInstanceFromDBSnapshot"]),
        // Cloud Map has a private zone for each namespace.
        ("route53", ["AssociateVPCWithHostedZone", "ChangeTagsForResource", "CreateHostedZone", "DeleteHostedZone",
            "DisassociateVPCFromHostedZone", "Get*", "List*"]),
        ("scheduler", ["List*"]),
        ("secretsmanager", ["CreateSecret", "GetRandomPassword", "TagResource"]),
        ("servicediscovery", ["Create*", "Get*", "List*", "TagResource", "UntagResource"]),
        ("sns", ["CreateTopic", "GetTopicAttributes", "List*", "TagResource", "UntagResource"]),
        ("sqs", ["CreateQueue", "TagQueue", "UntagQueue"]),
        ("ssm", ["DescribeParameters"]),
        ("states", ["CreateStateMachine", "Describe*", .. Tags]),
        ("wafv2", ["Create*", "DisassociateWebACL", "GetWebACLForResource", "List*", "TagResource", "UntagResource"]),
    ];

    // What is there is changed, looked into and taken away only if it carries the environment's tags.
    private static readonly (string Service, string[] Actions)[] Changes =
    [
        ("acm", ["DeleteCertificate", "UpdateCertificateOptions"]),
        ("batch", ["Delete*", "Update*"]),
        ("cloudfront", ["DeleteDistribution", "DeleteVpcOrigin", "UpdateDistribution", "UpdateVpcOrigin"]),
        ("cloudwatch", ["DeleteAlarms"]),
        ("cognito-idp", ["AddCustomAttributes", "AdminCreateUser", "AdminDeleteUser", "AdminGetUser", "CreateUserPoolClient",
            "CreateUserPoolDomain", "DeleteUserPool*", "SetUserPoolMfaConfig", "UpdateUserPool*"]),
        ("ec2", ["Associate*", "Attach*", "Authorize*", "DeleteFlowLogs", "DeleteInternetGateway", "DeleteNatGateway",
            "DeleteNetworkAcl*", "DeleteRoute*", "DeleteSecurityGroup", "DeleteSubnet", "DeleteVpc*", "Detach*", "Disassociate*",
            "ModifySecurityGroupRules", "ModifySubnetAttribute", "ModifyVpc*", "ReleaseAddress", "ReplaceRoute*", "Revoke*",
            "UpdateSecurityGroup*"]),
        ("ecs", ["DeleteCluster", "DeleteService", "PutClusterCapacityProviders", "StopServiceDeployment", "UpdateCluster*",
            "UpdateService*"]),
        ("elasticache", ["DecreaseReplicaCount", "Delete*", "IncreaseReplicaCount", "Modify*"]),
        ("elasticfilesystem", ["Delete*", "ModifyMountTarget*", "Put*", "Update*"]),
        ("elasticloadbalancing", ["*WebACLAssociation", "CreateListener", "DeleteLoadBalancer", "GetLoadBalancerWebACL",
            "DeleteTargetGroup", "ModifyLoadBalancer*",
            "ModifyTargetGroup*", "SetIpAddressType", "SetSecurityGroups", "SetSubnets"]),
        ("es", ["DeleteDomain", "UpdateDomainConfig", "UpgradeDomain"]),
        ("events", ["DeleteRule", "PutTargets", "RemoveTargets"]),
        ("kms", ["CreateGrant", "DisableKey*", "EnableKey*", "PutKeyPolicy", "ScheduleKeyDeletion", "UpdateKeyDescription"]),
        ("logs", ["AssociateKmsKey", "Delete*Filter", "DeleteLogGroup", "DeleteRetentionPolicy", "DisassociateKmsKey",
            "GetDataProtectionPolicy", "PutMetricFilter", "PutRetentionPolicy"]),
        ("rds", ["Delete*", "Modify*", "Reboot*", "ResetDBParameterGroup"]),
        ("sagemaker", ["DeleteEndpoint*", "DeleteModel", "UpdateEndpoint*"]),
        ("secretsmanager", ["DeleteResourcePolicy", "DeleteSecret", "DescribeSecret", "GetResourcePolicy", "GetSecretValue",
            "PutResourcePolicy", "PutSecretValue", "UntagResource", "UpdateSecret"]),
        ("servicediscovery", ["Delete*", "Update*"]),
        ("sns", ["DeleteTopic", "Set*", "Subscribe", "Unsubscribe"]),
        ("sqs", ["DeleteQueue", "GetQueue*", "ListQueueTags", "SetQueueAttributes"]),
        ("states", ["DeleteStateMachine", "UpdateStateMachine"]),
        ("wafv2", ["AssociateWebACL", "Delete*", "Get*", "Put*", "Update*"]),
    ];

    private static readonly string[] Buckets =
    [
        "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:Get*Configuration", "s3:GetBucket*", "s3:ListBucket",
        "s3:ListTagsForResource", "s3:PutBucket*", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration", "s3:TagResource",
        "s3:UntagResource",
    ];

    private static readonly string[] Listeners =
        [.. new[] { "*ListenerAttributes", "*ListenerCertificates", "CreateRule", "DeleteListener", "DeleteRule", "ModifyListener",
            "ModifyRule", "SetRulePriorities" }.Select(a => $"elasticloadbalancing:{a}")];

    // Those of AWS's services that take on a role of an app.
    private static readonly string[] Takers =
    [
        "batch.amazonaws.com", "cognito-idp.amazonaws.com", "ec2.amazonaws.com", "ecs.amazonaws.com", "ecs-tasks.amazonaws.com",
        "events.amazonaws.com", "monitoring.rds.amazonaws.com",
        "sagemaker.amazonaws.com", "scheduler.amazonaws.com", "states.amazonaws.com", "vpc-flow-logs.amazonaws.com",
    ];

    private static readonly string[] Bounded =
        ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"];

    /// <summary>The services whose resources it can make, as IAM calls them.</summary>
    public static IEnumerable<string> Services =>
        Makes.Concat(Changes).Select(l => l.Service).Append("s3").Distinct(StringComparer.Ordinal);

    /// <summary>To make things, to see how they are, and to give them roles.</summary>
    /// <param name="reach">What is the environment's.</param>
    /// <param name="boundary">The ARN that its roles have to carry: of <see cref="PermissionsBoundary"/>, or an organisation's.</param>
    public static IReadOnlyList<Statement> Making(Reach reach, Value boundary) =>
        [new(Names(Makes), ["*"]), .. Roles(reach, boundary), .. reach.OthersStay()];

    /// <summary>To change and take away what is there.</summary>
    /// <param name="reach">What is the environment's.</param>
    /// <param name="named">What the file names in the account.</param>
    public static IReadOnlyList<Statement> Changing(Reach reach, NamedInFile named) =>
    [
        new(Names(Changes), ["*"]) { Condition = reach.Ours },
        new(Buckets, [reach.Buckets, .. named.Buckets]),
        new(Listeners, reach.Listeners),
        new(["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:GetSchedule", "scheduler:UpdateSchedule"],
            [reach.Schedules]),
        new(["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:GetParameters", "ssm:ListTagsForResource", "ssm:PutParameter",
            "ssm:RemoveTagsFromResource"], [Arn("ssm", $"parameter{reach.ParameterPath}/*")]),
        .. named.Records(),
        .. named.SecurityGroups.Count == 0 ? (Statement[])[] : [new(["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
            named.SecurityGroups)],
    ];

    private static IEnumerable<Statement> Roles(Reach reach, Value boundary) =>
    [
        new(Bounded, [reach.WorkRoles]) { Condition = Map(("StringEquals", Map(("iam:PermissionsBoundary", boundary)))) },
        new(["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole",
            "iam:ListRolePolicies", "iam:ListRoleTags", "iam:TagRole", "iam:UntagRole"], [reach.WorkRoles]),
        new(["iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:DeleteInstanceProfile", "iam:GetInstanceProfile",
            "iam:RemoveRoleFromInstanceProfile", "iam:TagInstanceProfile", "iam:UntagInstanceProfile"],
            [reach.WorkProfiles, reach.WorkRoles]),
        new(["iam:PassRole"], [reach.WorkRoles]) { Condition = Map(("StringEquals", Map(("iam:PassedToService", Texts(Takers))))) },
        new(["iam:CreateServiceLinkedRole"], [Concat("arn:", Partition, ":iam::", Account, ":role/aws-service-role/*")]),
        new(["iam:DeleteRolePermissionsBoundary"], ["*"]) { IsDeny = true, Id = "BoundariesStay" },
        new(["iam:*"], [reach.AccessRoles]) { IsDeny = true, Id = "AccessStays" },
    ];

    private static string[] Names((string Service, string[] Actions)[] lives) =>
        [.. lives.SelectMany(l => l.Actions.Select(a => $"{l.Service}:{a}"))];
}
