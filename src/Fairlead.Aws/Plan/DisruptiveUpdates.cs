using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;

namespace Fairlead.Aws.Plan;

/// <summary>Changes in place that lose nothing, and that users notice or nobody can take back.</summary>
internal static class DisruptiveUpdates
{
    /// <summary>Each to be read after the name of what changes.</summary>
    public static IEnumerable<string> In(StackChange change)
    {
        foreach (var changed in change.Changed.Concat(change.Replaced))
        {
            foreach (var property in changed.Properties)
            {
                if (Find(changed.Type, property) is { } text)
                {
                    yield return text;
                }
            }
        }
    }

    // A new group of parameters is a replacement; the database that uses it stays the one it is.
    private static string? Find(string type, PropertyChange property) => (type, property.Path) switch
    {
        ("AWS::RDS::DBParameterGroup", "Family") =>
            $"goes from {Text(property.Before)} to {Text(property.After)} in place: AWS takes a snapshot first, the database does not answer for some minutes, and only a snapshot leads back",
        ("AWS::RDS::DBInstance", "DBInstanceClass") => "restarts for another size: the database does not answer for some minutes, or for a minute or two with zones: 2",
        ("AWS::ElastiCache::ReplicationGroup", "EngineVersion") => $"goes from {Text(property.Before)} to {Text(property.After)} in place: connections end for a moment, and there is no way back",
        ("AWS::OpenSearchService::Domain", "EngineVersion") => $"goes from {Text(property.Before)} to {Text(property.After)} in place: the domain answers all the time, and only a snapshot leads back",
        _ => null,
    };

    private static string Text(Value? value) => (value as TextValue)?.Text ?? "what it is";
}
