namespace Fairlead.Aws.Template.Facts;

/// <summary>What a property's value has to look like. The family is closed.</summary>
internal abstract record Form
{
    public static readonly Form Text = new TextForm();
    public static readonly Form Integer = new NumberForm(IsInteger: true);
    public static readonly Form Number = new NumberForm(IsInteger: false);
    public static readonly Form Flag = new FlagForm();
    public static readonly Form Any = new AnyForm();
    public static readonly Form Tag = new NestedForm("Tag");
    public static readonly Form Tags = new ListForm(Tag);
    public static readonly Form Texts = new ListForm(Text);

    /// <summary>In words, for "X was expected".</summary>
    public abstract string InWords { get; }
}

internal sealed record TextForm : Form
{
    public override string InWords => "a text";
}

internal sealed record NumberForm(bool IsInteger) : Form
{
    public override string InWords => IsInteger ? "a whole number" : "a number";
}

internal sealed record FlagForm : Form
{
    public override string InWords => "true or false";
}

/// <summary>Any JSON.</summary>
internal sealed record AnyForm : Form
{
    public override string InWords => "anything";
}

internal sealed record OneOfForm(string[] Values) : Form
{
    public override string InWords => $"one of {string.Join(", ", Values)}";
}

internal sealed record ListForm(Form Element) : Form
{
    public override string InWords => "a list";
}

internal sealed record MapForm(Form Element) : Form
{
    public override string InWords => "a map";
}

/// <summary>A map with known keys: <see cref="TypeFacts.Definition"/>.</summary>
internal sealed record NestedForm(string Definition) : Form
{
    public override string InWords => $"a map ({Definition})";
}

internal sealed record EitherForm(Form[] Forms) : Form
{
    public override string InWords => string.Join(" or ", Forms.Select(f => f.InWords));
}
