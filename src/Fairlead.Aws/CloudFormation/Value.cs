namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// A value of a template. The family is closed. What somebody wrote is always a <see cref="TextValue"/> and stays that text to the byte:
/// only a <see cref="CallValue"/> becomes an intrinsic function, and only code makes one.
/// </summary>
internal abstract record Value
{
    /// <summary>What CloudFormation takes for "as if the property were not there"; only under <see cref="If"/>.</summary>
    public static readonly CallValue None = Ref("AWS::NoValue");

    public static readonly CallValue Region = Ref("AWS::Region");
    public static readonly CallValue Account = Ref("AWS::AccountId");
    public static readonly CallValue Partition = Ref("AWS::Partition");

    public static implicit operator Value(string text) => new TextValue(text);

    public static implicit operator Value(double number) => new NumberValue(number);

    public static implicit operator Value(int number) => new NumberValue(number);

    public static implicit operator Value(bool flag) => flag ? FlagValue.True : FlagValue.False;

    public static implicit operator Value(Value[] items) => new ListValue(items);

    public static implicit operator Value(string[] items) => Texts(items);

    /// <summary>Entries without a value are left out.</summary>
    public static MapValue Map(params ReadOnlySpan<(string Key, Value? Value)> pairs) => MapValue.Create(pairs);

    public static ListValue List(params Value[] items) => new(items);

    public static ListValue Texts(IReadOnlyList<string> items)
    {
        var texts = new Value[items.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = new TextValue(items[i]);
        }

        return new ListValue(texts);
    }

    /// <summary>The physical id of a resource of this stack, or the value of a parameter.</summary>
    public static CallValue Ref(string id) => CallValue.Create("Ref", id);

    public static CallValue GetAtt(string id, string attribute) => CallValue.Create("Fn::GetAtt", List(id, attribute));

    public static CallValue Select(int index, Value list) => CallValue.Create("Fn::Select", List(index, list));

    public static CallValue Split(string separator, Value text) => CallValue.Create("Fn::Split", List(separator, text));

    public static CallValue Base64(Value text) => CallValue.Create("Fn::Base64", text);

    public static CallValue If(string condition, Value then, Value otherwise) =>
        CallValue.Create("Fn::If", List(condition, then, otherwise));

    /// <summary>A condition; it stands in <see cref="Stack.Conditions"/>, not in resources.</summary>
    public static CallValue IsEqual(Value left, Value right) => CallValue.Create("Fn::Equals", List(left, right));

    /// <summary>Texts put together: one text where all is known, else <c>Fn::Join</c>.</summary>
    public static Value Concat(params ReadOnlySpan<Value> parts) => TextConcat.Concat(parts);

    /// <summary><c>arn:PARTITION:service:REGION:ACCOUNT:resource</c>, of the stack's own partition, region and account.</summary>
    public static Value Arn(string service, params ReadOnlySpan<Value> resource) =>
        Concat(["arn:", Partition, $":{service}:", Region, ":", Account, ":", .. resource]);

    /// <summary>One key of a JSON secret, put in by CloudFormation when it makes the resource; the template holds no secret.</summary>
    public static Value SecretKey(Value secret, string key) => TextConcat.SecretKey(secret, key);
}

/// <summary>Literal text: what it says is what arrives, whatever characters it holds.</summary>
internal sealed record TextValue : Value
{
    public TextValue(string text)
    {
        if (TextConcat.HoldsDynamicReference(text))
        {
            throw new InvalidOperationException("A literal text holds a dynamic reference; what reads the app file has to refuse it.");
        }

        Text = text;
    }

    private TextValue(string text, bool _) => Text = text;

    public string Text { get; }

    /// <summary>A text that stood in a template, or our own dynamic reference.</summary>
    public static TextValue Trusted(string text) => new(text, true);
}

internal sealed record NumberValue(double Number) : Value
{
    private const double MostExact = 1L << 53;

    public bool IsInteger => Number == Math.Floor(Number) && Math.Abs(Number) <= MostExact;
}

internal sealed record FlagValue : Value
{
    public static readonly FlagValue True = new(true);
    public static readonly FlagValue False = new(false);

    private FlagValue(bool flag) => Flag = flag;

    public bool Flag { get; }
}

internal sealed record ListValue : Value
{
    private readonly Value[] items;

    public ListValue(IReadOnlyList<Value> items) => this.items = items as Value[] ?? [.. items];

    public IReadOnlyList<Value> Items => items;

    public int Count => items.Length;

    public Value this[int index] => items[index];

    public bool Equals(ListValue? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    public override int GetHashCode()
    {
        var hash = items.Length;
        foreach (var item in items)
        {
            hash = HashCode.Combine(hash, item);
        }

        return hash;
    }
}

/// <summary>An intrinsic function. Code makes them by the functions of <see cref="Value"/>; reading a template gives any.</summary>
internal sealed record CallValue : Value
{
    private CallValue(string function, Value argument)
    {
        Function = function;
        Argument = argument;
    }

    /// <summary>As it is written: <c>Ref</c>, <c>Fn::Join</c>.</summary>
    public string Function { get; }

    public Value Argument { get; }

    public bool IsNone => Function == "Ref" && Argument is TextValue { Text: "AWS::NoValue" };

    public static CallValue Create(string function, Value argument) => new(function, argument);

    public static bool IsFunction(string key) => key is "Ref" || key.StartsWith("Fn::", StringComparison.Ordinal);
}
