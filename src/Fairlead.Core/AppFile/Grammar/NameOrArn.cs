using System.Text.RegularExpressions;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>
/// What is there already on AWS, by its name or by its ARN: both are understood, and an ARN of something else is refused.
/// </summary>
internal static class NameOrArn
{
    /// <summary>A bucket or a file system; which of them, the type of the resource says.</summary>
    public static readonly Shape<Text?> OfStorage = Shape(
        "the name or ARN of a bucket, or the id or ARN of a file system", "shared-files",
        "^arn:[a-z-]+:(s3:::[a-z0-9.-]+|elasticfilesystem:[a-z0-9-]+:[0-9]{12}:file-system/fs-[0-9a-z]+)$");

    public static readonly Shape<Text?> OfCluster = Shape(
        "the name or ARN of an ECS cluster", "shared-cluster", "^arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:cluster/[A-Za-z0-9_-]+$");

    public static readonly Shape<Text?> OfEndpointConfiguration = Shape(
        "the name or ARN of an endpoint configuration", "my-endpoint-configuration",
        "^arn:[a-z-]+:sagemaker:[a-z0-9-]+:[0-9]{12}:endpoint-config/[A-Za-z0-9-]+$");

    /// <summary>Where AWS takes an id and no ARN.</summary>
    /// <param name="what">"a subnet".</param>
    public static Shape<Text?> Id(string what, string example) => Shapes.Given with
    {
        Example = example,
        Read = (Node node, Reading reading, out Text? value) => Shapes.Given.Read(node, reading, out value)
            && (value!.Constant is not { } known || !IsArn(known)
                || reading.Wrong(
                    Codes.WrongValue, node.Span, $"this has to be the id of {what}, and an ARN stands here",
                    $"write {(known.LastIndexOf('/') is > 0 and var slash && slash < known.Length - 1 ? known[(slash + 1)..] : example)}",
                    out value)),
    };

    /// <summary>Where AWS takes an ARN and no name.</summary>
    public static Shape<Text?> Arn(string words, string example, string arn)
    {
        var pattern = new Lazy<Regex>(() => new Regex(arn, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        return Shapes.Reference(
            $"{words}, or ${{ssm:…}} or ${{stack:…}}", static p => p is Literal or SsmPart or StackPart, example,
            text => text.Constant is not { } known || pattern.Value.IsMatch(known));
    }

    private static Shape<Text?> Shape(string words, string example, string arn)
    {
        var pattern = new Lazy<Regex>(() => new Regex(arn, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        return Shapes.Given with
        {
            Words = $"{words}, or ${{ssm:…}}, ${{stack:…}} or ${{extras.…}}",
            Example = example,
            Read = (Node node, Reading reading, out Text? value) => Shapes.Given.Read(node, reading, out value)
                && (value!.Constant is not { } known || !known.Contains(':', StringComparison.Ordinal) || pattern.Value.IsMatch(known)
                    || reading.Wrong(Codes.WrongValue, node.Span, $"'{known}' is not {words}", $"for example {example}", out value)),
        };
    }

    private static bool IsArn(string text) => text.StartsWith("arn:", StringComparison.Ordinal);
}
