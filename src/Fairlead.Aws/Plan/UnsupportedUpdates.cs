using System.Globalization;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Aws.Plan;

/// <param name="Resource">What would have to be changed.</param>
/// <param name="Path">The property that says it.</param>
/// <param name="Message">Why AWS can not.</param>
/// <param name="Suggestion">What can be done instead.</param>
internal sealed record UnsupportedUpdate(StackResource Resource, string Path, string Message, string Suggestion);

/// <summary>
/// Changes in place that AWS refuses half-way through a deploy: storage that shrinks, versions that go back, a network under what stands in it. The
/// schemas do not say so.
/// </summary>
internal static class UnsupportedUpdates
{
    public static IEnumerable<UnsupportedUpdate> In(Stack before, Stack after, StackChange change)
    {
        foreach (var changed in change.Changed.Concat(change.Replaced))
        {
            var (old, wanted) = (before.Find(changed.Id)!, after.Find(changed.Id)!);
            foreach (var property in changed.Properties)
            {
                if (Find(wanted, property) is { } found)
                {
                    yield return found;
                }
            }

            if (changed.Behavior == UpdateBehavior.Replaces && old.Type == "AWS::EC2::VPC")
            {
                yield return Moved(wanted, "CidrBlock");
            }
        }

        foreach (var deleted in change.Deleted)
        {
            if (deleted.Type == "AWS::EC2::VPC")
            {
                yield return Moved(deleted, "");
            }
        }
    }

    private static UnsupportedUpdate? Find(StackResource resource, PropertyChange change) => (resource.Type, change.Path) switch
    {
        ("AWS::RDS::DBInstance", "AllocatedStorage") when IsLess(change) =>
            new(resource, change.Path, $"storage of a database only grows: it has {Text(change.Before)} GB", $"leave it at {Text(change.Before)}G; for a smaller one, make a second database and move the data"),
        ("AWS::RDS::DBParameterGroup", "Family") when IsLess(change) =>
            new(resource, change.Path, $"a database does not go back to an older version: it has {Text(change.Before)}", "leave the version; for an older one, make a second database and move the data"),
        ("AWS::ElastiCache::ReplicationGroup", "EngineVersion") when IsLess(change) =>
            new(resource, change.Path, $"a cache does not go back to an older version: it has {Text(change.Before)}", "leave the version, or make a second cache"),
        ("AWS::OpenSearchService::Domain", "EngineVersion") when IsLess(change) =>
            new(resource, change.Path, $"a search domain does not go back to an older version: it has {Text(change.Before)}", "leave the version; for an older one, make a second domain and index anew"),
        _ => null,
    };

    private static UnsupportedUpdate Moved(StackResource network, string path) =>
        new(network, path, "all that stands in a network would have to be made anew in another: databases, caches and load balancer can not move", "leave the network; zones can be added to it, up to six");

    private static bool IsLess(PropertyChange change) =>
        VersionOf(Text(change.After)) is { } after && VersionOf(Text(change.Before)) is { } before && (after.Major, after.Minor).CompareTo((before.Major, before.Minor)) < 0;

    private static string Text(Value? value) => (value as TextValue)?.Text ?? (value as NumberValue)?.Number.ToString(CultureInfo.InvariantCulture) ?? "another";

    // Of "postgres16", "OpenSearch_2.11", "20".
    private static (int Major, int Minor)? VersionOf(string text)
    {
        var digit = text.AsSpan().IndexOfAnyInRange('0', '9');
        var parts = digit < 0 ? [] : text[digit..].Split('.');
        var minor = 0;
        return parts.Length > 0 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor)) ? (major, minor) : null;
    }
}
