using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>The shapes of single values. Each says in words what it accepts.</summary>
internal static class Shapes
{
    /// <summary>Kept as it is; read later by a reader that knows more.</summary>
    public static readonly Shape<Node?> Any = new("a map", static (Node node, Reading _, out Node? value) =>
    {
        value = node;
        return true;
    }, "{…}");

    public static readonly Shape<bool> Flag = Of("true or false", Words("true", true, "false", false), "true");

    public static readonly Shape<int?> Port = Integer(1, 65535, "a port from 1 to 65535", "8080");

    /// <summary>A load balancer would not wait longer.</summary>
    public static readonly Shape<TimeSpan> RequestTime = DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "a duration from 1s to 1d", "30s");

    public static readonly Shape<Size> Size = Of<Size>("a size such as 512M or 2G", static text =>
        text.Length > 1 && text[^1] is 'M' or 'G' && long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 0 and < 1_000_000
            ? Model.Size.OfMebibytes(text[^1] == 'G' ? n * 1024 : n)
            : null, "512M");

    public static readonly Shape<decimal> Cpu = Of<decimal>("a number of vCPU such as 0.25 or 4", static text =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= 192 ? n : null, "0.25");

    /// <summary>Text whose references are all known while the file is read.</summary>
    public static readonly Shape<string?> Word = new("text", static (Node node, Reading reading, out string? value) =>
    {
        value = null;
        return Scalar(node, reading, "text") is { } scalar && (value = TextParser.Constant(scalar, reading)) is not null;
    }, "text");

    public static readonly Shape<IReadOnlyList<string>> WordList = ListOf(new Shape<string>("text", static (Node node, Reading reading, out string value) =>
    {
        var read = Word.Read(node, reading, out var word);
        value = word ?? "";
        return read;
    }, "text"), "a list of texts");

    /// <summary>A command: a list, or one text that is split at spaces; quotes keep words together. There is no shell.</summary>
    public static readonly Shape<IReadOnlyList<string>?> Command = new("a command: a text without shell syntax, or a list of words", static (Node node, Reading reading, out IReadOnlyList<string>? value) =>
    {
        value = null;
        if (node is ListNode)
        {
            var read = WordList.Read(node, reading, out var words);
            value = words;
            return read && (words.Count > 0 || reading.Wrong(Codes.WrongValue, node.Span, "the command is empty", "leave the key out to keep the image's command", out value));
        }

        return Scalar(node, reading, "a command: a text, or a list of words") is { } scalar
            && TextParser.Constant(scalar, reading) is { } text
            && CommandText.Split(text, scalar.Span, reading, out value);
    }, "python manage.py migrate");

    public static Shape<int?> Integer(int min, int max, string words, string? example = null) => new(words, (Node node, Reading reading, out int? value) =>
    {
        value = null;
        if (Scalar(node, reading, words) is not { } scalar)
        {
            return false;
        }

        if (int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max)
        {
            value = n;
            return true;
        }

        return reading.Wrong(Codes.WrongValue, scalar.Span, $"'{scalar.Value}' is not {words}", $"for example {example ?? $"{Math.Max(1, min)}"}", out value);
    }, example ?? $"{Math.Max(1, min)}");

    public static Shape<int> Number(int min, int max, string words)
    {
        var optional = Integer(min, max, words);
        return new Shape<int>(words, (Node node, Reading reading, out int value) =>
        {
            var read = optional.Read(node, reading, out var n);
            value = n ?? 0;
            return read;
        }, optional.Example);
    }

    public static Shape<TimeSpan> DurationFrom(TimeSpan least, TimeSpan most, string words, string example = "30s") => Of<TimeSpan>(words, text =>
        DurationText.Parse(text) is { } duration && duration >= least && duration <= most ? duration : null, example);

    /// <summary>One of a few words.</summary>
    public static Shape<T> Choice<T>(params (string Word, T Value)[] choices)
        where T : struct
    {
        var words = choices.Length == 2 ? $"{choices[0].Word} or {choices[1].Word}" : "one of " + string.Join(", ", choices.Select(c => c.Word));
        return new Shape<T>(words, (Node node, Reading reading, out T value) =>
        {
            value = default;
            if (Scalar(node, reading, words) is not { } scalar)
            {
                return false;
            }

            foreach (var choice in choices)
            {
                if (choice.Word == scalar.Value)
                {
                    value = choice.Value;
                    return true;
                }
            }

            return reading.Wrong(Codes.WrongValue, scalar.Span, $"'{scalar.Value}' is not {words}", Nearest.Hint(scalar.Value, [.. choices.Select(c => c.Word)], "write one of"), out value);
        }, choices[0].Word);
    }

    public static Shape<T?> Optional<T>(Shape<T> shape)
        where T : struct => new(shape.Words, (Node node, Reading reading, out T? value) =>
    {
        var read = shape.Read(node, reading, out var inner);
        value = read ? inner : null;
        return read;
    }, shape.Example);

    public static Shape<IReadOnlyList<T>> ListOf<T>(Shape<T> shape, string words) => new(words, (Node node, Reading reading, out IReadOnlyList<T> value) =>
    {
        if (node is not ListNode list)
        {
            return reading.Wrong(Codes.WrongType, node.Span, $"this has to be {words}", "write [a, b]", out value);
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
    }, $"[{shape.Example}]");

    /// <summary>A scalar that is not null, or null with a problem.</summary>
    public static ScalarNode? Scalar(Node node, Reading reading, string words)
    {
        if (node is ScalarNode { IsNull: false } scalar)
        {
            return scalar;
        }

        var found = node is MapNode ? "a map" : node is ListNode ? "a list" : "nothing";
        reading.Problems.Add(Codes.WrongType, node.Span, $"this has to be {words}, but {found} stands here", node is ScalarNode ? "give it a value, or remove the key" : "write one value");
        return null;
    }

    private static Shape<T> Of<T>(string words, Func<string, T?> parse, string example)
        where T : struct => new(words, (Node node, Reading reading, out T value) =>
    {
        value = default;
        if (Scalar(node, reading, words) is not { } scalar)
        {
            return false;
        }

        if (parse(scalar.Value) is { } parsed)
        {
            value = parsed;
            return true;
        }

        return reading.Wrong(Codes.WrongValue, scalar.Span, $"'{scalar.Value}' is not {words}", $"for example {example}", out value);
    }, example);

    private static Func<string, bool?> Words(string yes, bool yesValue, string no, bool noValue) =>
        text => text == yes ? yesValue : text == no ? noValue : null;
}
