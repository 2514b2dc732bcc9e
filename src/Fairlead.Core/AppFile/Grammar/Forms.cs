using Fairlead.Core.AppFile.References;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>Shapes that are built of others: lists, maps of names, sections, one or the other.</summary>
internal static class Forms
{
    public static readonly Shape<IReadOnlyList<string>> Words = List(Present(Shapes.Word), "a list of texts");

    /// <summary>Names and texts.</summary>
    public static readonly Shape<Node?> Texts = Later("a map of names and texts", "{NAME: value}", new NamesForm("NAME", new TextForm()));

    /// <summary>Kept as it is; read later by a reader that knows more.</summary>
    public static Shape<Node?> Later(string words, string example, Form form) =>
        new(words, static (Node node, Reading _, out Node? value) =>
    {
        value = node;
        return true;
    }, example, form);

    /// <summary>A map with the keys of a section; read later.</summary>
    public static Shape<Node?> Later(Func<Section> section, string example) => Later("a map of keys", example, new SectionForm(section));

    /// <summary>A map with the keys of a section.</summary>
    public static Shape<T?> Map<T>(Func<Section> section, Func<Fields, Reading, T?> read, string example, string words = "a map of keys")
        where T : class => new(words, (Node node, Reading reading, out T? value) =>
    {
        value = Fields.Open(node, section(), reading) is { } fields ? read(fields, reading) : null;
        return value is not null;
    }, example, new SectionForm(section));

    /// <summary>A map, or something shorter that is no map.</summary>
    public static Shape<T?> Short<T>(Shape<T?> shorter, Shape<T?> map)
        where T : class => new($"{shorter.Words}, or a map", (Node node, Reading reading, out T? value) =>
        (node is MapNode ? map : shorter).Read(node, reading, out value), shorter.Example, new EitherForm(shorter.Form, map.Form));

    /// <summary>Another type made of what a shape reads.</summary>
    public static Shape<TTo> As<TFrom, TTo>(Shape<TFrom> shape, Func<TFrom, TTo> make) =>
        new(shape.Words, (Node node, Reading reading, out TTo value) =>
    {
        var read = shape.Read(node, reading, out var from);
        value = read ? make(from) : default!;
        return read;
    }, shape.Example, shape.Form);

    /// <summary>For lists, whose items are there.</summary>
    public static Shape<T> Present<T>(Shape<T?> shape)
        where T : class => As(shape, static v => v!);

    public static Shape<IReadOnlyList<T>> List<T>(Shape<T> shape, string words) =>
        new(words, (Node node, Reading reading, out IReadOnlyList<T> value) =>
    {
        if (node is not ListNode list)
        {
            return reading.Wrong(Codes.WrongType, node.Span, $"this has to be {words}", $"write [{shape.Example}]", out value);
        }

        var items = new List<T>();
        foreach (var item in list.Items)
        {
            if (shape.Read(item, reading, out var read))
            {
                items.Add(read);
            }
        }

        value = items;
        return items.Count == list.Items.Count;
    }, $"[{shape.Example}]", new ListForm(shape.Form));

    /// <summary>One, or a list of them.</summary>
    public static Shape<IReadOnlyList<T>> Some<T>(Shape<T> shape, string words)
    {
        var list = List(shape, words);
        return new(words, (Node node, Reading reading, out IReadOnlyList<T> value) =>
        {
            if (node is ListNode)
            {
                return list.Read(node, reading, out value);
            }

            var read = shape.Read(node, reading, out var one);
            value = read ? [one] : [];
            return read;
        }, shape.Example, new EitherForm(shape.Form, list.Form));
    }
}
