namespace Fairlead.Core.Yaml;

/// <summary>
/// The entries of one map as they come in, each key once. A table is made only where there are many: most maps are small.
/// </summary>
internal sealed class EntriesByKey(List<Entry> entries)
{
    public const int Few = 16;

    private Dictionary<string, Entry>? table;

    /// <summary>Adds an entry, or answers the one that already has its key.</summary>
    public Entry? Add(Entry entry)
    {
        if (Find(entry.Key) is { } first)
        {
            return first;
        }

        entries.Add(entry);
        table?.Add(entry.Key, entry);
        return null;
    }

    private Entry? Find(string key)
    {
        if (entries.Count <= Few)
        {
            return Search(entries, key);
        }

        table ??= entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
        return table.GetValueOrDefault(key);
    }

    public static Entry? Search(IReadOnlyList<Entry> entries, string key)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Key == key)
            {
                return entries[i];
            }
        }

        return null;
    }
}
