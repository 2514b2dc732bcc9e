using System.Text.RegularExpressions;
using Fairlead.Import.Project;

namespace Fairlead.Import.Text;

/// <summary>Where on AWS a project runs, by what its workflows and registries say.</summary>
internal static partial class RegionSigns
{
    /// <summary>The only region that is named; null where none is, or several are.</summary>
    public static string? Find(IProjectTree tree, IEnumerable<string> more)
    {
        var files = tree.Files.Where(f => f.StartsWith(".github/workflows/", StringComparison.Ordinal)
            || ProjectPath.FileName(f) is "buildspec.yml" or ".gitlab-ci.yml" or "bitbucket-pipelines.yml" or "samconfig.toml")
                .Concat(more).Distinct();
        var regions = files.SelectMany(f => Region().Matches(tree.Read(f) ?? "")).Select(m => m.Groups["region"].Value)
            .Distinct(StringComparer.Ordinal).ToList();
        return regions is [var one] ? one : null;
    }

    [GeneratedRegex(
        @"(?:AWS_(?:DEFAULT_)?REGION|aws[-_]region|\.dkr\.ecr\.|awslogs-region)[""'\s:=]*(?<region>[a-z]{2}(?:-gov)?-[a-z]+-\d)\b",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Region();
}
