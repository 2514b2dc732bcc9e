using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>What becomes of objects with time. What is of no use to anybody goes in any case: halves of uploads, and versions long replaced.</summary>
internal static class BucketLifecycle
{
    private const string Tag = "Lifecycle";
    private const int UploadDays = 7;
    private const int VersionDays = 90;
    private const int LeastDaysInStandard = 30;

    public static MapValue Configuration(Bucket bucket) => Map(("Rules", List([TidyUp(bucket.Versions), .. bucket.Lifecycle switch
    {
        TagLifecycle => ByTag(),
        RuleLifecycle rules => rules.Rules.Select((r, i) => (Value)OfRule(r, i)),
        _ => [],
    }])));

    /// <summary>Everything goes after so many days.</summary>
    public static MapValue Expiring(int days) => Map(("Rules", List(Map(
        ("AbortIncompleteMultipartUpload", Map(("DaysAfterInitiation", UploadDays))), ("ExpirationInDays", days), ("Id", "expire"), ("Status", "Enabled")))));

    // Where versions are kept no longer, those of earlier go too.
    private static MapValue TidyUp(bool hasVersions) => Map(
        ("AbortIncompleteMultipartUpload", Map(("DaysAfterInitiation", UploadDays))), ("ExpiredObjectDeleteMarker", true), ("Id", "tidy-up"),
        ("NoncurrentVersionExpiration", Map(("NoncurrentDays", hasVersions ? VersionDays : 1))), ("Status", "Enabled"));

    private static IEnumerable<Value> ByTag() =>
    [
        Tagged("IA", ("Transitions", List(Map(("StorageClass", "STANDARD_IA"), ("TransitionInDays", LeastDaysInStandard))))),
        Tagged("Glacier", ("Transitions", List(Map(("StorageClass", "GLACIER"), ("TransitionInDays", 1))))),
        Tagged("DeepArchive", ("Transitions", List(Map(("StorageClass", "DEEP_ARCHIVE"), ("TransitionInDays", 1))))),
        Tagged("expire", ("ExpirationInDays", 1)),
    ];

    private static MapValue Tagged(string value, (string, Value?) what) =>
        Map(("Id", $"tag-{value}"), ("Status", "Enabled"), ("TagFilters", List(Map(("Key", Tag), ("Value", value)))), what);

    // Cheaper, and still there at once: the app need not know.
    private static MapValue OfRule(LifecycleRule rule, int index) => Map(
        ("ExpirationInDays", rule.Expire is { } expire ? (Value)(int)expire.TotalDays : null), ("Id", $"rule-{StackScope.Number(index)}"),
        ("Prefix", rule.Prefix is { } prefix ? (Value)prefix : null), ("Status", "Enabled"),
        ("Transitions", rule.Archive is { } archive ? List(Map(("StorageClass", "GLACIER_IR"), ("TransitionInDays", (int)archive.TotalDays))) : null));
}
