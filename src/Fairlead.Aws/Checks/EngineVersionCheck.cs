using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Versions that AWS does not have. One that may be newer than what is known here is warned of and goes to AWS as it is.</summary>
internal static class EngineVersionCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            var (version, service) = resource switch
            {
                Postgres database => (database.Version, "RDS has no PostgreSQL"),
                Redis cache => (cache.Version, "ElastiCache has no Redis"),
                Search search => (search.Version, "OpenSearch Service has no OpenSearch"),
                _ => (null, ""),
            };
            if (version is null || EngineVersions.Known(resource.Kind) is var known && known.Contains(version, StringComparer.Ordinal))
            {
                continue;
            }

            var place = resource.Origin.PlaceOf("version");
            if (resource is not Redis && EngineVersions.MayBeNew(version, known))
            {
                problems.Warn(Codes.AwsLimit, place, $"{service} {version} that this version of Fairlead knows of",
                    $"the newest known is {known[^1]}; it is passed on as it is");
            }
            else
            {
                problems.Add(Codes.AwsLimit, place, $"{service} {version}", $"write one of {string.Join(", ", known)}");
            }
        }
    }
}
