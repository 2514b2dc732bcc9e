using System.Runtime.InteropServices;

namespace Fairlead.Aws.CloudFormation;

internal readonly record struct Pair(string Key, Value Value);

/// <summary>A map, always in the order of its keys, so that what is written does not depend on who wrote it in which order.</summary>
internal sealed record MapValue : Value
{
    public static readonly MapValue Empty = new([]);

    private readonly Pair[] pairs;

    private MapValue(Pair[] pairs) => this.pairs = pairs;

    public ReadOnlySpan<Pair> Pairs => pairs;

    public int Count => pairs.Length;

    public Value? this[string key] => Find(key);

    public static MapValue Create(params ReadOnlySpan<(string Key, Value? Value)> given)
    {
        var found = new Pair[given.Length];
        var count = 0;
        foreach (var (key, value) in given)
        {
            if (value is not null)
            {
                found[count++] = new Pair(key, value);
            }
        }

        return count == 0 ? Empty : Sorted(count == found.Length ? found : found[..count]);
    }

    /// <summary>Keys that somebody else chose. None of them may read as an intrinsic function: see <see cref="IsPlainKey"/>.</summary>
    public static MapValue FromTexts(IEnumerable<KeyValuePair<string, string>> texts) =>
        Sorted([.. texts.Select(t => new Pair(t.Key, t.Value))]);

    /// <summary>Of a template that was read; keys are as they stand.</summary>
    public static MapValue Read(List<Pair> read) => Sorted(CollectionsMarshal.AsSpan(read).ToArray());

    /// <summary>False for keys that CloudFormation would take for a function or a transform.</summary>
    public static bool IsPlainKey(string key) => !CallValue.IsFunction(key) && key is not "Transform";

    public Value? Find(string key)
    {
        var low = 0;
        var high = pairs.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(pairs[middle].Key, key);
            if (order == 0)
            {
                return pairs[middle].Value;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>This map with other values for some keys; a key without a value is removed.</summary>
    public MapValue With(params ReadOnlySpan<(string Key, Value? Value)> changes)
    {
        if (changes is [(var only, { } value)])
        {
            return With(only, value);
        }

        var all = new List<(string, Value?)>(pairs.Length + changes.Length);
        foreach (var pair in pairs)
        {
            if (!Holds(changes, pair.Key))
            {
                all.Add((pair.Key, pair.Value));
            }
        }

        foreach (var change in changes)
        {
            all.Add(change);
        }

        return Create(CollectionsMarshal.AsSpan(all));
    }

    public bool Equals(MapValue? other) => other is not null && pairs.AsSpan().SequenceEqual(other.pairs);

    public override int GetHashCode()
    {
        var hash = pairs.Length;
        foreach (var pair in pairs)
        {
            hash = HashCode.Combine(hash, pair.Key, pair.Value);
        }

        return hash;
    }

    private MapValue With(string key, Value value)
    {
        if (!IsPlainKey(key))
        {
            throw new InvalidOperationException($"A key of a map reads as a function: {key}");
        }

        var at = 0;
        while (at < pairs.Length && string.CompareOrdinal(pairs[at].Key, key) < 0)
        {
            at++;
        }

        var isThere = at < pairs.Length && pairs[at].Key == key;
        var all = new Pair[isThere ? pairs.Length : pairs.Length + 1];
        pairs.AsSpan(0, at).CopyTo(all);
        all[at] = new Pair(key, value);
        pairs.AsSpan(isThere ? at + 1 : at).CopyTo(all.AsSpan(at + 1));
        return new MapValue(all);
    }

    private static bool Holds(ReadOnlySpan<(string Key, Value? Value)> changes, string key)
    {
        foreach (var (changed, _) in changes)
        {
            if (changed == key)
            {
                return true;
            }
        }

        return false;
    }

    private static MapValue Sorted(Pair[] pairs)
    {
        Sort(pairs);
        for (var i = 0; i < pairs.Length; i++)
        {
            if (!IsPlainKey(pairs[i].Key))
            {
                throw new InvalidOperationException($"A key of a map reads as a function: {pairs[i].Key}");
            }

            if (i > 0 && pairs[i].Key == pairs[i - 1].Key)
            {
                throw new InvalidOperationException($"A map has two keys {pairs[i].Key}");
            }
        }

        return new MapValue(pairs);
    }

    // Maps are small, and written nearly in order.
    private static void Sort(Pair[] pairs)
    {
        for (var i = 1; i < pairs.Length; i++)
        {
            var pair = pairs[i];
            var at = i;
            for (; at > 0 && string.CompareOrdinal(pairs[at - 1].Key, pair.Key) > 0; at--)
            {
                pairs[at] = pairs[at - 1];
            }

            pairs[at] = pair;
        }
    }
}
