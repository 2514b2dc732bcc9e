namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// Things by name: found by it, and always told in its order. Most stacks have a handful, which are found faster without a dictionary.
/// </summary>
internal sealed class SortedByName<T>
    where T : class
{
    private const int Handful = 12;

    private KeyValuePair<string, T>[] pairs = [];
    private int count;
    private bool isSorted = true;
    private T[]? values;
    private Dictionary<string, int>? indexes;

    public IReadOnlyList<KeyValuePair<string, T>> Pairs
    {
        get
        {
            Sort();
            return count == 0 ? [] : new ArraySegment<KeyValuePair<string, T>>(pairs, 0, count);
        }
    }

    public IReadOnlyList<T> Values => values ??= Sorted();

    public T? Find(string name) => IndexOf(name) is var at and >= 0 ? pairs[at].Value : null;

    public void Add(string name, T value)
    {
        if (IndexOf(name) >= 0)
        {
            throw new ArgumentException($"There are two of the name {name}", nameof(name));
        }

        if (count == pairs.Length)
        {
            Array.Resize(ref pairs, Math.Max(4, count * 2));
        }

        isSorted &= count == 0 || string.CompareOrdinal(pairs[count - 1].Key, name) < 0;
        pairs[count] = new(name, value);
        indexes?.Add(name, count);
        count++;
        values = null;
    }

    public void Replace(string name, T value)
    {
        if (IndexOf(name) is var at and >= 0)
        {
            pairs[at] = new(name, value);
            values = null;
        }
        else
        {
            Add(name, value);
        }
    }

    /// <summary>Puts another in the place of each, in order; null leaves it.</summary>
    public void ReplaceEach(Func<T, T?> other)
    {
        Sort();
        for (var i = 0; i < count; i++)
        {
            if (other(pairs[i].Value) is { } value)
            {
                pairs[i] = new(pairs[i].Key, value);
            }
        }

        values = null;
    }

    private T[] Sorted()
    {
        Sort();
        if (count == 0)
        {
            return [];
        }

        var sorted = new T[count];
        for (var i = 0; i < count; i++)
        {
            sorted[i] = pairs[i].Value;
        }

        return sorted;
    }

    private void Sort()
    {
        if (!isSorted)
        {
            Array.Sort(pairs, 0, count, ByName.Instance);
            (isSorted, indexes) = (true, null);
        }
    }

    private int IndexOf(string name)
    {
        if (count > Handful)
        {
            return isSorted && indexes is null ? BinarySearch(name) : (indexes ??= Indexes()).GetValueOrDefault(name, -1);
        }

        for (var i = 0; i < count; i++)
        {
            if (pairs[i].Key == name)
            {
                return i;
            }
        }

        return -1;
    }

    private int BinarySearch(string name)
    {
        var (low, high) = (0, count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(pairs[middle].Key, name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private Dictionary<string, int> Indexes()
    {
        var found = new Dictionary<string, int>(pairs.Length, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            found.Add(pairs[i].Key, i);
        }

        return found;
    }

    private sealed class ByName : IComparer<KeyValuePair<string, T>>
    {
        public static readonly ByName Instance = new();

        public int Compare(KeyValuePair<string, T> x, KeyValuePair<string, T> y) => string.CompareOrdinal(x.Key, y.Key);
    }
}
