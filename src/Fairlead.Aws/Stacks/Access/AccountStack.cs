using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>
/// What an app has once for each account and region, before any environment: where templates, releases and images are kept, and the
/// provider by which GitHub's pipelines are known. Its bytes are the same whichever environment is deployed.
/// </summary>
internal static class AccountStack
{
    // More than a repository holds: the rule expires nothing, and keeps those after it from what it matches.
    private const int All = 100_000;

    private const int UntaggedDays = 14;
    private const int LogDays = 90;
    private const string Log = "ArtifactLogBucket";
    private const string GitHubUrl = "https://token.actions.githubusercontent.com";

    public static Stack Make(StackScope scope)
    {
        var stack = new Stack(scope.AccountStack) { Description = $"{scope.App.Name}: templates, releases and images" };
        AddBucket(scope, stack);
        foreach (var image in scope.App.Shared.Images)
        {
            AddRepository(scope, stack, image);
        }

        if (scope.App.Shared.HasCi)
        {
            AddGitHub(stack);
        }

        return stack;
    }

    // An account has one provider, whichever app or person made it.
    private static void AddGitHub(Stack stack)
    {
        stack.Add(new StackParameter("GitHubOidcProviderArn") { Default = "" });
        stack.AddCondition("CreatesGitHubOidcProvider", IsEqual(Ref("GitHubOidcProviderArn"), ""));
        stack.Add(new StackResource("GitHubOidcProvider", "AWS::IAM::OIDCProvider", Map(
            ("ClientIdList", List("sts.amazonaws.com")),
            ("Url", GitHubUrl))) { Condition = "CreatesGitHubOidcProvider", DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackOutput("GitHubOidcProvider",
            If("CreatesGitHubOidcProvider", Ref("GitHubOidcProvider"), Ref("GitHubOidcProviderArn"))));
    }

    // Who read or wrote a release is written down in every profile: all environments of the account have this one bucket.
    private static void AddBucket(StackScope scope, Stack stack)
    {
        PrivateBucket.AddLog(stack, Log, name: null, LogDays, cause: null, PrivateBucket.OwnerOnly,
            PrivateBucket.WrittenByS3(Log, Concat("arn:", Partition, ":s3:::*")));
        stack.Add(new StackResource("ArtifactBucket", "AWS::S3::Bucket", Map(
            ("BucketEncryption", PrivateBucket.Encrypted),
            ("BucketName", Concat(StackScope.ArtifactBucketStart(scope.App.Name), Region, "-", Account)),
            ("LifecycleConfiguration", Map(("Rules", List([.. Lives(scope)])))),
            ("LoggingConfiguration", Map(("DestinationBucketName", Ref(Log)))), ("OwnershipControls", PrivateBucket.OwnerOnly),
            ("PublicAccessBlockConfiguration", PrivateBucket.Closed),
            ("VersioningConfiguration", Map(
                ("Status", "Enabled"))))) { DependsOn = [PrivateBucket.PolicyOf(Log)], DeletionPolicy = DeletionPolicy.Retain });
        PrivateBucket.AddPolicy(stack, "ArtifactBucket", cause: null);
        stack.Add(new StackOutput("ArtifactBucket", Ref("ArtifactBucket")));
    }

    // Releases are the history and stay; templates are uploaded again when they are wanted.
    private static IEnumerable<Value> Lives(StackScope scope) =>
    [
        Map(("AbortIncompleteMultipartUpload", Map(("DaysAfterInitiation", 7))),
            ("NoncurrentVersionExpiration", Map(("NoncurrentDays", 90))), ("Status", "Enabled")),
        .. scope.App.Shared.Environments.Select(e => e.Name).Prepend("account").Select(e => Map(
            ("ExpirationInDays", 90), ("Prefix", $"{e}/templates/"), ("Status", "Enabled"))),
    ];

    private static void AddRepository(StackScope scope, Stack stack, SharedImage image)
    {
        var id = LogicalId.For(LogicalIdPrefix.Repository, image.Name);
        stack.Add(new StackResource(id, "AWS::ECR::Repository", Map(
            ("ImageScanningConfiguration", Map(("ScanOnPush", true))),
            ("ImageTagMutability", "IMMUTABLE_WITH_EXCLUSION"),
            ("ImageTagMutabilityExclusionFilters",
                List(Map(("ImageTagMutabilityExclusionFilterType", "WILDCARD"), ("ImageTagMutabilityExclusionFilterValue", "env-*")))),
            ("LifecyclePolicy", Map(("LifecyclePolicyText", EncodedJson.Encode(Lifecycle(image))))),
            ("RepositoryName", ImageReferences.RepositoryOf(scope.App, image.Name)),
            ("RepositoryPolicyText",
                image.Share.Count == 0 ? null
                    : Policy.Document([Pull(image)])))) { DeletionPolicy = DeletionPolicy.Retain, Cause = image.Origin.Name });
        stack.Add(new StackOutput(id, GetAtt(id, "RepositoryUri")));
    }

    // What an environment runs and what a kept release needs carry tags that shield them: a rule that matches a tag takes its image from
    // all later rules.
    private static MapValue Lifecycle(SharedImage image) => Map(("rules", List(
        Rule(1, "what environments run stays", ("countNumber", All), ("countType", "imageCountMoreThan"), ("tagPatternList", List("env-*")),
            ("tagStatus", "tagged")),
        Rule(2, "what kept releases need stays", ("countNumber", All), ("countType", "imageCountMoreThan"),
            ("tagPatternList", List("rel-*")), ("tagStatus", "tagged")),
        Rule(3, "what lost its tags goes", ("countNumber", UntaggedDays), ("countType", "sinceImagePushed"), ("countUnit", "days"),
            ("tagStatus", "untagged")),
        Rule(4, "of the rest the newest stay", ("countNumber", image.Keep), ("countType", "imageCountMoreThan"), ("tagStatus", "any")))));

    private static MapValue Rule(int priority, string description, params ReadOnlySpan<(string, Value?)> selection) =>
        Map(("action", Map(("type", "expire"))), ("description", description), ("rulePriority", priority), ("selection", Map(selection)));

    private static Statement Pull(SharedImage image) =>
        new(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [])
    {
        Id = "Share",
        Principal = Map(
            ("AWS", List([.. image.Share.Order(StringComparer.Ordinal).Select(a => Concat("arn:", Partition, $":iam::{a}:root"))]))),
    };
}
