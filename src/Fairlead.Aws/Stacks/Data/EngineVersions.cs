using System.Globalization;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>
/// The versions of databases, caches and search engines that AWS has, as data: what is not in it is refused, or passed on as it is where it
/// is newer than this list, and never becomes another. As of November 2026.
/// </summary>
internal static class EngineVersions
{
    // aws elasticache describe-cache-engine-versions, as cfn-lint 1.51 keeps it (aws_elasticache_cachecluster/engine_version). From 7 on
    // it is Valkey, which speaks Redis 7; Redis 4 and 5 are in paid extended support only.
    private static readonly (string Major, string Engine, string Version)[] Caches =
        [("6", "redis", "6.2"), ("7", "valkey", "7.2"), ("8", "valkey", "8.0"), ("9", "valkey", "9.0")];

    // OpenSearch Service developer guide, "Upgrading domains" and "Release notes".
    private static readonly string[] SearchVersions =
        ["1.0", "1.1", "1.2", "1.3", "2.3", "2.5", "2.7", "2.9", "2.11", "2.13", "2.15", "2.17", "2.19", "3.1", "3.3"];

    /// <summary>ElastiCache's engine and version; null for one that it does not have.</summary>
    public static (string Engine, string Version)? Cache(Redis cache)
    {
        foreach (var (major, engine, version) in Caches)
        {
            if (major == cache.Version)
            {
                return (engine, version);
            }
        }

        return null;
    }

    /// <summary>What AWS has of a kind, oldest first.</summary>
    public static IReadOnlyList<string> Known(Kind kind) => kind switch
    {
        Kind.Postgres => EngineSupport.PostgresMajors,
        Kind.Redis => [.. Caches.Select(c => c.Major)],
        _ => SearchVersions,
    };

    /// <summary>Whether AWS may have learned it since: it is the next after the newest.</summary>
    public static bool MayBeNew(string version, IReadOnlyList<string> known) =>
        Number(version) is { } wanted && Number(known[^1]) is { } newest && wanted.CompareTo(newest) > 0
        && wanted.Major <= newest.Major + 1;

    private static (int Major, int Minor)? Number(string version) =>
        version.Split('.') is { Length: 1 or 2 } parts
        && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
        && int.TryParse(parts.Length == 1 ? "0" : parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? (major, minor) : null;
}
