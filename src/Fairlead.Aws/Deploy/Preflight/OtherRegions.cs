using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>The regions of the file's other environments: what is missing here is most likely there.</summary>
internal static class OtherRegions
{
    /// <summary>The first region that has it; null where none does, or nobody may look.</summary>
    public static async Task<string?> Find(PreflightSubject subject, Func<AwsConnection, CancellationToken, Task<bool>> has,
        CancellationToken cancel)
    {
        foreach (var region in Regions(subject))
        {
            try
            {
                if (await has(subject.Person.In(region), cancel))
                {
                    return region;
                }
            }
            catch (AmazonServiceException)
            {
                // Not there, or not to be seen: the next.
            }
        }

        return null;
    }

    // The document of one environment has nothing of the others: the file is read again.
    private static IEnumerable<string> Regions(PreflightSubject subject) =>
        ((YamlReader.Read(subject.App.Document.Span.Source, new ProblemList()) as MapNode)?.Find("environments")?.Value as MapNode)?.Entries
            .Select(e => (e.Value as MapNode)?.Find("region")?.Value).OfType<ScalarNode>().Select(r => r.Value)
            .Where(r => r != subject.Person.Region && Amazon.RegionEndpoint.EnumerableAllRegions.Any(known => known.SystemName == r))
            .Distinct(StringComparer.Ordinal) ?? [];
}
