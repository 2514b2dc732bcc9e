using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Images as tasks name them: always by digest, so that what was tried is what runs, whoever moves a tag.</summary>
internal static class ImageReferences
{
    private const string Mark = "@sha256:";
    private const int AccountLength = 12;

    public static string RepositoryOf(App app, string image) => PhysicalName.For(NameRule.Repository, app.Name, image);

    /// <summary>
    /// The repository that a workload's tasks need the right to pull from: where the image lies counts, not who built it. Null where no
    /// right is needed or could be given.
    /// </summary>
    public static Value? PulledFrom(StackScope scope, Image image) => image.Use is { } used ? RepositoryArn(used)
        : Arn("ecr", $"repository/{RepositoryOf(scope.App, image.Name)}");

    // ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME, in China with .cn behind it, with -fips for those endpoints, and
    // ACCOUNT.dkr-ecr.REGION.on.aws where it answers IPv6 too (Amazon ECR user guide, "Amazon ECR private registry"; AWS General
    // Reference, "Amazon ECR endpoints").
    private static Value? RepositoryArn(string reference)
    {
        if (reference.Split('/', 2) is not [var host, var name])
        {
            return null;
        }

        var labels = host.Split('.');
        var region = labels switch
        {
            [{ Length: AccountLength }, "dkr", "ecr" or "ecr-fips", var named, "amazonaws", "com", ..] => named,
            [{ Length: AccountLength }, "dkr-ecr" or "dkr-ecr-fips", var named, "on", "aws"] => named,
            _ => null,
        };
        return region is null ? null
            : Concat("arn:", Partition, $":ecr:{region}:{labels[0]}:repository/{WithoutTag(name.Split('@')[0])}");
    }

    public static Value ByDigest(StackScope scope, Stack stack, Workload workload)
    {
        var image = scope.App.Images[workload.Image];
        if (image.Use is { } fixedOne && fixedOne.Contains(Mark, StringComparison.Ordinal))
        {
            return fixedOne;
        }

        // Of all workloads with the image it is the same; the release says it.
        var digest = StackScope.Parameter(stack, LogicalId.For(LogicalIdPrefix.ImageDigest, image.Name));
        return image.Use is { } used
            ? Concat(WithoutTag(used), Mark, digest)
            : Concat(Account, ".dkr.ecr.", Region, ".", Ref("AWS::URLSuffix"), $"/{RepositoryOf(scope.App, image.Name)}{Mark}", digest);
    }

    // A colon before the last slash is a port.
    private static string WithoutTag(string reference) =>
        reference.LastIndexOf(':') is var colon && colon > reference.LastIndexOf('/') ? reference[..colon] : reference;
}
