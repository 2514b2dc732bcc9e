namespace Fairlead.Aws.CloudFormation;

/// <summary>An order of values that is the same everywhere: by what they are, then by what they hold.</summary>
internal static class ValueOrder
{
    public static int Compare(Value a, Value b) => (a, b) switch
    {
        _ when ReferenceEquals(a, b) => 0,
        (TextValue x, TextValue y) => string.CompareOrdinal(x.Text, y.Text),
        (NumberValue x, NumberValue y) => x.Number.CompareTo(y.Number),
        (FlagValue x, FlagValue y) => x.Flag.CompareTo(y.Flag),
        (CallValue x, CallValue y) =>
            string.CompareOrdinal(x.Function, y.Function) is var order and not 0 ? order : Compare(x.Argument, y.Argument),
        (ListValue x, ListValue y) => Compare(x, y),
        (MapValue x, MapValue y) => Compare(x, y),
        _ => Rank(a) - Rank(b),
    };

    private static int Compare(ListValue a, ListValue b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            if (Compare(a[i], b[i]) is var order and not 0)
            {
                return order;
            }
        }

        return a.Count - b.Count;
    }

    private static int Compare(MapValue a, MapValue b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            var (x, y) = (a.Pairs[i], b.Pairs[i]);
            var order = string.CompareOrdinal(x.Key, y.Key) is var byKey and not 0 ? byKey : Compare(x.Value, y.Value);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Count - b.Count;
    }

    private static int Rank(Value value) => value switch
    {
        TextValue => 0,
        NumberValue => 1,
        FlagValue => 2,
        ListValue => 3,
        MapValue => 4,
        _ => 5,
    };
}
