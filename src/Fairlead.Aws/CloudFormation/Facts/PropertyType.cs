namespace Fairlead.Aws.CloudFormation.Facts;

/// <summary>What a property's value has to look like. The family is closed.</summary>
internal abstract record PropertyType
{
    public static readonly PropertyType String = new StringType();
    public static readonly PropertyType Integer = new NumberType(IsInteger: true);
    public static readonly PropertyType Number = new NumberType(IsInteger: false);
    public static readonly PropertyType Boolean = new BooleanType();
    public static readonly PropertyType Json = new JsonType();
    public static readonly PropertyType Tag = new DefinitionType("Tag");
    public static readonly PropertyType Tags = new ArrayType(Tag);
    public static readonly PropertyType Strings = new ArrayType(String);

    /// <summary>In words, for "X was expected".</summary>
    public abstract string InWords { get; }
}

internal sealed record StringType : PropertyType
{
    public override string InWords => "a text";
}

internal sealed record NumberType(bool IsInteger) : PropertyType
{
    public override string InWords => IsInteger ? "a whole number" : "a number";
}

internal sealed record BooleanType : PropertyType
{
    public override string InWords => "true or false";
}

/// <summary>Any JSON.</summary>
internal sealed record JsonType : PropertyType
{
    public override string InWords => "anything";
}

internal sealed record EnumType(string[] Values) : PropertyType
{
    public override string InWords => $"one of {string.Join(", ", Values)}";
}

internal sealed record ArrayType(PropertyType Element) : PropertyType
{
    public override string InWords => "a list";
}

internal sealed record MapType(PropertyType Element) : PropertyType
{
    public override string InWords => "a map";
}

/// <summary>A map with known keys: <see cref="TypeFacts.Definition"/>.</summary>
internal sealed record DefinitionType(string Definition) : PropertyType
{
    public override string InWords => $"a map ({Definition})";
}

internal sealed record UnionType(PropertyType[] Types) : PropertyType
{
    public override string InWords => string.Join(" or ", Types.Select(f => f.InWords));
}
