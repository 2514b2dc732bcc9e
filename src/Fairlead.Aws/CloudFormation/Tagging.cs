using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Aws.CloudFormation;

/// <summary>Tags on every resource whose type takes them, each in the form its type wants.</summary>
internal static class Tagging
{
    /// <summary>Adds the tags; what a resource says itself stands.</summary>
    public static void Apply(Stack stack, CloudFormationFacts facts, IReadOnlyCollection<KeyValuePair<string, string>> tags)
    {
        KeyValuePair<string, string>[] list = [.. tags];
        Array.Sort(list, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        ListValue? asList = null;
        MapValue? asMap = null;
        stack.ReplaceEach(resource =>
        {
            if (facts.Find(resource.Type) is not { TagsProperty: { } property } type)
            {
                return null;
            }

            var own = resource.Properties[property];
            Value all =
                own is not null ? WithOwn(own, list)
                : type.TagFormat == TagFormat.Map ? asMap ??= MapValue.FromTexts(list) : asList ??= AsList(list);
            return resource with { Properties = resource.Properties.With((property, all)) };
        });
    }

    private static ListValue AsList(IEnumerable<KeyValuePair<string, string>> tags) =>
        Value.List([.. tags.Select(t => (Value)Value.Map(("Key", t.Key), ("Value", t.Value)))]);

    private static Value WithOwn(Value own, KeyValuePair<string, string>[] tags)
    {
        if (own is MapValue map)
        {
            return map.With([.. tags.Where(t => map[t.Key] is null).Select(t => (t.Key, (Value?)t.Value))]);
        }

        var items = ((ListValue)own).Items.Cast<MapValue>().ToList();
        var names = items.Select(i => (i["Key"] as TextValue)?.Text).ToHashSet();
        return Value.List(
            [.. items.Concat(AsList(tags.Where(t => !names.Contains(t.Key))).Items.Cast<MapValue>())
                .OrderBy(i => ((TextValue)i["Key"]!).Text, StringComparer.Ordinal)]);
    }
}
