using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Images as tasks name them: always by digest, so that what was tried is what runs, whoever moves a tag.</summary>
internal static class ImageReferences
{
    private const string Mark = "@sha256:";

    public static string RepositoryOf(App app, string image) => PhysicalName.For(NameRule.Repository, app.Name, image);

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
