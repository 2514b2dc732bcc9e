using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>
/// What a person needs: to make the stacks that a person makes, to take on the deploy role for all else, and to look and to set values
/// with rights of his own. The roles that he makes are the ones that the templates say; whoever may make roles may do much, so these are
/// bounded by their path.
/// </summary>
internal static class PersonRights
{
    // By type, what its handler calls with the rights of whoever makes the stack (CloudFormation registry, "handlers" of each type).
    private static readonly Dictionary<string, string[]> Handlers = new(StringComparer.Ordinal)
    {
        ["AWS::S3::Bucket"] = ["s3:CreateBucket", "s3:DeleteBucket", "s3:Get*Configuration", "s3:GetBucket*", "s3:ListTagsForResource",
            "s3:PutBucket*", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration", "s3:TagResource", "s3:UntagResource"],
        ["AWS::S3::BucketPolicy"] = ["s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:PutBucketPolicy"],
        ["AWS::ECR::Repository"] = ["ecr:CreateRepository", "ecr:DeleteLifecyclePolicy", "ecr:DeleteRepository",
            "ecr:DeleteRepositoryPolicy", "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy",
            "ecr:ListTagsForResource", "ecr:PutImageScanningConfiguration", "ecr:PutImageTagMutability", "ecr:PutLifecyclePolicy",
            "ecr:SetRepositoryPolicy", "ecr:TagResource", "ecr:UntagResource"],
        ["AWS::IAM::OIDCProvider"] = ["iam:AddClientIDToOpenIDConnectProvider", "iam:CreateOpenIDConnectProvider",
            "iam:GetOpenIDConnectProvider", "iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider",
            "iam:UpdateOpenIDConnectProviderThumbprint"],
        ["AWS::IAM::ManagedPolicy"] = ["iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion",
            "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListEntitiesForPolicy", "iam:ListPolicyTags", "iam:ListPolicyVersions",
            "iam:TagPolicy", "iam:UntagPolicy"],
        ["AWS::IAM::Role"] = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary",
            "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
            "iam:ListRolePolicies", "iam:ListRoleTags", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:TagRole",
            "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"],
        ["AWS::Route53::HostedZone"] = ["route53:ChangeTagsForResource", "route53:CreateHostedZone", "route53:DeleteHostedZone",
            "route53:GetChange", "route53:GetHostedZone", "route53:ListQueryLoggingConfigs", "route53:ListTagsForResource",
            "route53:UpdateHostedZoneComment"],
    };

    /// <summary>The types of which a person makes things.</summary>
    public static IReadOnlyCollection<string> Types => Handlers.Keys;

    /// <summary>The policy as JSON, of an account.</summary>
    public static string Render(App app, string account)
    {
        var scope = new StackScope(app);
        var stack = new Stack(scope.AccessStack);
        var named = NamedInFileReader.Read(scope, stack);
        var looking = new DeployRights(scope, stack, named).Looking();
        var document = Policy.Document(Policy.Merge([.. looking, .. Operating(scope), .. Stacks(scope), .. Things(scope)]));
        var resolver = new ValueResolver(name => name switch
        {
            "AWS::AccountId" => account,
            "AWS::Region" => app.Environment.Region,
            "AWS::Partition" => Amazon.RegionEndpoint.GetBySystemName(app.Environment.Region).PartitionName,
            _ when stack.FindParameter(name)?.Source is ImportedOutput { Output: "ArtifactBucket" } =>
                StackScope.ArtifactBucketOf(app.Name, app.Environment.Region, account),
            _ => "*",
        });
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            resolver.Resolve(document)!.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    // Status, logs, runs and values are read and set with a person's own rights, so that the audit log names him.
    private static IEnumerable<Statement> Operating(StackScope scope)
    {
        var reach = scope.Reach;
        var path = Arn("ssm", $"parameter{reach.ParameterPath}");
        return
        [
            new(["sts:AssumeRole"], [reach.AccessRoles]),
            new(["ecs:DescribeTasks", "states:ListExecutions"], ["*"]) { Condition = reach.Ours },
            new(["logs:FilterLogEvents", "logs:GetLogEvents"], [reach.LogGroups(NameRule.LogGroup), reach.LogGroups(NameRule.MachineLog)]),
            new(["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath",
                "ssm:PutParameter"], [path, Concat(path, "/*")]),
            new(["s3:GetObject", "s3:PutObject"], [Artifacts(scope, $"/{scope.App.Environment.Name}/*")]),
            new(["s3:ListBucket"], [Artifacts(scope, "")])
            {
                Condition = Map(("StringLike", Map(("s3:prefix", $"{scope.App.Environment.Name}/*")))),
            },
        ];
    }

    private static IEnumerable<Statement> Stacks(StackScope scope) =>
    [
        new(["cloudformation:ContinueUpdateRollback", "cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet",
            "cloudformation:DeleteStack", "cloudformation:DescribeChangeSet", "cloudformation:DescribeEvents",
            "cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks", "cloudformation:ExecuteChangeSet",
            "cloudformation:GetTemplate", "cloudformation:TagResource", "cloudformation:UntagResource"],
            [.. new[] { scope.AccountStack, scope.AccessStack, scope.ZoneStack }.OfType<string>()
                .Select(s => Arn("cloudformation", $"stack/{s}/*"))]),
    ];

    // Of the three stacks that a person makes; the path keeps him from every role that is not of this environment.
    private static IEnumerable<Statement> Things(StackScope scope)
    {
        var reach = scope.Reach;
        var buckets = Concat("arn:", Partition, $":s3:::{scope.AccountStack}*");
        yield return new([.. Handlers["AWS::S3::Bucket"], .. Handlers["AWS::S3::BucketPolicy"]], [buckets]);
        yield return new(Handlers["AWS::ECR::Repository"], [reach.Repositories]);
        yield return new(Handlers["AWS::IAM::Role"], [reach.AccessRoles]);
        yield return new(Handlers["AWS::IAM::ManagedPolicy"],
            [Concat("arn:", Partition, ":iam::", Account, $":policy{reach.AccessPath}*")]);
        if (scope.App.Shared.HasCi)
        {
            yield return new(Handlers["AWS::IAM::OIDCProvider"],
                [Concat("arn:", Partition, ":iam::", Account, ":oidc-provider/token.actions.githubusercontent.com")]);
            yield return new(["iam:ListOpenIDConnectProviders"], ["*"]);
        }

        // A zone has an id that nobody knows before it is made.
        if (scope.ZoneStack is not null)
        {
            yield return new(Handlers["AWS::Route53::HostedZone"], ["*"]);
        }
    }

    private static Value Artifacts(StackScope scope, string path) => Concat("arn:", Partition,
        $":s3:::{StackScope.ArtifactBucketOf(scope.App.Name, scope.App.Environment.Region, "")}", Account, path);
}
